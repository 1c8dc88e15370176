import { Parts, type Loose, describeRules } from '../harness';
import { LIFECYCLE_RULES } from '../../../../lib/checks/aws/lifecycle';
import { BUCKET_RULES } from '../../../../lib/checks/aws/buckets';

const CHUNKS = 'Storage/StorageChunkBucketCD29784C';
const RULES = 'Storage/StorageRulerBucket9ED91D64';

const bucket = (parts: Parts, purpose: 'chunks' | 'ruler' = 'chunks') =>
  parts.resource('AWS::S3::Bucket', ({ BucketName }) => String(BucketName).includes(purpose));

/** Findings of the rules of this file after a change. */
function findings(change: (parts: Parts) => unknown): string[] {
  const parts = new Parts('prod');
  expect(parts.templates).toBeDefined();
  change(parts);
  return [...LIFECYCLE_RULES, ...BUCKET_RULES].flatMap((rule) => rule.check(parts.subject).map(() => rule.id));
}

describeRules(BUCKET_RULES, [
  {
    rule: 'STORAGE-PUBLIC-1',
    breaks: (parts) => {
      const block = bucket(parts)['Properties']['PublicAccessBlockConfiguration'] as Loose;
      block['BlockPublicPolicy'] = false;
      delete block['RestrictPublicBuckets'];
    },
    finds: [
      `${CHUNKS} PublicAccessBlockConfiguration: BlockPublicPolicy and RestrictPublicBuckets are not on; set all four to true`,
    ],
  },
  {
    rule: 'STORAGE-PUBLIC-1',
    breaks: (parts) => delete bucket(parts, 'ruler')['Properties']['PublicAccessBlockConfiguration'],
    finds: [
      `${RULES} PublicAccessBlockConfiguration: BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls and RestrictPublicBuckets are not on; set all four to true`,
    ],
  },
  {
    rule: 'STORAGE-TLS-1',
    breaks: (parts) => {
      const policy = parts.resource('AWS::S3::BucketPolicy', ({ Bucket }) => Bucket['Ref'] === CHUNKS.split('/')[1]);
      policy['Properties']['PolicyDocument']['Statement'].shift();
    },
    finds: [
      `${CHUNKS}: no policy of bucket loki-prod-chunks-111122223333-us-east-1 denies requests without TLS; deny s3:* where aws:SecureTransport is false`,
    ],
  },
  {
    rule: 'STORAGE-RETAIN-1',
    breaks: (parts) => {
      bucket(parts)['DeletionPolicy'] = 'Delete';
      delete bucket(parts)['UpdateReplacePolicy'];
    },
    finds: [
      `${CHUNKS} DeletionPolicy: Delete deletes the bucket; write Retain`,
      `${CHUNKS} UpdateReplacePolicy: none, which deletes the bucket; write Retain`,
    ],
  },
  {
    rule: 'STORAGE-LOGS-1',
    breaks: (parts) => {
      for (const purpose of ['chunks', 'ruler'] as const)
        bucket(parts, purpose)['Properties']['LoggingConfiguration'] = { DestinationBucketName: 'access-logs' };
      const encryption = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } };
      (parts.templates['Storage'] as Loose)['Resources']['Logs'] = {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'access-logs',
          BucketEncryption: { ServerSideEncryptionConfiguration: [encryption] },
        },
      };
    },
    finds: [
      'Storage/Logs: is encrypted with aws:kms, and S3 writes access logs only to buckets with keys of S3; give it s3.BucketEncryption.S3_MANAGED',
    ],
  },
  {
    rule: 'STORAGE-LOCK-1',
    breaks: (parts) =>
      Object.assign(bucket(parts)['Properties'], {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } },
        },
      }),
    finds: [
      `${CHUNKS} ObjectLockConfiguration.Rule.DefaultRetention: COMPLIANCE, Years: 1, locks every version of every object; remove it, or acknowledge that no storage is freed before`,
    ],
  },
]);

test.each<[string, (parts: Parts) => unknown]>([
  ['a lock that locks nothing by itself', (parts) => (bucket(parts)['Properties']['ObjectLockEnabled'] = true)],
  [
    'a bucket policy that names the bucket',
    (parts) =>
      (parts.resource('AWS::S3::BucketPolicy', ({ Bucket }) => Bucket['Ref'] === CHUNKS.split('/')[1])['Properties'][
        'Bucket'
      ] = 'loki-prod-chunks-111122223333-us-east-1'),
  ],
  [
    'a bucket that is not Loki’s',
    (parts) => ((parts.templates['Storage'] as Loose)['Resources']['Other'] = { Type: 'AWS::S3::Bucket' }),
  ],
])('%s: no findings', (_, change) => {
  expect(findings(change)).toEqual([]);
});
