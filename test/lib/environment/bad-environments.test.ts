import { problemText } from '../../../charts/problems';
import { validateEnvironments } from '../../../lib/environment/validate';

const issuer = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const good = { account: '111122223333', region: 'us-east-1', cluster: { create: {} } };
const existing = { name: 'training', oidcIssuer: issuer };

const vpc = { vpcId: 'vpc-0a1b2c3d', privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e', 'subnet-0a1b2c3f'] };

/** The kubectl provider of a cluster, of an account and a region. */
const provider = (account = '111122223333', region = 'us-east-1') => ({
  kubectlProviderServiceToken: `arn:aws:lambda:${region}:${account}:function:Kubectl-onEvent-1`,
});

/** What is said of environments, one line a problem. */
function said(input: unknown): string[] {
  return validateEnvironments(input).map(problemText);
}

const kmsKey = (region: string) => `arn:aws:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** A long value, as messages show it. */
const cut = (value: string) => `${value.slice(0, 57)}…`;

/** One environment named `prod`, like a good one but for some fields. */
const prod = (change: object) => ({ prod: { ...good, ...change } });

describe('right environments', () => {
  test.each([
    ['the least', { dev: { cluster: { create: {} } } }],
    ['an existing cluster', { a: { ...good, cluster: { existing } } }],
    ['an existing cluster with its kubectl', { a: { ...good, cluster: { existing: { ...existing, ...provider() } } } }],
    [
      'a cluster with all that can be chosen',
      {
        a: {
          ...good,
          cluster: {
            create: {
              instanceTypes: ['m6g.xlarge', 'r7gd.xlarge', 'a1.xlarge'],
              publicAccessCidrs: ['0.0.0.0/0', '203.0.113.255/32'],
              controlPlaneLogs: ['audit', 'authenticator'],
              addonVersions: {
                'vpc-cni': 'v1.20.4-eksbuild.1',
                'kube-proxy': 'v1.34.0-eksbuild.2',
                'eks-pod-identity-agent': 'v1.3.9-eksbuild.3',
                coredns: 'v1.12.4-eksbuild.1',
                'aws-ebs-csi-driver': 'v1.51.0-eksbuild.1',
              },
              availabilityZones: ['us-east-1a', 'us-east-1c', 'us-east-1d', 'us-east-1f'],
              natGateways: 4,
              interfaceEndpoints: true,
            },
          },
        },
      },
    ],
    [
      'a cluster in a VPC that exists',
      {
        a: { ...good, cluster: { create: { ...vpc, mode: 'auto', endpointAccess: 'private', controlPlaneLogs: [] } } },
      },
    ],
    [
      'everything',
      {
        'all-of-it': {
          ...good,
          volume: '1.5 TB/day',
          retention: '1d',
          tenants: ['platform', 'apps', "it's(odd)!*"],
          tenantNamespaces: { apps: ['shop', 'shop-*', '*'] },
          credentials: { from: 'kubernetes-secret', secretName: 'my.secret' },
          storage: { encryption: 'kms', chunkBucketName: 'my-chunks', rulerBucketName: 'my-rules' },
          loki: {
            namespace: 'logs',
            queryTimeout: '90s',
            sizes: { ingester: { replicas: 5, cpu: 0.25, memory: 0.5, volume: 10 } },
            config: { querier: { max_concurrent: 16 } },
            tenantLimits: { apps: { retention_period: '744h', ingestion_rate_mb: 20 } },
            schema: [{ from: '2024-04-01' }, { from: '2026-12-01', indexPrefix: 'new_' }],
            alertmanagerUrl: 'https://alerts.example.com/path',
          },
          alloy: { namespace: 'agents', journal: false, audit: true, cloudInit: false, pods: true },
          grafana: { namespace: 'monitoring', maxLines: 5000 },
          network: { policies: false, metricsNamespaces: ['monitoring'], clientNamespaces: ['tools'] },
          terminationProtection: true,
          deployFrom: ['444455556666'],
          customize: () => undefined,
        },
      },
    ],
  ])('%s', (_what, input) => {
    expect(said(input)).toEqual([]);
  });
});

describe('wrong environments say where, what and what instead', () => {
  test.each<[string, unknown, string[]]>([
    ['not an object', 'dev', ['environments: a string is not an object; export defineEnvironments({ … }) as default']],
    ['a list', [], ['environments: a list is not an object; export defineEnvironments({ … }) as default']],
    [
      'nothing',
      undefined,
      ['environments: an undefined is not an object; export defineEnvironments({ … }) as default'],
    ],
    ['none', {}, ['environments: empty; write at least one environment, such as dev: { cluster: { create: {} } }']],
    ['an environment that is no object', { dev: 7 }, ['environments.dev: 7 is not an object; write one such as {}']],
    [
      'a name with an upper-case letter',
      { Prod: good },
      [
        'environments.Prod: Prod is not a name; begin with a letter and use lower-case letters, digits and single hyphens',
      ],
    ],
    ['a misspelt key', prod({ retenton: '7d' }), ['environments.prod.retenton: not a key; did you mean retention?']],
    [
      'a key that is nothing like one',
      prod({ network: { zzz: 1 } }),
      ['environments.prod.network.zzz: not a key; the keys here are policies, metricsNamespaces, clientNamespaces'],
    ],
    [
      'a misspelt key of a created cluster',
      prod({ cluster: { create: { adminss: [] } } }),
      ['environments.prod.cluster.create.adminss: not a key; did you mean admins?'],
    ],
    [
      'a misspelt key of an existing cluster',
      prod({ cluster: { existing: { ...existing, oidcProvider: 'x' } } }),
      ['environments.prod.cluster.existing.oidcProvider: not a key; did you mean oidcProviderArn?'],
    ],
    [
      'a misspelt key of a size',
      prod({ loki: { sizes: { ingester: { replica: 3 } } } }),
      ['environments.prod.loki.sizes.ingester.replica: not a key; did you mean replicas?'],
    ],
    [
      'a misspelt component',
      prod({ loki: { sizes: { ingestor: {} } } }),
      ['environments.prod.loki.sizes.ingestor: not a key; did you mean ingester?'],
    ],
    [
      'no cluster',
      { prod: { account: '111122223333', region: 'us-east-1' } },
      ['environments.prod.cluster: missing; write an object, such as {}'],
    ],
    [
      'a cluster that is neither',
      prod({ cluster: {} }),
      [
        'environments.prod.cluster: {} names no cluster; write create: {} to make one, or existing: { name, oidcIssuer }',
      ],
    ],
    [
      'a cluster that is both',
      prod({ cluster: { create: {}, existing } }),
      ['environments.prod.cluster: has both create and existing; keep one of them'],
    ],
    [
      'an account with too few digits',
      prod({ account: '11112222' }),
      ["environments.prod.account: 11112222 is not an AWS account; write its 12 digits, such as '111122223333'"],
    ],
    [
      'an account as a number',
      prod({ account: 111122223333 }),
      ["environments.prod.account: 111122223333 is not a string; write one such as '111122223333'"],
    ],
    [
      'a region that is none',
      prod({ region: 'useast1' }),
      ["environments.prod.region: useast1 is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'"],
    ],
    [
      'a region whose S3 Loki would take for that of us-east-1',
      prod({ region: 'me-west-1' }),
      [
        "environments.prod.region: me-west-1 is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'",
      ],
    ],
    [
      'a volume as a number',
      prod({ volume: 500 }),
      ["environments.prod.volume: 500 is not a string; write one such as '500 GB/day'"],
    ],
    [
      'a volume without a time',
      prod({ volume: '500GB' }),
      ["environments.prod.volume: 500GB is not a volume; write MB, GB or TB a day, such as '500 GB/day'"],
    ],
    [
      'no volume at all',
      prod({ volume: '0 GB/day' }),
      ["environments.prod.volume: 0 GB/day is nothing; write what is logged a day, such as '20 GB/day'"],
    ],
    [
      'more than any size takes',
      prod({ volume: '40 TB/day' }),
      [
        'environments.prod.volume: 40 TB/day is more than the largest size, 3 TB/day; ' +
          'split it into several environments, each with its own Loki',
      ],
    ],
    [
      'a retention of half a day',
      prod({ retention: '12h' }),
      ['environments.prod.retention: 12h is shorter than the 24h index period; use at least 1d'],
    ],
    [
      'a retention below nothing',
      prod({ retention: '-1d' }),
      ["environments.prod.retention: -1d is not a duration; write a whole number and s, m, h, d or w, such as '28d'"],
    ],
    [
      'a retention for ever',
      prod({ retention: 'forever' }),
      [
        "environments.prod.retention: forever is not a duration; write a whole number and s, m, h, d or w, such as '28d'",
      ],
    ],
    [
      'a retention of a lifetime',
      prod({ retention: '4000d' }),
      ['environments.prod.retention: 4000d is longer than ten years; use at most 3650d'],
    ],
    [
      'no tenants',
      prod({ tenants: [] }),
      ["environments.prod.tenants: [] is empty; name at least one tenant, such as ['platform'], or leave it out"],
    ],
    [
      'tenants as a string',
      prod({ tenants: 'apps' }),
      ["environments.prod.tenants: apps is not a list; write one such as ['platform', 'apps']"],
    ],
    [
      'an empty tenant',
      prod({ tenants: ['apps', ''] }),
      ["environments.prod.tenants[1]: '' is empty; write a name such as 'platform'"],
    ],
    [
      'a tenant with a slash',
      prod({ tenants: ['team/apps'] }),
      [
        "environments.prod.tenants[0]: team/apps has a character Loki does not take in a tenant; use letters, digits and ! - _ . * ' ( )",
      ],
    ],
    [
      'a tenant that would expire the index',
      prod({ tenants: ['index'] }),
      ['environments.prod.tenants[0]: index is a name Loki itself uses in the chunk bucket; choose another'],
    ],
    [
      'credentials from nowhere we know',
      prod({ credentials: { from: 'vault', installdriver: true } }),
      [
        'environments.prod.credentials.from: vault is not one of secrets-manager, external-secrets, kubernetes-secret',
        'environments.prod.credentials.installdriver: not a key; did you mean installDriver?',
      ],
    ],
    [
      'fields that mean nothing by default',
      prod({ credentials: { secretName: 'mine' } }),
      [
        'environments.prod.credentials.secretName: mine is for credentials from kubernetes-secret, and they are from secrets-manager; leave it out',
      ],
    ],
    [
      'fields that mean nothing with a Secret made by hand',
      prod({
        credentials: { from: 'kubernetes-secret', installDriver: false, kmsKeyArn: kmsKey('us-east-1') },
        grafana: { serviceAccount: 'grafana' },
      }),
      [
        'environments.prod.credentials.installDriver: false is for credentials from secrets-manager, and they are from kubernetes-secret; leave it out',
        `environments.prod.credentials.kmsKeyArn: ${cut(kmsKey('us-east-1'))} is for credentials from secrets-manager or external-secrets, and they are from kubernetes-secret; leave it out`,
        'environments.prod.grafana.serviceAccount: grafana is for credentials from secrets-manager, and they are from kubernetes-secret; leave it out',
      ],
    ],
    [
      'a key that is none, and one of another region',
      {
        a: { ...good, credentials: { kmsKeyArn: 'alias/mine' } },
        b: { ...good, credentials: { kmsKeyArn: kmsKey('eu-west-1') } },
      },
      [
        "environments.a.credentials.kmsKeyArn: alias/mine is not the ARN of a KMS key; find it with 'aws kms describe-key --key-id alias/… --query KeyMetadata.Arn'",
        `environments.b.credentials.kmsKeyArn: ${cut(kmsKey('eu-west-1'))} is of region eu-west-1, and the environment is in us-east-1; use a key of us-east-1`,
      ],
    ],
    [
      'two tenants that differ in case',
      prod({ tenants: ['apps', 'Apps'] }),
      [
        'environments.prod.tenants[1]: Apps differs from tenants[0] at most in its case, and the gateway compares without case; rename one',
      ],
    ],
    [
      'namespaces of a tenant that is not there',
      prod({ tenants: ['platform'], tenantNamespaces: { apps: ['shop'] } }),
      ['environments.prod.tenantNamespaces.apps: not one of the tenants, platform; add apps to them, or leave it out'],
    ],
    [
      'namespaces of the tenant that gets the rest',
      prod({ tenants: ['platform', 'apps'], tenantNamespaces: { platform: ['kube-system'] } }),
      [
        'environments.prod.tenantNamespaces.platform: platform is the first tenant and gets everything that is not routed elsewhere; leave it out',
      ],
    ],
    [
      'a bucket name of 64 characters',
      prod({ storage: { chunkBucketName: 'b'.repeat(64) } }),
      [`environments.prod.storage.chunkBucketName: ${'b'.repeat(57)}… is 64 characters long, and S3 takes at most 63`],
    ],
    [
      'one bucket for both',
      prod({ storage: { chunkBucketName: 'logs', rulerBucketName: 'logs' } }),
      [
        'environments.prod.storage.rulerBucketName: logs is the chunk bucket too, whose old objects expire; use a bucket of its own',
      ],
    ],
    [
      'a name that makes bucket names too long',
      { 'a-very-long-name-for-an-environment': good },
      [
        'environments.a-very-long-name-for-an-environment: the bucket name loki-a-very-long-name-for-an-environment-chunks-111122223333-us-east-1 made from it ' +
          'is 70 characters long, and S3 takes at most 63; use a shorter environment name, or write storage.chunkBucketName',
      ],
    ],
    [
      'an unknown encryption',
      prod({ storage: { encryption: 'aes' } }),
      ['environments.prod.storage.encryption: aes is not one of s3, kms'],
    ],
    [
      'a version without a kubectl',
      prod({ cluster: { create: { version: '1.29' } } }),
      ['environments.prod.cluster.create.version: 1.29 is not one of 1.33, 1.34, 1.35'],
    ],
    [
      'an issuer without https',
      prod({ cluster: { existing: { ...existing, oidcIssuer: issuer.slice('https://'.length) } } }),
      [
        "environments.prod.cluster.existing.oidcIssuer: oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE… does not begin with https://; write 'https://…'",
      ],
    ],
    [
      'an issuer of another region',
      prod({ region: 'eu-west-1', cluster: { existing } }),
      [
        'environments.prod.cluster.existing.oidcIssuer: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4… is of region us-east-1, and the environment is in eu-west-1; use the issuer of a cluster in eu-west-1',
      ],
    ],
    [
      'a provider of another account',
      prod({
        cluster: {
          existing: { ...existing, oidcProviderArn: `arn:aws:iam::999988887777:oidc-provider/${issuer.slice(8)}` },
        },
      }),
      [
        'environments.prod.cluster.existing.oidcProviderArn: arn:aws:iam::999988887777:oidc-provider/oidc.eks.us-east-… is of account 999988887777, and the environment is in 111122223333; name the provider of 111122223333',
      ],
    ],
    [
      'a private network that is not whole',
      prod({ cluster: { existing: { ...existing, vpcId: 'vpc-0a1b2c3d' } } }),
      [
        'environments.prod.cluster.existing: has vpcId without privateSubnetIds and securityGroupId; a private Kubernetes API needs all three',
      ],
    ],
    [
      'a private network without subnets',
      prod({
        cluster: { existing: { ...existing, vpcId: vpc.vpcId, privateSubnetIds: [], securityGroupId: 'sg-0a1b2c3d' } },
      }),
      [
        "environments.prod.cluster.existing.privateSubnetIds: [] is empty; write one such as ['subnet-0a1b2c3d'], or leave all three out",
      ],
    ],
    [
      'nodes in Auto Mode',
      prod({ cluster: { create: { mode: 'auto', nodes: 3 } } }),
      [
        "environments.prod.cluster.create.nodes: 3 is for a node group, and in Auto Mode EKS chooses; leave it out, or use mode: 'node-group'",
      ],
    ],
    [
      'a VPC with one zone',
      prod({ cluster: { create: { availabilityZones: ['us-east-1a'] } } }),
      [
        'environments.prod.cluster.create.availabilityZones: ["us-east-1a"] is not two different zones or more, which EKS asks for; write three',
      ],
    ],
    [
      'a VPC with one private subnet',
      prod({ cluster: { create: { ...vpc, privateSubnetIds: ['subnet-0a1b2c3d'] } } }),
      [
        'environments.prod.cluster.create.privateSubnetIds: ["subnet-0a1b2c3d"] is not two different subnets or more, in as many zones, which EKS asks for; write three',
      ],
    ],
    [
      'a VPC without subnets, and subnets without a VPC',
      {
        prod: { ...good, cluster: { create: { vpcId: vpc.vpcId } } },
        test: { ...good, cluster: { create: { privateSubnetIds: vpc.privateSubnetIds } } },
      },
      [
        'environments.prod.cluster.create.vpcId: vpc-0a1b2c3d without privateSubnetIds; write its private subnets, one in each of three zones',
        'environments.test.cluster.create.privateSubnetIds: ["subnet-0a1b2c3d","subnet-0a1b2c3e","subnet-0a1b2c3f"] without vpcId; write the VPC they are in, or leave them out to have one made',
      ],
    ],
    [
      'a VPC that exists and is made',
      prod({
        cluster: {
          create: {
            ...vpc,
            availabilityZones: ['us-east-1a', 'us-east-1b'],
            natGateways: 2,
            interfaceEndpoints: false,
          },
        },
      }),
      [
        'environments.prod.cluster.create.availabilityZones: ["us-east-1a","us-east-1b"] is for a new VPC, and an existing one is given; leave out one of the two',
        'environments.prod.cluster.create.natGateways: 2 is for a new VPC, and an existing one is given; leave out one of the two',
        'environments.prod.cluster.create.interfaceEndpoints: false is for a new VPC, and an existing one is given; leave out one of the two',
      ],
    ],
    [
      'zones of another region',
      prod({ cluster: { create: { availabilityZones: ['us-east-1a', 'us-east-2b'] } } }),
      [
        "environments.prod.cluster.create.availabilityZones[1]: us-east-2b is not a zone of us-east-1, where the environment is; write one such as 'us-east-1a'",
      ],
    ],
    [
      'more NAT gateways than zones',
      {
        prod: { ...good, cluster: { create: { natGateways: 4 } } },
        test: {
          ...good,
          cluster: { create: { natGateways: 3, availabilityZones: ['us-east-1a', 'us-east-1b'] } },
        },
      },
      [
        'environments.prod.cluster.create.natGateways: 4 is more than one for each of 3 zones; write at most 3',
        'environments.test.cluster.create.natGateways: 3 is more than one for each of 2 zones; write at most 2',
      ],
    ],
    [
      'no NAT gateway',
      prod({ cluster: { create: { natGateways: 0 } } }),
      ['environments.prod.cluster.create.natGateways: 0 is not a whole number of at least 1; write one such as 1'],
    ],
    [
      'interface endpoints that are no yes or no',
      prod({ cluster: { create: { interfaceEndpoints: ['sts'] } } }),
      ['environments.prod.cluster.create.interfaceEndpoints: ["sts"] is not true or false; write one such as true'],
    ],
    [
      'instance types of two architectures',
      prod({ cluster: { create: { instanceTypes: ['m6i.xlarge', 'm6a.xlarge', 'm7g.xlarge'] } } }),
      [
        'environments.prod.cluster.create.instanceTypes: m6i.xlarge (x86_64) and m7g.xlarge (arm64) are of two architectures, and a node group has one image; use types of one',
      ],
    ],
    [
      'a misspelt add-on',
      prod({ cluster: { create: { addonVersions: { 'core-dns': 'v1.12.1-eksbuild.2' } } } }),
      ['environments.prod.cluster.create.addonVersions.core-dns: not a key; did you mean coredns?'],
    ],
    [
      'a version of an add-on without its build',
      prod({ cluster: { create: { addonVersions: { coredns: '1.12.1' } } } }),
      [
        "environments.prod.cluster.create.addonVersions.coredns: 1.12.1 is not a version of an EKS add-on; write one such as 'v1.12.1-eksbuild.2', as 'aws eks describe-addon-versions' lists them",
      ],
    ],
    [
      'a kube-proxy newer than its cluster',
      prod({ cluster: { create: { version: '1.34', addonVersions: { 'kube-proxy': 'v1.35.0-eksbuild.1' } } } }),
      [
        'environments.prod.cluster.create.addonVersions.kube-proxy: v1.35.0-eksbuild.1 is newer than Kubernetes 1.34; write one that begins with v1.34, or leave it out',
      ],
    ],
    [
      'add-ons in Auto Mode',
      prod({ cluster: { create: { mode: 'auto', addonVersions: { coredns: 'v1.12.1-eksbuild.2' } } } }),
      [
        'environments.prod.cluster.create.addonVersions: {"coredns":"v1.12.1-eksbuild.2"} is for a node group, and in Auto Mode EKS has its own; leave it out, or use mode: \'node-group\'',
      ],
    ],
    [
      'logs the control plane does not write, or twice',
      {
        prod: { ...good, cluster: { create: { controlPlaneLogs: ['audits'] } } },
        test: { ...good, cluster: { create: { controlPlaneLogs: ['api', 'api'] } } },
      },
      [
        'environments.prod.cluster.create.controlPlaneLogs[0]: audits is not one of api, audit, authenticator, controllerManager, scheduler',
        'environments.test.cluster.create.controlPlaneLogs: ["api","api"] has one of them twice; write each once',
      ],
    ],
    [
      'a list of addresses that keeps nobody out because it is empty',
      prod({ cluster: { create: { publicAccessCidrs: [] } } }),
      [
        "environments.prod.cluster.create.publicAccessCidrs: [] is empty, by which EKS means every address; write ranges, or use endpointAccess: 'private'",
      ],
    ],
    [
      'address ranges that are none',
      prod({ cluster: { create: { publicAccessCidrs: ['203.0.113.256/24', '203.0.113.0/33', '203.0.113/24'] } } }),
      ['203.0.113.256/24', '203.0.113.0/33', '203.0.113/24'].map(
        (range, i) =>
          `environments.prod.cluster.create.publicAccessCidrs[${i}]: ${range} is not an address range; write one such as '203.0.113.0/24'`,
      ),
    ],
    [
      'an administrator twice',
      prod({
        cluster: { create: { admins: ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/a'] } },
      }),
      [
        'environments.prod.cluster.create.admins: ["arn:aws:iam::111122223333:role/a","arn:aws:iam::1111222… has one of them twice; write each once',
      ],
    ],
    [
      'a kubectl provider of another region, or another account',
      {
        prod: { ...good, cluster: { existing: { ...existing, ...provider('111122223333', 'us-west-2') } } },
        test: { ...good, cluster: { existing: { ...existing, ...provider('999988887777') } } },
      },
      [
        'environments.prod.cluster.existing.kubectlProviderServiceToken: arn:aws:lambda:us-west-2:111122223333:function:Kubectl-on… is in us-west-2, and the environment is in us-east-1; name the provider in us-east-1',
        'environments.test.cluster.existing.kubectlProviderServiceToken: arn:aws:lambda:us-east-1:999988887777:function:Kubectl-on… is of account 999988887777, and the environment is in 111122223333; name the provider of 111122223333',
      ],
    ],
    [
      'a kubectl provider that is a role',
      prod({
        cluster: { existing: { ...existing, kubectlProviderServiceToken: 'arn:aws:iam::111122223333:role/kubectl' } },
      }),
      [
        "environments.prod.cluster.existing.kubectlProviderServiceToken: arn:aws:iam::111122223333:role/kubectl is not the ARN of a Lambda function; write the ServiceToken of the cluster's Custom::AWSCDK-EKS-KubernetesResource",
      ],
    ],
    [
      'a kubectl provider that exists and is made',
      prod({
        cluster: { existing: { ...existing, ...provider(), ...vpc, securityGroupId: 'sg-0a1b2c3d' } },
      }),
      [
        'environments.prod.cluster.existing.vpcId: vpc-0a1b2c3d is for a provider that is made, and kubectlProviderServiceToken names one; leave out one of the two',
      ],
    ],
    [
      'an administrator that is no role',
      prod({ cluster: { create: { admins: ['admin'] } } }),
      [
        "environments.prod.cluster.create.admins[0]: admin is not the ARN of a role or user; write one such as 'arn:aws:iam::111122223333:role/admin'",
      ],
    ],
    [
      'half a replica',
      prod({ loki: { sizes: { querier: { replicas: 1.5 } } } }),
      ['environments.prod.loki.sizes.querier.replicas: 1.5 is not a whole number of at least 1; write one such as 3'],
    ],
    [
      'a misspelt key of Loki',
      prod({ loki: { config: { ingester: { chunk_idle_peroid: '1h' } } } }),
      [
        'environments.prod.loki.config.ingester.chunk_idle_peroid: not a key of loki 3.7.6; did you mean chunk_idle_period?',
      ],
    ],
    [
      'a key of Loki that others depend on',
      prod({ loki: { config: { limits_config: { retention_period: '7d' } } } }),
      ['environments.prod.loki.config.limits_config.retention_period: not to be set here: use retention'],
    ],
    [
      'periods of the schema in disorder',
      prod({ loki: { schema: [{ from: '2025-01-01' }, { from: '2024-01-01' }] } }),
      [
        'environments.prod.loki.schema[1].from: 2024-01-01 is not after 2025-01-01; periods are in order, each from a later day',
      ],
    ],
    [
      'Loki and Alloy in one namespace',
      prod({ alloy: { namespace: 'loki' } }),
      [
        "environments.prod.alloy.namespace: loki is Loki's namespace, whose pods must not read the node's files; use another",
      ],
    ],
    [
      'an Alloy that reads nothing',
      prod({ alloy: { journal: false, audit: false, cloudInit: false, pods: false } }),
      ['environments.prod.alloy: reads nothing: journal, audit, cloudInit, pods are all false; leave one of them on'],
    ],
    [
      'more tenants than a bucket has rules for',
      prod({ tenants: Array.from({ length: 999 }, (_, index) => `tenant-${index}`) }),
      [
        'environments.prod.tenants: 999 of them, and S3 has lifecycle rules for 998; split them into several environments',
      ],
    ],
    [
      'a customization that is no function',
      prod({ customize: 'yes' }),
      ['environments.prod.customize: yes is not a function; write one such as (charts) => { … }'],
    ],
  ])('%s', (_what, input, lines) => {
    expect(said(input)).toEqual(lines);
  });

  test('all that is wrong with three environments at once', () => {
    const lines = said({
      dev: { ...good, retention: '12h', volum: '1 GB/day' },
      prod: { ...good, cluster: {} },
      test: 'x',
    });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'environments.dev.retention',
      'environments.dev.volum',
      'environments.prod.cluster',
      'environments.test',
    ]);
  });

  test('nonsense in any place is said, never thrown', () => {
    const whole = {
      ...good,
      cluster: {
        create: {
          admins: [],
          publicAccessCidrs: [],
          availabilityZones: ['a', 'b'],
          controlPlaneLogs: ['api'],
          addonVersions: { 'kube-proxy': 'v1.35.0-eksbuild.1' },
          instanceTypes: ['a', 'b'],
          natGateways: 1,
          ...vpc,
        },
        existing: { ...existing, ...provider() },
      },
      volume: '',
      retention: '',
      tenants: ['a', 'b'],
      tenantNamespaces: { b: ['c'] },
      storage: { chunkBucketName: 'a', rulerBucketName: 'b' },
      loki: {
        sizes: { ingester: { replicas: 3 } },
        config: { querier: {} },
        tenantLimits: { a: {} },
        schema: [{}, {}],
      },
      alloy: { namespace: 'a' },
      grafana: { namespace: 'a' },
      network: { metricsNamespaces: ['a'] },
      deployFrom: ['1'],
    };
    const nonsense = [null, undefined, 0, '', 'x', true, [], {}, [null], [{}], [[]], { x: null }, () => 1];
    const places = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...places(inner, [...path, key])])
        : [];
    for (const place of places(whole)) {
      for (const value of nonsense) {
        const copy = structuredClone(whole) as Record<string | number, unknown>;
        const parent = place.slice(0, -1).reduce<Record<string | number, unknown>>((at, key) => at[key] as never, copy);
        parent[place.at(-1) as string] = value;
        expect(() => said({ prod: copy })).not.toThrow();
      }
    }
  });

  test('every line is lower case after its path and says one thing', () => {
    for (const line of said({ dev: { ...good, tenants: [1], cluster: { create: { nodes: 'x', mode: 'none' } } } })) {
      expect(line).toMatch(/^environments\.[^\n]+$/);
      expect(line.endsWith('.')).toBe(false);
    }
  });
});
