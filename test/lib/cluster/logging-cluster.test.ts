import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ApiEndpointAccess, ClusterMode } from '../../../lib/cluster/logging-cluster';
import { resourceOf, resourcesOf } from '../helpers';
import { addCluster, ADMIN, clusterOf, idOf } from './helpers';

describe.each([ClusterMode.NODE_GROUP, ClusterMode.AUTO])('cluster, %s', (mode) => {
  const stack = addCluster({ mode });

  test('all five control plane logs, encrypted secrets, access entries only', () => {
    expect(clusterOf(stack).Properties).toMatchObject({
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

  test('the OIDC provider is native, without a custom resource', () => {
    expect(resourceOf(stack, 'AWS::IAM::OIDCProvider').Properties).toEqual({
      ClientIdList: ['sts.amazonaws.com'],
      Url: { 'Fn::GetAtt': [idOf(stack, 'AWS::EKS::Cluster'), 'OpenIdConnectIssuerUrl'] },
    });
    const custom = Object.values(resourcesOf(stack)).filter(({ Type }) => Type.startsWith('Custom::'));
    expect(custom.every(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource')).toBe(true);
  });

  test('only the kubectl function and the named role administer it', () => {
    const entries = Object.values(resourcesOf(stack, 'AWS::EKS::AccessEntry'));
    expect(entries).toHaveLength(2);
    expect(entries.map(({ Properties }) => Properties.PrincipalArn)).toContain(ADMIN);
    for (const entry of entries) expect(JSON.stringify(entry)).toContain('AmazonEKSClusterAdminPolicy');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is retained with its network, role and key', () => {
    for (const type of ['AWS::EKS::Cluster', 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::KMS::Key']) {
      for (const resource of Object.values(resourcesOf(stack, type))) {
        expect([type, resource.DeletionPolicy]).toEqual([type, 'RetainExceptOnCreate']);
      }
    }
    expect(resourceOf(stack, 'AWS::IAM::Role', 'LoggingClusterRole').DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(resourceOf(stack, 'AWS::EC2::SecurityGroup').DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

test('with a private API, kubectl runs in the VPC, in a security group that the cluster lets in', () => {
  const stack = addCluster({ endpointAccess: ApiEndpointAccess.PRIVATE });
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
  const types = (controlPlaneLogs: eks.ClusterLoggingTypes[]) =>
    clusterOf(addCluster({ controlPlaneLogs })).Properties.Logging;
  expect(types([eks.ClusterLoggingTypes.AUDIT])).toEqual({ ClusterLogging: { EnabledTypes: [{ Type: 'audit' }] } });
  // An empty list turns them off in an existing cluster; without a list they stay unchanged.
  expect(types([])).toEqual({ ClusterLogging: { EnabledTypes: [] } });
});

test('invalid names are refused', () => {
  expect(() => addCluster({ clusterName: 'my.cluster' })).toThrow(
    'clusterName: my.cluster is not a valid EKS cluster name; use at most 100 letters',
  );
});
