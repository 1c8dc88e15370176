import { askAws } from '../../../bin/doctor/aws';
import type { AwsAsk } from '../../../bin/doctor/aws-ask';
import { healthySnapshot } from '../../helpers/healthy-snapshot';

const { setup } = healthySnapshot();
const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = Math.floor(NOW / 86_400_000);

/** An error as the SDK throws it. */
const failure = (name: string, message = name): Error => Object.assign(new Error(message), { name });

const TRUST = encodeURIComponent(JSON.stringify({ Statement: [] }));

/** Answers of an account in which all is there. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  GetCallerIdentity: { Account: '111122223333' },
  DescribeCluster: { cluster: { status: 'ACTIVE', identity: { oidc: { issuer: 'https://oidc.example.com/id/A' } } } },
  GetOpenIDConnectProvider: { ClientIDList: ['sts.amazonaws.com'] },
  ListAddons: { addons: ['vpc-cni', 'aws-ebs-csi-driver'] },
  DescribeAddon: { addon: { status: 'DEGRADED', health: { issues: [{ code: 'AccessDenied', message: 'x' }] } } },
  ListNodegroups: { nodegroups: ['workers', 'spot'] },
  DescribeNodegroup: { nodegroup: { health: { issues: [{ code: 'AccessDenied', message: 'x', resourceIds: [] }] } } },
  GetRole: { Role: { AssumeRolePolicyDocument: TRUST } },
  SimulatePrincipalPolicy: { EvaluationResults: [{ EvalActionName: 's3:PutObject', EvalDecision: 'explicitDeny' }] },
  HeadBucket: { BucketRegion: 'eu-west-1' },
  GetBucketLifecycleConfiguration: {
    Rules: [
      { ID: 'a', Status: 'Enabled', Filter: { Prefix: 'dev/' }, Expiration: { Days: 16 } },
      { ID: 'once', Status: 'Enabled', Filter: { Prefix: 'dev/' }, Expiration: { Date: new Date('2027-01-01') } },
      { ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
      // Loki writes no tags.
      { ID: 'tag', Status: 'Enabled', Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { Days: 1 } },
      {
        ID: 'tags',
        Status: 'Enabled',
        Filter: { And: { Prefix: '', Tags: [{ Key: 'a', Value: 'b' }] } },
        Expiration: { Days: 1 },
      },
      {
        ID: 'cold',
        Status: 'Enabled',
        Filter: {},
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 90, StorageClass: 'DEEP_ARCHIVE' },
        ],
      },
      { ID: 'versions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 3 } },
    ],
  },
  GetBucketEncryption: {
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: 'arn:key' } }],
    },
  },
  GetObjectLockConfiguration: {
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } } },
  },
  ListObjectsV2: { CommonPrefixes: [{ Prefix: `index/loki_index_${DAY}/` }], Contents: [{ Key: 'a' }, { Key: 'b' }] },
};

/** An AWS with these answers; errors are thrown. */
function account(changed: Readonly<Record<string, unknown>> = {}): { ask: AwsAsk; asked: string[] } {
  const asked: string[] = [];
  const ask: AwsAsk = (service, operation) => {
    asked.push(`${service} ${operation}`);
    const answer = { ...ANSWERS, ...changed }[operation];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { ask, asked };
}

test('facts are what AWS says, and every request only reads', async () => {
  const { ask, asked } = account();
  const { aws, unseen } = await askAws(ask, setup, NOW);
  expect(unseen).toEqual([]);
  expect(aws).toMatchObject({
    cluster: { exists: true, issuer: 'oidc.example.com/id/A' },
    provider: { exists: true, audiences: ['sts.amazonaws.com'] },
    addons: [{ name: 'aws-ebs-csi-driver', status: 'DEGRADED', issues: ['AccessDenied'] }],
    nodeGroups: ['workers', 'spot'].map((name) => ({ name, issues: [{ code: 'AccessDenied', message: 'x' }] })),
  });
  expect(aws?.roles[0]).toMatchObject({ exists: true, trust: { Statement: [] }, denied: expect.any(Array) as unknown });
  expect(aws?.buckets[0]).toEqual({
    name: setup.buckets[0]?.name,
    exists: true,
    region: 'eu-west-1',
    expires: [
      { id: 'a', prefix: 'dev/', days: 16 },
      { id: 'once', prefix: 'dev/', days: 0, date: '2027-01-01' },
    ],
    archives: [{ id: 'cold', prefix: '', days: 90, to: 'DEEP_ARCHIVE' }],
    key: 'arn:key',
    lock: 'COMPLIANCE 30 days',
    indexToday: 2,
  });
  expect(asked.filter((one) => !/ (Get|List|Describe|Head|Simulate)/.test(one))).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(60);
});

test('what does not exist is a fact', async () => {
  const { ask } = account({
    DescribeCluster: failure('ResourceNotFoundException'),
    GetRole: failure('NoSuchEntityException'),
    HeadBucket: failure('NotFound'),
  });
  const { aws, unseen } = await askAws(ask, setup, NOW);
  expect(unseen).toEqual([]);
  expect(aws?.cluster).toEqual({ exists: false });
  expect(aws?.roles.every(({ exists }) => !exists)).toBe(true);
  expect(aws?.buckets.map(({ exists }) => exists)).toEqual([false, false]);
});

test('a bucket without lifecycle, encryption and lock has none', async () => {
  const { ask } = account({
    GetBucketLifecycleConfiguration: failure('NoSuchLifecycleConfiguration'),
    GetBucketEncryption: failure('ServerSideEncryptionConfigurationNotFoundError'),
    GetObjectLockConfiguration: failure('ObjectLockConfigurationNotFoundError'),
    ListObjectsV2: { CommonPrefixes: [{ Prefix: `index/loki_index_${DAY - 1}/` }] },
  });
  const { aws, unseen } = await askAws(ask, setup, NOW);
  expect(unseen).toEqual([]);
  expect(aws?.buckets[0]).toEqual({
    name: setup.buckets[0]?.name,
    exists: true,
    region: 'eu-west-1',
    expires: [],
    archives: [],
    indexToday: 0,
  });
});

test('what is refused is left out, with the permission that it needs', async () => {
  const { ask } = account({ GetRole: failure('AccessDenied', 'not authorized'), HeadBucket: failure('Forbidden') });
  const { aws, unseen } = await askAws(ask, setup, NOW);
  expect(aws).toMatchObject({ roles: [], buckets: [] });
  expect(unseen.map(({ needs }) => needs)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^iam:GetRole on role /),
      expect.stringMatching(/^s3:ListBucket on bucket /),
    ]),
  );
});

