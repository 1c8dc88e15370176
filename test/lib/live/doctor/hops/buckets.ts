import { addLog, type Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

type Aws = NonNullable<Draft['aws']>;

const aws = (draft: Draft): Aws => draft.aws as Aws;
const chunks = (draft: Draft): Aws['buckets'][number] => aws(draft).buckets[0] as Aws['buckets'][number];

/** Faults of the buckets. */
export const BUCKET_CASES: readonly FaultCase[] = [
  {
    id: 'bucket-missing',
    hop: 'buckets',
    make: (draft) => {
      aws(draft).buckets[0] = { name: chunks(draft).name, exists: false };
      addLog(draft, 'ingester', 'no-bucket');
    },
    evidence: /S3 has no bucket loki-dev-chunks/,
    fix: /cdk deploy/,
  },
  {
    id: 'bucket-region',
    hop: 'buckets',
    make: (draft) => (chunks(draft).region = 'eu-west-1'),
    evidence: /is in eu-west-1, and Loki asks us-east-1/,
    fix: /environments\.dev\.storage/,
  },
  {
    id: 'bucket-denied',
    hop: 'buckets',
    make: (draft) => {
      (aws(draft).roles[0] as Aws['roles'][number]).denied = ['s3:PutObject on loki-dev-chunks'];
      addLog(draft, 'ingester', 's3-denied');
    },
    evidence: /IAM denies \S+ s3:PutObject on loki-dev-chunks/,
    fix: /boundary|bucket policy/,
  },
  {
    id: 'bucket-key',
    hop: 'buckets',
    make: (draft) => addLog(draft, 'ingester', 'kms', 'KMS.DisabledException'),
    evidence: /KMS\.DisabledException: 7 lines/,
    fix: /kms:GenerateDataKey/,
  },
  {
    id: 'bucket-unreachable',
    hop: 'buckets',
    make: (draft) => addLog(draft, 'ingester', 's3-unreachable'),
    evidence: /S3 does not answer/,
    fix: /com\.amazonaws\.us-east-1\.s3/,
  },
  {
    id: 'bucket-lifecycle-index',
    hop: 'buckets',
    make: (draft) => (chunks(draft).expires = [{ id: 'clean', prefix: '', days: 30 }]),
    evidence: /rule clean of bucket \S+ deletes everything after 30 days/,
    fix: /leave the rule out/,
  },
  {
    id: 'bucket-lifecycle-short',
    hop: 'buckets',
    make: (draft) => (chunks(draft).expires = [{ id: 'short', prefix: 'dev/', days: 3 }]),
    evidence: /deletes dev\/ after 3 days, and Loki keeps 7 days/,
    fix: /cdk deploy/,
  },
  {
    id: 'bucket-object-lock',
    hop: 'buckets',
    make: (draft) => (chunks(draft).lock = 'COMPLIANCE 30 days'),
    evidence: /default retention, COMPLIANCE 30 days/,
    fix: /without a default retention/,
  },
  {
    id: 'bucket-throttled',
    hop: 'buckets',
    make: (draft) => addLog(draft, 'querier', 'slow-down'),
    evidence: /SlowDown/,
    fix: /AWS Support/,
  },
];
