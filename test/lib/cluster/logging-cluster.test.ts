import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { AddonVersions } from '../../../lib/cluster/addons';
import { importedVpc } from '../../../lib/cluster/network';
import { kubectlLayer } from '../../../lib/delivery/kubectl';
import {
  ApiEndpointAccess,
  ClusterMode,
  LoggingCluster,
  type LoggingClusterProps,
} from '../../../lib/cluster/logging-cluster';
import { evaluate, type Resource, resourceOf, resourcesOf, testStack } from '../helpers';
import { fastApp } from '../../helpers/fast-app';

const ADMIN = 'arn:aws:iam::123456789012:role/team/admin';

function make(props: Partial<LoggingClusterProps> = {}, stack = testStack()): Stack {
  new LoggingCluster(stack, 'Logging', { clusterName: 'logs', adminRoleArns: [ADMIN], ...props });
  return stack;
}

const cluster = (stack: Stack): Resource => resourceOf(stack, 'AWS::EKS::Cluster');
const addOns = (stack: Stack): Record<string, Resource> =>
  Object.fromEntries(
    Object.values(resourcesOf(stack, 'AWS::EKS::Addon')).map((addOn) => [addOn.Properties.AddonName as string, addOn]),
  );
const idOf = (stack: Stack, type: string, prefix = '') =>
  Object.keys(resourcesOf(stack, type)).find((id) => id.startsWith(prefix)) as string;

