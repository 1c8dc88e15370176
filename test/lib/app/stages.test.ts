import { resolveEnvironment } from '../../../lib/environment/environment';
import type { ClusterProps, EnvironmentProps } from '../../../lib/environment/props';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../helpers/environments';

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

/** The templates of an environment with one cluster or another. */
function templates(cluster: ClusterProps, change: Partial<EnvironmentProps> = {}): Record<string, PlainTemplate> {
  const props = { account: '111122223333', region: 'eu-west-1', cluster, ...change };
  return templatesOf(stageOf(resolveEnvironment('all', props)));
}

const propertiesOf = (template: PlainTemplate | undefined, type: string) =>
  resourcesOf(template as PlainTemplate, type).map(([, { Properties }]) => Properties);

describe('properties of a new cluster reach its template', () => {
  test('a node group', () => {
    const { Cluster } = templates({
      create: {
        name: 'Named',
        version: '1.34',
        instanceTypes: ['m6g.xlarge'],
        nodes: 4,
        endpointAccess: 'public-and-private',
        publicAccessCidrs: ['203.0.113.0/24'],
        admins: ['arn:aws:iam::111122223333:role/admin', 'arn:aws:iam::111122223333:user/me'],
        availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
        natGateways: 3,
        interfaceEndpoints: true,
        addonVersions: { coredns: 'v1.12.4-eksbuild.1' },
        controlPlaneLogs: ['audit', 'authenticator'],
      },
    });
    expect(propertiesOf(Cluster, 'AWS::EKS::Cluster')).toMatchObject([
      { Name: 'Named', Version: '1.34', ResourcesVpcConfig: { PublicAccessCidrs: ['203.0.113.0/24'] } },
    ]);
    expect(propertiesOf(Cluster, 'AWS::EKS::Nodegroup')).toMatchObject([
      { InstanceTypes: ['m6g.xlarge'], ScalingConfig: { MinSize: 4, MaxSize: 8 } },
    ]);
    expect(propertiesOf(Cluster, 'AWS::EC2::NatGateway')).toHaveLength(3);
    expect(propertiesOf(Cluster, 'AWS::EC2::VPCEndpoint')).toHaveLength(4);
    expect(propertiesOf(Cluster, 'AWS::EKS::Addon')).toContainEqual(
      expect.objectContaining({ AddonName: 'coredns', AddonVersion: 'v1.12.4-eksbuild.1' }),
    );
    expect(propertiesOf(Cluster, 'AWS::EKS::Cluster')).toMatchObject([
      { Logging: { ClusterLogging: { EnabledTypes: [{ Type: 'audit' }, { Type: 'authenticator' }] } } },
    ]);
    const admins = propertiesOf(Cluster, 'AWS::EKS::AccessEntry').map(({ PrincipalArn }) => PrincipalArn);
    expect(admins).toEqual(
      expect.arrayContaining(['arn:aws:iam::111122223333:role/admin', 'arn:aws:iam::111122223333:user/me']),
    );
  });

  test('Auto Mode, with the API inside the VPC only', () => {
    const { Cluster } = templates({ create: { mode: 'auto', endpointAccess: 'private' } });
    expect(propertiesOf(Cluster, 'AWS::EKS::Cluster')).toMatchObject([
      {
        ComputeConfig: { Enabled: true },
        ResourcesVpcConfig: { EndpointPublicAccess: false, EndpointPrivateAccess: true },
      },
    ]);
    expect(propertiesOf(Cluster, 'AWS::EKS::Nodegroup')).toEqual([]);
  });

  test.each(['node-group', 'auto'] as const)('a VPC that exists, %s', (mode) => {
    const privateSubnetIds = ['subnet-0a1b2c3d', 'subnet-0a1b2c3e', 'subnet-0a1b2c3f'];
    const { Cluster, Logging } = templates({ create: { mode, vpcId: 'vpc-0a1b2c3d', privateSubnetIds } });
    expect(propertiesOf(Cluster, 'AWS::EKS::Cluster')).toMatchObject([
      { ResourcesVpcConfig: { SubnetIds: privateSubnetIds } },
    ]);
    const types = Object.values((Cluster as PlainTemplate).Resources).map(({ Type }) => Type);
    // The control plane's security group is the cluster's own.
    expect(types.filter((type) => /^AWS::EC2::(?!LaunchTemplate)/.test(type))).toEqual(['AWS::EC2::SecurityGroup']);
    expect(propertiesOf(Logging, 'Custom::AWSCDK-EKS-KubernetesResource').length).toBeGreaterThan(10);
  });

  test.each([
    ['50 GB/day', 'm6i.xlarge', 3],
    ['2 TB/day', 'm6i.2xlarge', 8],
    ['30 TB/day', 'm6i.4xlarge', 41],
  ])('nodes for %s', (volume, instanceType, nodes) => {
    const { Cluster } = templates({ create: {} }, { volume });
    expect(propertiesOf(Cluster, 'AWS::EKS::Nodegroup')).toMatchObject([
      { InstanceTypes: [instanceType], ScalingConfig: { MinSize: nodes } },
    ]);
  });
});

