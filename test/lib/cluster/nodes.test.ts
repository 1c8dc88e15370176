import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { AddonVersions } from '../../../lib/cluster/addons';
import { LoggingCluster } from '../../../lib/cluster/logging-cluster';
import { evaluate, type Resource, resourceOf, resourcesOf, testStack } from '../helpers';
import { addCluster, addOnsOf, ADMIN, idOf } from './helpers';

describe('node group', () => {
  const stack = addCluster();
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

  test('nodes follow the version of the cluster, and an update never overrides disruption budgets', () => {
    expect(nodeGroup.Properties).toMatchObject({ Version: '1.35', ForceUpdateEnabled: false });
    const raised = addCluster({ version: '1.36' });
    for (const type of ['AWS::EKS::Cluster', 'AWS::EKS::Nodegroup']) {
      expect(resourceOf(raised, type).Properties.Version).toBe('1.36');
    }
    // The control plane is upgraded first: its nodes may not be newer.
    expect(resourceOf(raised, 'AWS::EKS::Nodegroup').Properties.ClusterName).toEqual({
      Ref: idOf(raised, 'AWS::EKS::Cluster'),
    });
  });

  test('a group that another one replaces stays until its nodes are drained, and goes with the stack', () => {
    expect(nodeGroup).toMatchObject({ UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Delete' });
    const grown = addCluster({ minNodes: 6 });
    const { ScalingConfig, ...rest } = resourceOf(grown, 'AWS::EKS::Nodegroup').Properties;
    expect(ScalingConfig).toEqual({ MinSize: 6, DesiredSize: 6, MaxSize: 12 });
    expect({ ...rest, ScalingConfig: nodeGroup.Properties.ScalingConfig }).toEqual(nodeGroup.Properties);
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
    } = addOnsOf(stack);
    expect(more).toEqual({});
    expect(JSON.parse(cni?.Properties.ConfigurationValues as string)).toEqual({ enableNetworkPolicy: 'true' });
    for (const id of ['VpcCni', 'KubeProxy', 'PodIdentityAgent']) expect(nodeGroup.DependsOn?.join()).toContain(id);
    for (const before of [cni, proxy, agent]) expect(before?.DependsOn ?? []).not.toContain(nodeGroupId);
    for (const after of [coredns, ebs]) expect(after?.DependsOn).toContain(nodeGroupId);
  });

  test('add-ons have the named versions, else those of EKS', () => {
    for (const { Properties } of Object.values(addOnsOf(stack))) {
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
    const pinned = Object.entries(addOnsOf(addCluster({ addonVersions })));
    expect(Object.fromEntries(pinned.map(([name, { Properties }]) => [name, Properties.AddonVersion]))).toEqual(
      addonVersions,
    );
  });

  test('Pod Identity of the cluster adds no second agent, which EKS would refuse', () => {
    const other = testStack();
    const { cluster: made } = new LoggingCluster(other, 'Logging', { clusterName: 'logs', adminRoleArns: [ADMIN] });
    made.addServiceAccount('Shop', { identityType: eks.IdentityType.POD_IDENTITY });
    const agents = Object.values(resourcesOf(other, 'AWS::EKS::Addon')).map(({ Properties }) => Properties.AddonName);
    expect(agents.filter((name) => name === 'eks-pod-identity-agent')).toHaveLength(1);
  });

  test("the EBS driver's role trusts its service account only", () => {
    const roleId = idOf(stack, 'AWS::IAM::Role', 'LoggingNodesEbsCsiRole');
    expect(addOnsOf(stack)['aws-ebs-csi-driver']?.Properties.ServiceAccountRoleArn).toEqual({
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

  test('arm64 instances get an arm64 image; mixed architectures are refused', () => {
    const arm = addCluster({ instanceTypes: ['m6g.xlarge', 'r7g.xlarge'], desiredNodes: 5, maxNodes: 9 });
    expect(resourceOf(arm, 'AWS::EKS::Nodegroup').Properties).toMatchObject({
      AmiType: 'AL2023_ARM_64_STANDARD',
      ScalingConfig: { MinSize: 3, DesiredSize: 5, MaxSize: 9 },
    });
    expect(() => addCluster({ instanceTypes: ['m6g.xlarge', 'm6i.xlarge'] })).toThrow(
      'm6g.xlarge (arm64) and m6i.xlarge (x86_64) have two architectures, and a node group has one image',
    );
  });

  test.each([
    [{ instanceTypes: [] }, 'Test/Logging.instanceTypes: [] is empty; write a type'],
    [{ instanceTypes: ['large'] }, 'instanceTypes[0]: large is not an instance type; write one such as'],
    [
      { instanceTypes: ['m6i.xlarge', 'g5.2xlarge'] },
      "instanceTypes[1]: g5.2xlarge has GPUs or accelerators, which need another image than that of the nodes; write one such as 'm6i.xlarge'",
    ],
    [{ instanceTypes: ['inf2.xlarge'] }, 'instanceTypes[0]: inf2.xlarge has GPUs or accelerators'],
    [{ instanceTypes: ['m1.xlarge'] }, 'instanceTypes[0]: m1.xlarge is of a generation that no image of EKS starts on'],
    [
      { instanceTypes: ['u-6tb1.56xlarge'] },
      'instanceTypes[0]: u-6tb1.56xlarge is a type that the AWS CDK does not read',
    ],
    [{ minNodes: 5, maxNodes: 4 }, 'maxNodes: 4 is less than minNodes, 5; write minNodes <= desiredNodes <= maxNodes'],
    [{ minNodes: 1.5 }, 'minNodes: 1.5 is not a whole number of at least 1'],
    [
      { addonVersions: { coredns: '1.12' } },
      'addonVersions.coredns: 1.12 is not a version of an EKS add-on; write one',
    ],
    [
      { version: '1.34', addonVersions: { 'kube-proxy': 'v1.35.0-eksbuild.1' } },
      'addonVersions.kube-proxy: v1.35.0-eksbuild.1 is newer than Kubernetes 1.34',
    ],
    [{ admins: [] } as object, 'admins: not a key; did you mean adminRoleArns?'],
    [
      { addonVersions: { dns: 'v1.12.1-eksbuild.2' } as AddonVersions },
      'addonVersions.dns: not a key; the keys here are vpc-cni',
    ],
  ])('%j is refused', (props, message) => {
    expect(() => addCluster(props)).toThrow(message);
  });
});
