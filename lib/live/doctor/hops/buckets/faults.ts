import { RETENTION_DELETE_DELAY } from '../../../../../charts/loki/config/retention';
import { chunkBucketOf, endpointOf } from '../../aws-commands';
import type { BucketFacts } from '../../aws-facts';
import { field, networkPolicies, redeploy } from '../../commands';
import type { Fault } from '../../fault';
import { linesOf, type View } from '../../view';
import { bucketNames, denied } from './denied';
import { REQUEST_FAULTS } from './requests';
import { inLog } from '../in-log';

const missing: Fault = {
  id: 'bucket-missing',
  hop: 'buckets',
  cause: 'a bucket that Loki writes to does not exist',
  find: (view) => {
    const gone = (view.snapshot.aws?.buckets ?? []).filter(({ exists }) => !exists);
    if (gone.length > 0) {
      return gone.map(({ name }) => ({ evidence: `S3 has no bucket ${name}`, fix: [redeploy(view)] }));
    }
    const lines = view.logs('no-bucket');
    if (lines.length === 0) return [];
    return {
      evidence: `NoSuchBucket: ${linesOf(lines)}`,
      fix: [redeploy(view), `make sure that ${bucketNames(view)} exist`],
    };
  },
};

const region: Fault = {
  id: 'bucket-region',
  hop: 'buckets',
  cause: 'a bucket is in another region than Loki asks',
  find: (view) => {
    const { setup, snapshot } = view;
    const other = (snapshot.aws?.buckets ?? []).filter(
      (bucket) =>
        bucket.exists && bucket.region !== undefined && setup.region !== undefined && bucket.region !== setup.region,
    );
    if (other.length > 0) {
      return other.map((bucket) => ({
        evidence: `bucket ${bucket.name} is in ${bucket.region}, and Loki asks ${setup.region}`,
        fix: [`use a bucket in ${setup.region}: ${field(view, 'storage', 'the bucket and its region')}`, setup.deliver],
      }));
    }
    const lines = view.logs('bucket-region');
    if (lines.length === 0) return [];
    const fix = [
      `aws s3api get-bucket-location --bucket ${chunkBucketOf(view)}`,
      'write that region in the storage configuration, and no endpoint',
    ];
    return { evidence: `S3 answers that the bucket is elsewhere: ${linesOf(lines)}`, fix };
  },
};

const key: Fault = {
  id: 'bucket-key',
  hop: 'buckets',
  cause: 'the role of Loki may not use the KMS key of the bucket, or the key is disabled or deleted',
  find: (view) => {
    const lines = view.logs('kms');
    const arn = view.snapshot.aws?.buckets.find((bucket) => bucket.key !== undefined)?.key ?? 'KEY';
    if (lines.length === 0) return undefined;
    const { detail = 'KMS' } = lines[0] ?? {};
    const isOff = /disabled|deletion|DisabledException|InvalidState/.test(detail);
    return {
      evidence: `${detail}: ${linesOf(lines)}`,
      fix: [
        `aws kms describe-key --key-id ${arn} --query KeyMetadata.KeyState`,
        ...(isOff
          ? [
              `aws kms cancel-key-deletion --key-id ${arn}, if it says PendingDeletion: a key that is deleted takes all chunks with it`,
              `aws kms enable-key --key-id ${arn}`,
            ]
          : [
              'the role needs kms:Decrypt and kms:GenerateDataKey on the key, in its policy and in that of the key',
              redeploy(view),
            ]),
      ],
    };
  },
};

const certificate: Fault = inLog(
  'aws-certificate',
  {
    ...{ id: 'bucket-certificate', hop: 'buckets' },
    cause: 'pods do not trust the certificate that AWS answers with: a proxy in between replaces it',
  },
  {
    says: (detail) => detail,
    fix: (view) => [
      `let requests to ${endpointOf(view, 's3')} pass the proxy or firewall unchanged, or use a gateway endpoint of S3`,
      'if it must stay: the authority of the proxy belongs into the storage configuration (http: { tls_config: { ca_path } })',
    ],
  },
);

const archived: Fault = {
  id: 'bucket-archived',
  hop: 'buckets',
  cause: 'a rule of the bucket moves objects to a class of Glacier, from where no query reads them',
  find: (view) => {
    const { setup, snapshot } = view;
    const fix = [
      'leave the transition out: STANDARD, STANDARD_IA and GLACIER_IR can be read at once; what was moved needs aws s3api restore-object',
      redeploy(view),
    ];
    const rules = (snapshot.aws?.buckets ?? []).flatMap(({ name, archives = [] }) =>
      archives
        .filter(({ prefix }) => deletesIndex(prefix) || setup.tenants.some((tenant) => overlaps(`${tenant}/`, prefix)))
        .map((rule) => ({ ...rule, name })),
    );
    if (rules.length > 0) {
      return rules.map(({ name, to, ...rule }) => ({
        evidence: `rule ${rule.id} of bucket ${name} moves ${whatOf(rule)} to ${to} ${whenOf(rule)}`,
        fix,
      }));
    }
    const lines = view.logs('archived');
    return lines.length === 0 ? [] : { evidence: `the storage class of an object is refused: ${linesOf(lines)}`, fix };
  },
};