describe.each([ClusterMode.NODE_GROUP, ClusterMode.AUTO])('cluster, %s', (mode) => {
  const stack = make({ mode });

  test('all five control plane logs, encrypted secrets, access entries only', () => {
    expect(cluster(stack).Properties).toMatchObject({
      Name: 'logs',
      Version: '1.35',
      AccessConfig: { AuthenticationMode: 'API', BootstrapClusterCreatorAdminPermissions: false },
      BootstrapSelfManagedAddons: false,
      EncryptionConfig: [
        { Provider: { KeyArn: { 'Fn::GetAtt': [idOf(stack, 'AWS::KMS::Key'), 'Arn'] } }, Resources: ['secrets'] },
      ],
      Logging: {
        ClusterLogging: {
          EnabledTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((Type) => ({ Type })),
        },
      },
      ResourcesVpcConfig: { EndpointPrivateAccess: true, EndpointPublicAccess: true },
    });
    expect(resourceOf(stack, 'AWS::KMS::Key').Properties).toMatchObject({ EnableKeyRotation: true });
  });

  test('the OIDC provider is native, and nothing of CDK creates one', () => {
    expect(resourceOf(stack, 'AWS::IAM::OIDCProvider').Properties).toEqual({
      ClientIdList: ['sts.amazonaws.com'],
      Url: { 'Fn::GetAtt': [idOf(stack, 'AWS::EKS::Cluster'), 'OpenIdConnectIssuerUrl'] },
    });
    const custom = Object.values(resourcesOf(stack)).filter(({ Type }) => Type.startsWith('Custom::'));
    expect(custom.every(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource')).toBe(true);
  });

  test('the kubectl function and the named role administer it, nobody else', () => {
    const entries = Object.values(resourcesOf(stack, 'AWS::EKS::AccessEntry'));
    expect(entries).toHaveLength(2);
    expect(entries.map(({ Properties }) => Properties.PrincipalArn)).toContain(ADMIN);
    for (const entry of entries) expect(JSON.stringify(entry)).toContain('AmazonEKSClusterAdminPolicy');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is retained with what it needs: network, role, key', () => {
    for (const type of ['AWS::EKS::Cluster', 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::KMS::Key']) {
      for (const resource of Object.values(resourcesOf(stack, type))) {
        expect([type, resource.DeletionPolicy]).toEqual([type, 'RetainExceptOnCreate']);
      }
    }
    expect(resourceOf(stack, 'AWS::IAM::Role', 'LoggingClusterRole').DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(resourceOf(stack, 'AWS::EC2::SecurityGroup').DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

describe('node group', () => {
  const stack = make();
  const nodeGroup = resourceOf(stack, 'AWS::EKS::Nodegroup');

  test('Amazon Linux 2023, private subnets, three nodes', () => {
    expect(nodeGroup.Properties).toMatchObject({
      AmiType: 'AL2023_x86_64_STANDARD',
      InstanceTypes: ['m6i.2xlarge'],
      ScalingConfig: { MinSize: 3, DesiredSize: 3, MaxSize: 6 },
    });
    expect(JSON.stringify(nodeGroup.Properties.Subnets).match(/PrivateSubnet\d/g)).toHaveLength(3);
  });

  test('IMDSv2 without a hop for pods, encrypted gp3 root disk', () => {
    expect(resourceOf(stack, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData).toMatchObject({
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3' } }],
    });
  });

  test('network before nodes, nodes before DNS and storage', () => {
    const nodeGroupId = idOf(stack, 'AWS::EKS::Nodegroup');
    const {
      'vpc-cni': cni,
      'kube-proxy': proxy,
      'eks-pod-identity-agent': agent,
      coredns,
      'aws-ebs-csi-driver': ebs,
      ...more
    } = addOns(stack);
    expect(more).toEqual({});
    expect(JSON.parse(cni?.Properties.ConfigurationValues as string)).toEqual({ enableNetworkPolicy: 'true' });
    for (const id of ['VpcCni', 'KubeProxy', 'PodIdentityAgent']) expect(nodeGroup.DependsOn?.join()).toContain(id);
    for (const before of [cni, proxy, agent]) expect(before?.DependsOn ?? []).not.toContain(nodeGroupId);
    for (const after of [coredns, ebs]) expect(after?.DependsOn).toContain(nodeGroupId);
  });

  test('add-ons have the versions that are named, and those of EKS otherwise', () => {
    for (const { Properties } of Object.values(addOns(stack))) {
      expect(Properties).not.toHaveProperty('AddonVersion');
      expect(Properties.ResolveConflicts).toBe('OVERWRITE');
    }
    const addonVersions = {
      'vpc-cni': 'v1.20.4-eksbuild.1',
      'kube-proxy': 'v1.35.0-eksbuild.2',
      'eks-pod-identity-agent': 'v1.3.9-eksbuild.3',
      coredns: 'v1.12.4-eksbuild.1',
      'aws-ebs-csi-driver': 'v1.51.0-eksbuild.1',
    };
    const pinned = Object.entries(addOns(make({ addonVersions })));
    expect(Object.fromEntries(pinned.map(([name, { Properties }]) => [name, Properties.AddonVersion]))).toEqual(
      addonVersions,
    );
  });

  test('who asks the cluster for Pod Identity does not get a second agent, which EKS refuses', () => {
    const other = testStack();
    const { cluster: made } = new LoggingCluster(other, 'Logging', { clusterName: 'logs', adminRoleArns: [ADMIN] });
    made.addServiceAccount('Shop', { identityType: eks.IdentityType.POD_IDENTITY });
    const agents = Object.values(resourcesOf(other, 'AWS::EKS::Addon')).map(({ Properties }) => Properties.AddonName);
    expect(agents.filter((name) => name === 'eks-pod-identity-agent')).toHaveLength(1);
  });

  test("the EBS driver's role trusts its service account only", () => {
    const roleId = idOf(stack, 'AWS::IAM::Role', 'LoggingNodesEbsCsiRole');
    expect(addOns(stack)['aws-ebs-csi-driver']?.Properties.ServiceAccountRoleArn).toEqual({
      'Fn::GetAtt': [roleId, 'Arn'],
    });
    const role = resourcesOf(stack, 'AWS::IAM::Role')[roleId] as Resource;
    const attributes = { [`${idOf(stack, 'AWS::EKS::Cluster')}.OpenIdConnectIssuerUrl`]: 'https://oidc.example/id/1' };
    const document = JSON.parse(evaluate(role.Properties.AssumeRolePolicyDocument, { attributes }) as string) as {
      Statement: { Condition: unknown }[];
    };
    expect(document.Statement.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: {
          'oidc.example/id/1:aud': 'sts.amazonaws.com',
          'oidc.example/id/1:sub': 'system:serviceaccount:kube-system:ebs-csi-controller-sa',
        },
      },
    ]);
    expect(evaluate(role.Properties.ManagedPolicyArns, { partition: 'aws-cn' })).toEqual([
      'arn:aws-cn:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy',
    ]);
  });

  test('arm64 instances get an arm64 image, both together are refused', () => {
    const arm = make({ instanceTypes: ['m6g.xlarge', 'r7g.xlarge'], desiredNodes: 5, maxNodes: 9 });
    expect(resourceOf(arm, 'AWS::EKS::Nodegroup').Properties).toMatchObject({
      AmiType: 'AL2023_ARM_64_STANDARD',
      ScalingConfig: { MinSize: 3, DesiredSize: 5, MaxSize: 9 },
    });
    expect(() => make({ instanceTypes: ['m6g.xlarge', 'm6i.xlarge'] })).toThrow(
      'm6g.xlarge (arm64), m6i.xlarge (x86_64) are of two architectures, and a node group has one image',
    );
  });

  test.each([
    [{ instanceTypes: [] }, 'instanceTypes is empty'],
    [{ instanceTypes: ['large'] }, "'large' is not an EC2 instance type; write one like m6i.2xlarge"],
    [{ minNodes: 5, maxNodes: 4 }, 'minNodes 5, desiredNodes 5, maxNodes 4 are not in this order'],
    [{ minNodes: 1.5 }, 'write whole numbers'],
    [
      { addonVersions: { coredns: '1.12' } },
      'addonVersions.coredns: 1.12 is not a version of an EKS add-on; write one',
    ],
    [
      { version: '1.34', addonVersions: { 'kube-proxy': 'v1.35.0-eksbuild.1' } },
      'addonVersions.kube-proxy: v1.35.0-eksbuild.1 is newer than Kubernetes 1.34',
    ],
    [
      { addonVersions: { dns: 'v1.12.1-eksbuild.2' } as AddonVersions },
      'addonVersions.dns: not an add-on this cluster',
    ],
  ])('%j is refused', (props, message) => {
    expect(() => make(props)).toThrow(message);
  });
});

test('Auto Mode: EKS runs nodes and storage, without node group and add-ons; NetworkPolicies are enforced', () => {
  const stack = testStack();
  const logging = new LoggingCluster(stack, 'Logging', { clusterName: 'logs', mode: ClusterMode.AUTO });
  expect(cluster(stack).Properties).toMatchObject({
    ComputeConfig: { Enabled: true, NodePools: ['system', 'general-purpose'] },
    StorageConfig: { BlockStorage: { Enabled: true } },
  });
  expect(resourcesOf(stack, 'AWS::EKS::Nodegroup')).toEqual({});
  expect(addOns(stack)).toEqual({});
  expect(logging.storageClassProvisioner).toBe('ebs.csi.eks.amazonaws.com');
  const manifest = resourceOf(stack, 'Custom::AWSCDK-EKS-KubernetesResource').Properties.Manifest;
  expect(JSON.parse(manifest as string)).toMatchObject([
    { kind: 'ConfigMap', metadata: { name: 'amazon-vpc-cni' }, data: { 'enable-network-policy-controller': 'true' } },
  ]);
  expect(() => make({ mode: ClusterMode.AUTO, minNodes: 3, instanceTypes: ['m6i.large'] })).toThrow(
    'Test/Logging: leave out instanceTypes, minNodes: ClusterMode.AUTO chooses nodes itself',
  );
  expect(() => make({ mode: ClusterMode.AUTO, addonVersions: {} })).toThrow(
    'leave out addonVersions: ClusterMode.AUTO',
  );
});

describe('network', () => {
  test('three zones of the region, one NAT gateway, a gateway endpoint of S3 — and AWS is not asked', () => {
    const app = fastApp();
    const stack = make({}, testStack('eu-west-1', app));
    expect(Object.keys(resourcesOf(stack, 'AWS::EC2::Subnet'))).toHaveLength(6);
    expect(Object.keys(resourcesOf(stack, 'AWS::EC2::NatGateway'))).toHaveLength(1);
    expect(resourceOf(stack, 'AWS::EC2::VPCEndpoint').Properties).toMatchObject({
      ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', expect.anything(), '.s3']] },
    });
    expect(
      resourceOf(stack, 'AWS::EC2::Subnet', 'LoggingNetworkVpcPrivateSubnet3').Properties.AvailabilityZone,
    ).toEqual({
      'Fn::Select': [2, { 'Fn::GetAZs': '' }],
    });
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('zones and a NAT gateway for each can be chosen', () => {
    const stack = make({ availabilityZones: ['eu-west-1a', 'eu-west-1c'], natGateways: 2 });
    expect(Object.keys(resourcesOf(stack, 'AWS::EC2::NatGateway'))).toHaveLength(2);
    expect(() => make({ natGateways: 0 })).toThrow('natGateways is 0; write 1 to 3, one for each zone at most');
    expect(() => make({ availabilityZones: ['eu-west-1a'] })).toThrow('EKS asks for two at least');
  });

  test('interface endpoints are there on demand: private names, from the VPC alone, and none that is kept and paid for', () => {
    const stack = make({ interfaceEndpoints: true });
    const endpoints = Object.values(resourcesOf(stack, 'AWS::EC2::VPCEndpoint'));
    const [gateway, ...more] = endpoints.filter(({ Properties }) => Properties.VpcEndpointType === 'Gateway');
    expect(JSON.stringify(gateway?.Properties.ServiceName)).toContain('.s3');
    expect(more).toEqual([]);
    const ofInterface = endpoints.filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    expect(ofInterface.map(({ Properties }) => Properties.ServiceName)).toEqual([
      'com.amazonaws.eu-west-1.sts',
      'com.amazonaws.eu-west-1.ecr.api',
      'com.amazonaws.eu-west-1.ecr.dkr',
    ]);
    for (const { Properties, DeletionPolicy } of ofInterface) {
      expect(Properties.PrivateDnsEnabled).toBe(true);
      expect(JSON.stringify(Properties.SubnetIds).match(/PrivateSubnet\d/g)).toHaveLength(3);
      expect(DeletionPolicy).toBeUndefined();
    }
    const id = idOf(stack, 'AWS::EC2::SecurityGroup', 'LoggingInterfaceEndpoints');
    expect(ofInterface.map(({ Properties }) => Properties.SecurityGroupIds)).toEqual(
      Array.from({ length: 3 }, () => [{ 'Fn::GetAtt': [id, 'GroupId'] }]),
    );
    const group = resourcesOf(stack, 'AWS::EC2::SecurityGroup')[id];
    expect(group?.Properties.SecurityGroupIngress).toMatchObject([
      { CidrIp: { 'Fn::GetAtt': [idOf(stack, 'AWS::EC2::VPC'), 'CidrBlock'] }, FromPort: 443, ToPort: 443 },
    ]);
    expect(group?.DeletionPolicy).toBeUndefined();
  });

  test('a VPC of your own without public subnets is enough; the endpoint of S3 is its own', () => {
    const stack = testStack();
    const vpc = importedVpc(stack, 'Own', { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] });
    make({ vpc, endpointAccess: ApiEndpointAccess.PRIVATE }, stack);
    const SubnetIds = ['subnet-1', 'subnet-2', 'subnet-3'];
    expect(cluster(stack).Properties.ResourcesVpcConfig).toMatchObject({ SubnetIds });
    expect(resourceOf(stack, 'AWS::EKS::Nodegroup').Properties.Subnets).toEqual(SubnetIds);
    expect(resourcesOf(stack, 'AWS::EC2::VPCEndpoint')).toEqual({});
    const handler = Object.values(resourcesOf(stack, 'AWS::Lambda::Function')).map(({ Properties }) => Properties);
    expect(handler.filter(({ VpcConfig }) => VpcConfig)).toHaveLength(handler.length);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('a VPC with private subnets in one zone, or none, is refused', () => {
    const stack = testStack();
    const one = importedVpc(stack, 'One', { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1'] });
    expect(() => make({ vpc: one }, stack)).toThrow(
      'Test/Logging: the vpc has private subnets with a way out in one zone, and EKS asks for two zones at least',
    );
    const none = new ec2.Vpc(stack, 'None', { natGateways: 0, availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
    expect(() => new LoggingCluster(stack, 'Other', { clusterName: 'logs', vpc: none })).toThrow('in no zone');
  });

  test('a VPC of your own is used as it is', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Own', {
      vpcId: 'vpc-1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-1', 'subnet-2'],
      publicSubnetIds: ['subnet-3', 'subnet-4'],
    });
    make({ vpc }, stack);
    expect(resourcesOf(stack, 'AWS::EC2::VPC')).toEqual({});
    expect(resourceOf(stack, 'AWS::EKS::Nodegroup').Properties.Subnets).toEqual(['subnet-1', 'subnet-2']);
    expect(() => make({ vpc, natGateways: 3 }, new Stack(fastApp(), 'Other'))).toThrow(
      'leave out natGateways: a vpc is given',
    );
  });
});

describe('access', () => {
  test('without administrators there is a warning that says what to do', () => {
    const stack = make({ adminRoleArns: [] });
    Annotations.fromStack(stack).hasWarning('/Test/Logging', Match.stringLikeRegexp('adminRoleArns is empty: nobody'));
  });

  test('logical ids of administrators do not depend on their order', () => {
    const roles = [ADMIN, 'arn:aws:iam::123456789012:user/jane'];
    const ids = (arns: string[]) =>
      Object.keys(resourcesOf(make({ adminRoleArns: arns }), 'AWS::EKS::AccessEntry')).sort();
    expect(ids(roles)).toEqual(ids([...roles].reverse()));
    expect(() => make({ adminRoleArns: [ADMIN, ADMIN] })).toThrow(`'${ADMIN}' is in adminRoleArns twice`);
    expect(() => make({ adminRoleArns: ['admin'] })).toThrow("'admin' in adminRoleArns is neither a role nor a user");
  });

  test('the API can be closed to the internet, or to most of it', () => {
    expect(cluster(make({ endpointAccess: ApiEndpointAccess.PRIVATE })).Properties.ResourcesVpcConfig).toMatchObject({
      EndpointPrivateAccess: true,
      EndpointPublicAccess: false,
    });
    expect(cluster(make({ publicAccessCidrs: ['192.0.2.0/24'] })).Properties.ResourcesVpcConfig).toMatchObject({
      PublicAccessCidrs: ['192.0.2.0/24'],
    });
    expect(() => make({ publicAccessCidrs: [] })).toThrow(
      'publicAccessCidrs is empty, by which EKS means every network',
    );
    expect(() => make({ endpointAccess: ApiEndpointAccess.PRIVATE, publicAccessCidrs: ['192.0.2.0/24'] })).toThrow(
      'leave out publicAccessCidrs: ApiEndpointAccess.PRIVATE lets nobody in from outside',
    );
  });
});

test('where the API is closed to the internet, kubectl runs in the VPC, in the group the cluster lets in', () => {
  const stack = make({ endpointAccess: ApiEndpointAccess.PRIVATE });
  const functions = Object.values(resourcesOf(stack, 'AWS::Lambda::Function'));
  expect(functions.length).toBeGreaterThan(1);
  for (const { Properties } of functions) {
    expect(Properties.VpcConfig).toEqual({
      SecurityGroupIds: [{ 'Fn::GetAtt': [idOf(stack, 'AWS::EKS::Cluster'), 'ClusterSecurityGroupId'] }],
      SubnetIds: [1, 2, 3].map((n) => ({ Ref: expect.stringContaining(`PrivateSubnet${n}`) })),
    });
  }
});

test('control plane logs can be fewer, or none', () => {
  const types = (controlPlaneLogs: eks.ClusterLoggingTypes[]) => cluster(make({ controlPlaneLogs })).Properties.Logging;
  expect(types([eks.ClusterLoggingTypes.AUDIT])).toEqual({ ClusterLogging: { EnabledTypes: [{ Type: 'audit' }] } });
  // An empty list turns them off in a cluster that has them; no list leaves them as they are.
  expect(types([])).toEqual({ ClusterLogging: { EnabledTypes: [] } });
});

test('refuses names that are none', () => {
  expect(() => make({ clusterName: 'my.cluster' })).toThrow("clusterName 'my.cluster' is none; write 1 to 100 letters");
});

describe('kubectl', () => {
  test.each(['1.33', '1.34', '1.35'])('version %s has a layer', (version) => {
    const stack = make({ version });
    expect(cluster(stack).Properties.Version).toBe(version);
    expect(JSON.stringify(resourcesOf(stack, 'AWS::Lambda::LayerVersion'))).toContain(`kubectl ${version}`);
  });

  test('another version has none', () => {
    expect(() => kubectlLayer(testStack(), 'Layer', '1.36')).toThrow(
      "Test: there is no kubectl layer for '1.36'; use one of 1.33, 1.34, 1.35",
    );
  });
});
