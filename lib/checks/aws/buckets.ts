import { type TemplatesRule, type TemplatesSubject, type Finding, Severity } from '../rule';
import { isRecord, record } from '../../manifests/shape';
import { logBucketFault } from '../../environment/aws/log-bucket';
import { listOf } from '../read/templates/lists';
import { covers, type Statement, statementsOf } from '../read/templates/statements';
import { type PlacedResource, Templates } from '../read/templates/templates';
import { enumerate } from '../words';

/** One of the two buckets of Loki. */
export interface LokiBucket extends PlacedResource {
  /** Content of the bucket. */
  readonly purpose: 'chunks' | 'rules';

  /** Its name. */
  readonly name: string;
}

/** The buckets of Loki that these templates make. */
export function lokiBuckets(templates: Templates, { environment }: TemplatesSubject): LokiBucket[] {
  const { objectStore } = environment;
  if (!objectStore) return [];
  const { chunkBucket, rulerBucket } = objectStore;
  return templates.ofType('AWS::S3::Bucket').flatMap((bucket): LokiBucket[] => {
    const name = bucket.properties['BucketName'];
    if (name === chunkBucket) return [{ ...bucket, name, purpose: 'chunks' }];
    return name === rulerBucket ? [{ ...bucket, name, purpose: 'rules' }] : [];
  });
}

const perBucket =
  (check: (bucket: LokiBucket, templates: Templates) => Finding[]) =>
  (subject: TemplatesSubject): Finding[] => {
    const templates = new Templates(subject);
    return lokiBuckets(templates, subject).flatMap((bucket) => check(bucket, templates));
  };

const PUBLIC_ACCESS_BLOCK = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const isTrue = (value: unknown) => String(value) === 'true';

const publicAccessBlocked: TemplatesRule = {
  id: 'STORAGE-PUBLIC-1',
  severity: Severity.ERROR,
  title: 'all four settings that block public access are on for the buckets of Loki',
  why: 'otherwise one mistake in a bucket policy or ACL exposes all logs to the public',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  check: perBucket(({ path, properties }) => {
    const block = record(properties['PublicAccessBlockConfiguration']);
    const off = PUBLIC_ACCESS_BLOCK.filter((setting) => !isTrue(block[setting]));
    if (off.length === 0) return [];
    const verb = off.length > 1 ? 'are' : 'is';
    return [
      {
        path: `${path} PublicAccessBlockConfiguration`,
        found: `${enumerate(off)} ${verb} not on`,
        fix: 'set all four to true',
      },
    ];
  }),
};

const tlsOnly: TemplatesRule = {
  id: 'STORAGE-TLS-1',
  severity: Severity.WARNING,
  title: 'the bucket policies of Loki deny requests without TLS',
  why: 'a client configured for plain HTTP sends logs that anyone on the network can read',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryptionInTransit.html',
  check: perBucket(({ id, stack, name, path }, templates) => {
    const names = [name, templates.text({ Ref: id }, stack)];
    const refuses = policiesOfBucket(templates, names).some(
      ({ effect, actions, conditions }) =>
        effect === 'Deny' &&
        actions.some((action) => covers(action, 's3:PutObject')) &&
        conditions.some(({ key, values }) => key === 'aws:SecureTransport' && values.includes('false')),
    );
    if (refuses) return [];
    const found = `no policy of bucket ${name} denies requests without TLS`;
    return [{ path, found, fix: 'deny s3:* where aws:SecureTransport is false' }];
  }),
};

const retained: TemplatesRule = {
  id: 'STORAGE-RETAIN-1',
  severity: Severity.WARNING,
  title: 'the buckets of Loki are retained when they leave the stack',
  why: 'otherwise a changed name or a deleted stack deletes the logs, or fails half way on a bucket that is not empty',
  evidence: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
  check: perBucket(({ path, raw }) => {
    const kept = ['Retain', 'RetainExceptOnCreate'];
    return (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
      .filter((field) => !kept.includes(String(raw[field])))
      .map((field) => ({
        path: `${path} ${field}`,
        found: raw[field] === undefined ? 'none, which deletes the bucket' : `${String(raw[field])} deletes the bucket`,
        fix: 'write Retain',
      }));
  }),
};

const noObjectLock: TemplatesRule = {
  id: 'STORAGE-LOCK-1',
  severity: Severity.WARNING,
  title: 'no default retention locks the objects of Loki',
  why: 'deleted objects and replaced index files stay as locked versions',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
  check: perBucket(({ path, properties }) => {
    const { DefaultRetention: lock } = record(record(properties['ObjectLockConfiguration'])['Rule']);
    if (!isRecord(lock)) return [];
    const span = Object.entries(lock).filter(([field]) => field === 'Days' || field === 'Years');
    return [
      {
        path: `${path} ObjectLockConfiguration.Rule.DefaultRetention`,
        found: `${String(lock['Mode'])}, ${span.flat().join(': ')}, locks every version of every object`,
        fix: 'remove it, or acknowledge that no storage is freed before',
      },
    ];
  }),
};

const accessLogs: TemplatesRule = {
  id: 'STORAGE-LOGS-1',
  severity: Severity.ERROR,
  title: 'a bucket that is made for the access logs of the buckets of Loki takes them',
  why: 'S3 writes none to a bucket with KMS, with a default retention or with a policy that refuses them, and tells nobody',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html',
  check: (subject) => {
    const templates = new Templates(subject);
    const named = lokiBuckets(templates, subject).map(({ properties }) =>
      String(record(properties['LoggingConfiguration'])['DestinationBucketName']),
    );
    return templates.ofType('AWS::S3::Bucket').flatMap(({ id, stack, path, properties }): Finding[] => {
      const names = [String(properties['BucketName']), templates.text({ Ref: id }, stack)];
      if (!names.some((name) => named.includes(name))) return [];
      const rules = listOf(record(properties['BucketEncryption'])['ServerSideEncryptionConfiguration']);
      const fault = logBucketFault({
        algorithms: rules.map((rule) => record(record(rule)['ServerSideEncryptionByDefault'])['SSEAlgorithm']),
        isLocked: isRecord(record(record(properties['ObjectLockConfiguration'])['Rule'])['DefaultRetention']),
        statements: policiesOfBucket(templates, names),
      });
      return fault ? [{ path, found: fault.wrong, fix: fault.fix }] : [];
    });
  },
};

/** Statements of the policies of a bucket, by its names. */
const policiesOfBucket = (templates: Templates, names: readonly (string | undefined)[]): Statement[] =>
  templates
    .ofType('AWS::S3::BucketPolicy')
    .filter(({ properties }) => names.includes(String(properties['Bucket'])))
    .flatMap(({ properties }) => statementsOf(properties['PolicyDocument'], 'PolicyDocument') ?? []);

/** Rules about the buckets of Loki. */
export const BUCKET_RULES: readonly TemplatesRule[] = [
  publicAccessBlocked,
  tlsOnly,
  retained,
  noObjectLock,
  accessLogs,
];
