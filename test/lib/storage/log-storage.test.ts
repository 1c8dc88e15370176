import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LogEncryption, LogStorage, type LogStorageProps } from '../../../lib/storage/log-storage';
import { type Resource, resourceOf, resourcesOf, testStack } from '../helpers';
import { fastApp } from '../../helpers/fast-app';

const NAMES = { chunkBucketName: 'test-chunks', rulerBucketName: 'test-ruler' };

function storage(props: Partial<LogStorageProps> = {}, stack = testStack()): { stack: Stack; storage: LogStorage } {
  return { stack, storage: new LogStorage(stack, 'Storage', { ...NAMES, ...props }) };
}

interface Rule {
  readonly Id: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly ExpiredObjectDeleteMarker?: boolean;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
}

const bucket = (stack: Stack, which: 'Chunk' | 'Ruler'): Resource =>
  resourceOf(stack, 'AWS::S3::Bucket', `Storage${which}Bucket`);
const rules = (stack: Stack, which: 'Chunk' | 'Ruler'): Rule[] =>
  (bucket(stack, which).Properties.LifecycleConfiguration as { Rules: Rule[] }).Rules;
const expiring = (all: Rule[]) => all.filter((rule) => rule.ExpirationInDays !== undefined);

describe('buckets', () => {
  test.each(['Chunk', 'Ruler'] as const)('%s bucket is private, versioned, encrypted and retained', (which) => {
    const { stack } = storage();
    const { Properties, ...policies } = bucket(stack, which);
    expect(Properties).toMatchObject({
      BucketName: which === 'Chunk' ? 'test-chunks' : 'test-ruler',
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    expect(policies).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('both refuse plain HTTP and TLS before 1.2', () => {
    const policies = Object.values(resourcesOf(storage().stack, 'AWS::S3::BucketPolicy'));
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies) {
      expect((Properties.PolicyDocument as { Statement: unknown[] }).Statement).toMatchObject([
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
      ]);
    }
  });

  test('need no Lambda and no custom resource', () => {
    const types = Object.values(resourcesOf(storage({ encryption: LogEncryption.KMS }).stack)).map(({ Type }) => Type);
    expect(new Set(types)).toEqual(new Set(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key']));
  });

  test('KMS: one rotating key, retained, with bucket keys', () => {
    const { stack } = storage({ encryption: LogEncryption.KMS });
    const key = resourceOf(stack, 'AWS::KMS::Key');
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', Properties: { EnableKeyRotation: true } });
    for (const which of ['Chunk', 'Ruler'] as const) {
      expect(bucket(stack, which).Properties.BucketEncryption).toMatchObject({
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
        ],
      });
    }
  });

  test('a key of your own is used instead of a new one', () => {
    const stack = testStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Own', 'arn:aws:kms:eu-west-1:123456789012:key/own');
    storage({ encryptionKey }, stack);
    expect(resourcesOf(stack, 'AWS::KMS::Key')).toEqual({});
    expect(JSON.stringify(bucket(stack, 'Chunk').Properties.BucketEncryption)).toContain('key/own');
    expect(() =>
      storage({ encryptionKey, encryption: LogEncryption.S3_MANAGED }, new Stack(fastApp(), 'Other')),
    ).toThrow('encryptionKey: is never used with S3_MANAGED; leave out one of the two');
  });

  test('a key of another region, an alias and a text that is not an ARN are refused', () => {
    const of = (make: (stack: Stack) => kms.IKey) => () => {
      const stack = new Stack(fastApp(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
      storage({ encryptionKey: make(stack) }, stack);
    };
    const elsewhere = (stack: Stack) =>
      new Stack(stack.node.root as never, 'Other', { env: { account: '123456789012', region: 'us-east-1' } });
    const fix = 'and the stack is in eu-west-1; name a key of eu-west-1';
    expect(of((stack) => kms.Key.fromKeyArn(stack, 'Own', 'arn:aws:kms:us-east-1:123456789012:key/own'))).toThrow(
      `encryptionKey: arn:aws:kms:us-east-1:123456789012:key/own is in region us-east-1, ${fix}`,
    );
    expect(of((stack) => new kms.Key(elsewhere(stack), 'Own'))).toThrow(
      `encryptionKey: is in region us-east-1, ${fix}`,
    );
    expect(of((stack) => kms.Alias.fromAliasName(stack, 'Own', 'alias/loki'))).toThrow(
      "encryptionKey: alias/loki is an alias, and policies of IAM name keys; write kms.Key.fromKeyArn(this, 'Key', 'arn:aws:kms:…:key/…')",
    );
    expect(of(() => ({ keyArn: 'own' }) as never)).toThrow('encryptionKey: own is not the ARN of a KMS key');
    expect(of((stack) => new kms.Key(stack, 'Own'))).not.toThrow();
  });

  test('removal policy and access log can be chosen', () => {
    const stack = testStack();
    const serverAccessLogsBucket = new s3.Bucket(stack, 'Logs');
    storage({ serverAccessLogsBucket, removalPolicy: RemovalPolicy.DESTROY, encryption: LogEncryption.KMS }, stack);
    expect(bucket(stack, 'Ruler').DeletionPolicy).toBe('Delete');
    expect(resourceOf(stack, 'AWS::KMS::Key').DeletionPolicy).toBe('Delete');
    expect(bucket(stack, 'Chunk').Properties.LoggingConfiguration).toMatchObject({ LogFilePrefix: 'test-chunks/' });
    expect(bucket(stack, 'Ruler').Properties.LoggingConfiguration).toMatchObject({ LogFilePrefix: 'test-ruler/' });
  });
});

describe('lifecycle', () => {
  const tenants = [
    { tenant: 'dev', retention: Duration.days(28) },
    { tenant: 'prod', retention: Duration.hours(36) },
  ];

  test('only chunks of a tenant expire, well after Loki deletes them', () => {
    const { stack } = storage({ tenants });
    expect(expiring(rules(stack, 'Chunk')).map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays])).toEqual([
      ['dev/', 29 + 7],
      ['prod/', 2 + 7],
    ]);
    expect(expiring(rules(stack, 'Ruler'))).toEqual([]);
  });

  test.each([2, 30, 24 * 5])('expiry comes days after retention and a delay of %d h', (hours) => {
    const { stack } = storage({ tenants, deleteDelay: Duration.hours(hours) });
    const [dev] = expiring(rules(stack, 'Chunk'));
    expect(dev?.ExpirationInDays).toBeGreaterThanOrEqual(28 + hours / 24 + 7);
  });

  test('no rule without a prefix expires current objects', () => {
    const { stack } = storage({ tenants });
    for (const rule of [...rules(stack, 'Chunk'), ...rules(stack, 'Ruler')]) {
      if (rule.ExpirationInDays !== undefined) expect(rule.Prefix).toMatch(/^[^/]+\/$/);
    }
  });

  test.each(['Chunk', 'Ruler'] as const)('%s bucket is cleaned of deleted versions and unfinished uploads', (which) => {
    const { stack } = storage({ tenants, noncurrentVersionExpiration: Duration.days(30) });
    const all = rules(stack, which).filter((rule) => rule.ExpirationInDays === undefined);
    expect(all).toEqual([
      expect.objectContaining({
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        ExpiredObjectDeleteMarker: true,
      }),
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } }),
    ]);
  });

  test('former versions of chunks stay for three days, since each chunk may have been written three times', () => {
    const days = (props: Parameters<typeof storage>[0]) =>
      expiring(rules(storage(props).stack, 'Chunk')).map((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays);
    expect(days({ tenants })).toEqual([3, 3]);
    expect(days({ tenants, noncurrentVersionExpiration: Duration.days(30) })).toEqual([30, 30]);
  });

  test('other deleted versions stay for a week by default', () => {
    expect(rules(storage().stack, 'Chunk')[0]).toMatchObject({ NoncurrentVersionExpiration: { NoncurrentDays: 7 } });
    expect(rules(storage().stack, 'Ruler')[0]).toMatchObject({ NoncurrentVersionExpiration: { NoncurrentDays: 7 } });
  });

  test.each(['index', 'delete_requests', 'markers', 'rules', 'loki_cluster_seed.json'])(
    "refuses tenant '%s'",
    (tenant) => {
      expect(() => storage({ tenants: [{ tenant, retention: Duration.days(7) }] })).toThrow(
        `Test/Storage.tenants[0].tenant: ${tenant} is a name Loki itself uses in the chunk bucket; choose another`,
      );
    },
  );

  test.each([
    ['', 'is empty'],
    ['.', 'means a folder'],
    ['..', 'means a folder'],
    ['a/b', 'has a character Loki does not accept'],
    ['a:b', 'has a character Loki does not accept'],
    ['x'.repeat(151), 'is longer than the 150 characters Loki accepts'],
  ])("refuses tenant '%s'", (tenant, problem) => {
    expect(() => storage({ tenants: [{ tenant, retention: Duration.days(7) }] })).toThrow(
      `Test/Storage.tenants[0].tenant: ${tenant === '' ? "''" : tenant.length > 60 ? `${tenant.slice(0, 57)}…` : tenant} ${problem}`,
    );
  });

  test('refuses a repeated tenant and a retention below a day', () => {
    const one = { tenant: 'dev', retention: Duration.days(7) };
    expect(() => storage({ tenants: [one, one] })).toThrow('has a tenant twice; keep the longer retention');
    expect(() => storage({ tenants: [{ tenant: 'dev', retention: Duration.hours(12) }] })).toThrow(
      "tenants[0].retention: 12 hours is shorter than a day, and Loki's index works in whole days",
    );
  });

  test('998 tenants fit, and one more does not', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ tenant: `t${i}`, retention: Duration.days(7) }));
    expect(rules(storage({ tenants: many(998) }).stack, 'Chunk')).toHaveLength(1000);
    expect(() => storage({ tenants: many(999) })).toThrow(
      'has more tenants than the 998 lifecycle rules an S3 bucket has room for',
    );
  });
});

