import { addLog, type Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

type Aws = NonNullable<Draft['aws']>;

const aws = (draft: Draft): Aws => draft.aws as Aws;
const chunks = (draft: Draft): Aws['buckets'][number] => aws(draft).buckets[0] as Aws['buckets'][number];

/** Policies as S3 names them, and how to see them. */
const POLICIES: readonly (readonly [policy: string, fix: RegExp])[] = [
  ['with an explicit deny in a resource-based policy', /get-bucket-policy --bucket loki-dev-chunks/],
  ['because no VPC endpoint policy', /describe-vpc-endpoints/],
  ['with an explicit deny in a service control policy', /AWS Organizations/],
  ['with an explicit deny in a permissions boundary', /PermissionsBoundary/],
  ['because no identity-based policy', /cdk deploy/],
];

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
    fix: /enable-key/,
  },
  {
    id: 'bucket-key',
    hop: 'buckets',
    make: (draft) => addLog(draft, 'ingester', 'kms', 'kms:GenerateDataKey'),
    evidence: /kms:GenerateDataKey: 7 lines/,
    fix: /role needs kms:Decrypt/,
  },
  {
    id: 'bucket-key',
    hop: 'buckets',
    make: (draft) => addLog(draft, 'ingester', 'kms', 'key/12345678-1234 is pending deletion'),
    evidence: /key\/12345678-1234 is pending deletion: 7 lines/,
    fix: /cancel-key-deletion[^]*enable-key/,
  },
  ...POLICIES.map(([policy, fix]): FaultCase => ({
    ...{ id: 'bucket-denied', hop: 'buckets', fix },
    make: (draft) => {
      addLog(draft, 'ingester', 's3-policy', policy);
      addLog(draft, 'querier', 's3-denied');
    },
    evidence: new RegExp(`S3 denies requests ${policy}: 7 lines of loki-ingester-0`),
  })),
  {
    id: 'bucket-denied',
    hop: 'buckets',
    make: (draft) => {
      delete draft.aws;
      addLog(draft, 'ingester', 's3-denied');
    },
    evidence: /AccessDenied: 7 lines/,
    fix: /s3:DeleteObject/,
  },
  {
    id: 'bucket-certificate',
    hop: 'buckets',
    make: (draft) => addLog(draft, 'ingester', 'aws-certificate', 'certificate signed by unknown authority'),
    evidence: /^certificate signed by unknown authority: 7 lines/,
    fix: /proxy/,
  },
  {
    id: 'bucket-archived',
    hop: 'buckets',
    make: (draft) => {
      chunks(draft).archives = [
        { id: 'cold', prefix: 'dev/', days: 3, to: 'GLACIER' },
        { id: 'others', prefix: 'backup/', days: 3, to: 'GLACIER' },
      ];
    },
    evidence: /rule cold of bucket loki-dev-chunks\S* moves dev\/ to GLACIER after 3 days/,
    fix: /leave the transition out/,
  },
  {
    id: 'bucket-archived',
    hop: 'buckets',
    make: (draft) => addLog(draft, 'querier', 'archived'),
    evidence: /the storage class of an object is refused/,
    fix: /restore-object/,
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
    id: 'bucket-lifecycle-short',
    hop: 'buckets',
    make: (draft) => (chunks(draft).expires = [{ id: 'once', prefix: 'dev/', days: 0, date: '2027-01-01' }]),
    evidence: /deletes dev\/ from 2027-01-01 on, and Loki keeps 7 days/,
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