test('a request that AWS throttles needs no permission', async () => {
  const { ask } = account({ GetRole: failure('Throttling', 'Rate exceeded') });
  const { unseen } = await askAws(ask, setup, NOW);
  expect(unseen.length).toBeGreaterThan(0);
  expect(unseen.map(({ needs }) => needs)).toEqual(
    unseen.map(() => expect.stringMatching(/^(EKS|IAM|S3) throttles requests of the account: run it again/) as string),
  );
});

test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
  ['no credentials', { GetCallerIdentity: failure('CredentialsProviderError') }, /^credentials of AWS: aws configure/],
  ['those of an account that AWS throttles', { GetCallerIdentity: failure('ThrottlingException') }, /in a minute$/],
  ['expired ones', { GetCallerIdentity: failure('ExpiredTokenException') }, /have not expired/],
  [
    'those of another account',
    { GetCallerIdentity: { Account: '444455556666' } },
    /^credentials of account 111122223333/,
  ],
])('%s are not a fault of Loki: AWS cannot be seen', async (_what, changed, needs) => {
  const { ask, asked } = account(changed);
  const { aws, unseen } = await askAws(ask, setup, NOW);
  expect(aws).toBeUndefined();
  expect(unseen).toMatchObject([
    { hops: ['identity', 'buckets'], what: 'AWS', needs: expect.stringMatching(needs) as string },
  ]);
  expect(asked).toEqual(['sts GetCallerIdentity']);
});

test('a local cluster has nothing in AWS', async () => {
  const { ask, asked } = account();
  expect(await askAws(ask, { ...setup, isLocal: true }, NOW)).toEqual({ unseen: [] });
  expect(asked).toEqual([]);
});