test('properties of an existing cluster reach its template', () => {
  const oidcProviderArn = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;
  const { Logging, Cluster } = templates({
    existing: {
      name: 'ours',
      oidcIssuer: `https://${ISSUER}`,
      oidcProviderArn,
      version: '1.33',
      vpcId: 'vpc-0a1b2c3d',
      privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
      securityGroupId: 'sg-0a1b2c3d',
    },
  });
  expect(Cluster).toBeUndefined();
  expect(propertiesOf(Logging, 'AWS::IAM::OIDCProvider')).toEqual([]);
  expect(JSON.stringify(propertiesOf(Logging, 'AWS::IAM::Role'))).toContain(oidcProviderArn);
  const [kubectl] = propertiesOf(Logging, 'AWS::Lambda::Function').filter(({ VpcConfig }) => VpcConfig);
  expect(kubectl?.VpcConfig).toMatchObject({
    SubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    SecurityGroupIds: ['sg-0a1b2c3d'],
  });
});

test('an existing kubectl provider applies every manifest, and no new one is created', () => {
  const kubectlProviderServiceToken = 'arn:aws:lambda:eu-west-1:111122223333:function:Kubectl-onEvent';
  const { Logging } = templates({
    existing: { name: 'ours', oidcIssuer: `https://${ISSUER}`, kubectlProviderServiceToken },
  });
  const tokens = propertiesOf(Logging, 'Custom::AWSCDK-EKS-KubernetesResource').map(({ ServiceToken }) => ServiceToken);
  expect(new Set(tokens)).toEqual(new Set([kubectlProviderServiceToken]));
  expect(propertiesOf(Logging, 'AWS::Lambda::Function')).toEqual([]);
  expect(propertiesOf(Logging, 'AWS::EKS::AccessEntry')).toEqual([]);
});

test('buckets of a KMS key, whose policy names Loki’s role, and names of one’s own', () => {
  const { Storage } = templates(
    { create: {} },
    { storage: { encryption: 'kms', chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules' } },
  );
  expect(propertiesOf(Storage, 'AWS::KMS::Key')).toMatchObject([{ EnableKeyRotation: true }]);
  expect(propertiesOf(Storage, 'AWS::S3::Bucket').map(({ BucketName }) => BucketName)).toEqual([
    'our-chunks',
    'our-rules',
  ]);
  const [key] = propertiesOf(Storage, 'AWS::KMS::Key');
  expect(JSON.stringify(key?.KeyPolicy)).toContain('"arn:aws:iam::111122223333:role/loki-all-eu-west-1"');
});

test('the Logging stack imports nothing of Storage, so that Storage may change', () => {
  const { Logging } = templates({ create: {} }, { storage: { encryption: 'kms' } });
  expect(JSON.stringify(Logging)).toContain('all-Cluster:ExportsOutput');
  expect(JSON.stringify(Logging)).not.toContain('all-Storage:ExportsOutput');
});

test('buckets and passwords that exist are not created, and the stack stays', () => {
  const { Storage, Logging } = templates(
    { create: {} },
    { storage: { createBuckets: false }, credentials: { createSecrets: false } },
  );
  expect(Object.values(Storage?.Resources ?? {}).map(({ Type }) => Type)).toContain(
    'AWS::CloudFormation::WaitConditionHandle',
  );
  expect(propertiesOf(Storage, 'AWS::S3::Bucket')).toEqual([]);
  expect(propertiesOf(Storage, 'AWS::SecretsManager::Secret')).toEqual([]);
  const policies = JSON.stringify(propertiesOf(Logging, 'AWS::IAM::Policy'));
  expect(policies).toContain('arn:aws:s3:::loki-all-chunks-111122223333-eu-west-1/*');
  expect(policies).toContain('secret:loki/all/writer-??????');
});

test('a key of one’s own, and a bucket for access logs', () => {
  const encryptionKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/mine';
  const { Storage, Logging } = templates(
    { create: {} },
    { storage: { encryptionKeyArn, otherKeyArns: [`${encryptionKeyArn}-2`], accessLogBucket: 'our-access-logs' } },
  );
  const [chunks] = propertiesOf(Storage, 'AWS::S3::Bucket');
  expect(JSON.stringify(chunks?.BucketEncryption)).toContain(encryptionKeyArn);
  expect(chunks?.LoggingConfiguration).toEqual({
    DestinationBucketName: 'our-access-logs',
    LogFilePrefix: 'loki-all-chunks-111122223333-eu-west-1/',
  });
  expect(propertiesOf(Storage, 'AWS::KMS::Key')).toEqual([]);
  expect(JSON.stringify(propertiesOf(Logging, 'AWS::IAM::Policy'))).toContain(`${encryptionKeyArn}-2`);
});

test('flow logs of a new VPC go to CloudWatch for a month', () => {
  const { Cluster } = templates({ create: { flowLogs: true } });
  expect(propertiesOf(Cluster, 'AWS::EC2::FlowLog')).toMatchObject([{ ResourceType: 'VPC', TrafficType: 'ALL' }]);
  expect(propertiesOf(Cluster, 'AWS::Logs::LogGroup')).toContainEqual(expect.objectContaining({ RetentionInDays: 30 }));
});

test('the OIDC provider made for an existing cluster outlives the stack', () => {
  const { Logging } = templates({ existing: { name: 'ours', oidcIssuer: `https://${ISSUER}` } });
  const [[, provider] = []] = resourcesOf(Logging as PlainTemplate, 'AWS::IAM::OIDCProvider');
  expect(provider).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});