describe('names', () => {
  test.each([
    [{ chunkBucketName: 'Chunks' }, 'chunkBucketName: Chunks is not a valid bucket name; use lower-case letters'],
    [{ rulerBucketName: 'x'.repeat(64) }, 'is 64 characters long, and S3'],
    [
      { rulerBucketName: 'test-chunks' },
      'rulerBucketName: test-chunks is also the chunk bucket, whose old objects expire; use a bucket of its own',
    ],
  ])('%j is refused', (props, message) => {
    expect(() => storage(props)).toThrow(message);
    expect(() =>
      LogStorage.fromLogStorageAttributes(testStack(), 'Storage', { ...NAMES, ...props, region: 'eu-west-1' }),
    ).toThrow(message);
  });

  test('are those of one construct of an app', () => {
    const app = fastApp();
    const of = (id: string, region: string, props: Partial<LogStorageProps> = {}) => {
      const stack = new Stack(app, id, { env: { account: '123456789012', region } });
      return () => new LogStorage(stack, 'Storage', { ...NAMES, ...props });
    };
    of('First', 'eu-west-1')();
    const also = (id: string, property: string, name: string) =>
      `${id}/Storage.${property}: ${name} is also the bucket of First/Storage; use a bucket of its own`;
    expect(of('Second', 'us-east-1')).toThrow(
      [also('Second', 'chunkBucketName', 'test-chunks'), also('Second', 'rulerBucketName', 'test-ruler')].join('\n'),
    );
    const swapped = of('Swapped', 'eu-west-1', { chunkBucketName: 'test-ruler', rulerBucketName: 'other' });
    expect(swapped).toThrow(also('Swapped', 'chunkBucketName', 'test-ruler'));
    // S3 has each name once in a partition.
    expect(of('Gov', 'us-gov-west-1')).not.toThrow();
    expect(of('Others', 'eu-west-1', { chunkBucketName: 'a-chunks', rulerBucketName: 'other' })).not.toThrow();
    const stack = testStack('eu-west-1', app);
    expect(() => LogStorage.fromLogStorageAttributes(stack, 'Same', { ...NAMES, region: 'eu-west-1' })).not.toThrow();
    expect(() => storage()).not.toThrow();
  });

  test('the object store is plain text; a token is refused with the fix', () => {
    expect(storage().storage.objectStore).toEqual({
      chunkBucket: 'test-chunks',
      rulerBucket: 'test-ruler',
      region: 'eu-west-1',
    });
    expect(() => storage({}, new Stack(fastApp(), 'Anywhere')).storage.objectStore).toThrow(
      "Anywhere/Storage.region: is known at deploy time only, and Loki's configuration needs it at synthesis; give the stack a concrete env.region",
    );
  });
});

test('logical ids are frozen: another id is another bucket', () => {
  const { stack } = storage({ encryption: LogEncryption.KMS });
  expect(Object.keys(resourcesOf(stack)).sort()).toMatchInlineSnapshot(`
   [
     "StorageChunkBucketCD29784C",
     "StorageChunkBucketPolicy8F6B25D9",
     "StorageKeyBAA9457B",
     "StorageRulerBucket9ED91D64",
     "StorageRulerBucketPolicyF0554C2B",
   ]
  `);
});

test('a bucket that is made has no name of the namespaces of accounts, and one that exists may', () => {
  const names = { chunkBucketName: 'chunks-111122223333-us-east-1-an', rulerBucketName: 'rules' };
  expect(() => storage(names)).toThrow(
    /chunkBucketName: chunks-111122223333-us-east-1-an ends with -an, which S3 keeps for the namespaces of accounts; end it with another word/,
  );
  expect(() =>
    LogStorage.fromLogStorageAttributes(testStack(), 'Existing', { ...names, region: 'us-east-1' }),
  ).not.toThrow();
});