const locked: Fault = {
  id: 'bucket-object-lock',
  hop: 'buckets',
  isMild: true,
  cause: 'Object Lock keeps what Loki overwrites and deletes, so index files and retention fail',
  find: (view) => {
    const found = (view.snapshot.aws?.buckets ?? []).filter(({ lock }) => lock !== undefined);
    const fix = ['use a bucket without a default retention of Object Lock: what compliance needs is loki.retention'];
    if (found.length > 0)
      return found.map(({ name, lock }) => ({ evidence: `bucket ${name} has a default retention, ${lock}`, fix }));
    const lines = view.logs('worm');
    return lines.length === 0 ? [] : { evidence: `${lines.at(-1)?.detail ?? 'Object Lock'}: ${linesOf(lines)}`, fix };
  },
};

/** Objects in a bucket of chunks besides the chunks of tenants. */
const NOT_CHUNKS = ['index/', 'loki_cluster_seed.json', 'retention', 'delete_requests', 'rules'];

const overlaps = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

const deletesIndex = (prefix: string): boolean => NOT_CHUNKS.some((other) => overlaps(other, prefix));

type Rule = NonNullable<BucketFacts['expires']>[number];

const whatOf = ({ prefix }: Rule): string => (prefix === '' ? 'everything' : prefix);

const whenOf = ({ days, date }: Rule): string => (date === undefined ? `after ${days} days` : `from ${date} on`);

/** Steps to the rules that the environment gives a bucket. One that it did not make keeps those of its owner. */
const rulesOf = (view: View, bucket: string): string[] => [
  redeploy(view),
  `aws s3api get-bucket-lifecycle-configuration --bucket ${bucket} shows the rules of a bucket that the environment did not make`,
];

const lifecycleIndex: Fault = {
  id: 'bucket-lifecycle-index',
  hop: 'buckets',
  cause: 'a rule of the bucket deletes the index, without which chunks are not found',
  find: (view) =>
    (view.snapshot.aws?.buckets ?? []).flatMap((bucket) =>
      (bucket.expires ?? [])
        .filter(({ prefix }) => deletesIndex(prefix))
        .map((rule) => ({
          evidence: `rule ${rule.id} of bucket ${bucket.name} deletes ${whatOf(rule)} ${whenOf(rule)}`,
          fix: [
            'leave the rule out: Loki deletes what is older than its retention by itself',
            ...rulesOf(view, bucket.name),
          ],
        })),
    ),
};

const lifecycleShort: Fault = {
  id: 'bucket-lifecycle-short',
  hop: 'buckets',
  cause:
    "a rule of the bucket deletes chunks before Loki's retention ends, so queries fail on what the index still has",
  find: (view) =>
    (view.snapshot.aws?.buckets ?? []).flatMap((bucket) =>
      (bucket.expires ?? []).flatMap((rule) => {
        const { id, prefix, days } = rule;
        const { setup } = view;
        // A rule that also deletes the index is another fault.
        const tenant = deletesIndex(prefix) ? undefined : setup.tenants.find((one) => overlaps(`${one}/`, prefix));
        if (tenant === undefined) return [];
        const kept = Object.hasOwn(setup.retentionDays, tenant) ? setup.retentionDays[tenant] : undefined;
        const least = (kept ?? Infinity) + RETENTION_DELETE_DELAY.toDays({ integral: false });
        if (days >= least) return [];
        return {
          evidence: `rule ${id} of bucket ${bucket.name} deletes ${prefix} ${whenOf(rule)}, and Loki keeps ${kept ?? 'for ever'}${kept === undefined ? '' : ' days'}`,
          fix: rulesOf(view, bucket.name),
        };
      }),
    ),
};

const throttled = inLog(
  'slow-down',
  {
    ...{ id: 'bucket-throttled', hop: 'buckets', isMild: true },
    cause: 'S3 throttles requests: too many under one prefix at once',
  },
  {
    says: () => 'SlowDown',
    fix: () => ['Loki retries; if it stays, split the largest tenant, or ask AWS Support to partition the bucket'],
  },
);

const unreachable = inLog(
  's3-unreachable',
  { id: 'bucket-unreachable', hop: 'buckets', cause: 'pods do not reach S3' },
  {
    says: () => 'S3 does not answer',
    fix: (view) => [
      `the subnets of the nodes need a gateway endpoint of S3 (${endpointOf(view, 's3')}) in their route tables, or a NAT gateway`,
      networkPolicies(view),
    ],
  },
);

/** Faults of the buckets. */
export const BUCKET_FAULTS: readonly Fault[] = [
  missing,
  region,
  denied,
  key,
  certificate,
  ...REQUEST_FAULTS,
  unreachable,
  lifecycleIndex,
  lifecycleShort,
  archived,
  locked,
  throttled,
];
