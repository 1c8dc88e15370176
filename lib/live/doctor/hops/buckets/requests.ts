import { chunkBucketOf } from '../../aws-commands';
import { field, networkPolicies, warningsOf } from '../../commands';
import type { Fault } from '../../fault';
import { inLog } from '../in-log';

/** Number of S3 errors that is a fault. Single ones are usual, and Loki repeats the requests. */
const LEAST_ERRORS = 5;

/** Faults of an object store that is not in AWS. */
const STORE_FAULTS: readonly Fault[] = [
  inLog(
    'store-unreachable',
    {
      ...{ id: 'store-unreachable', hop: 'buckets' },
      cause: 'pods do not reach the object store, which is not in AWS',
    },
    {
      says: (detail) => `${detail} does not answer`,
      fix: (view, detail) => [
        `the store must listen at ${detail}, and its name must be in DNS: ${field(view, 'storage.endpoint.url', 'endpoint of the storage')}`,
        'https:// needs a store that speaks TLS 1.2 or later, and a store without TLS has an address with http://',
        `network policies of Loki and of the store must admit it: ${networkPolicies(view)}`,
      ],
    },
  ),
  inLog(
    'store-certificate',
    {
      ...{ id: 'store-certificate', hop: 'buckets' },
      cause: 'pods do not trust the certificate of the object store, or it is for another name or has expired',
    },
    {
      says: (detail) => `the certificate of ${detail} is refused`,
      fix: (view, detail) => [
        `the authority of its certificate belongs into ${field(view, 'storage.endpoint.ca', 'http_config: { ca_file } of the storage')}`,
        `openssl s_client -connect ${detail.replace(/^https?:\/\//, '')} </dev/null | openssl x509 -noout -issuer -enddate -ext subjectAltName, from a pod of the cluster`,
      ],
    },
  ),
  inLog(
    'store-full',
    { ...{ id: 'store-full', hop: 'buckets' }, cause: 'the object store has no room left, so chunks are not written' },
    {
      says: (detail) => detail,
      fix: () => [
        'give the store more disk space, or its bucket a higher quota; ingesters keep chunks on their volumes meanwhile',
      ],
    },
  ),
];

/** Faults of requests to S3 that are not about permissions. */
export const REQUEST_FAULTS: readonly Fault[] = [
  ...STORE_FAULTS,
  inLog(
    'account-refused',
    {
      ...{ id: 'bucket-account', hop: 'buckets' },
      cause: 'AWS refuses requests of the whole account, or has disabled a bucket: no policy of yours does so',
    },
    {
      says: (detail) => detail,
      fix: () => ['look at the AWS Health Dashboard and at unpaid bills of the account, and ask AWS Support'],
    },
  ),
  inLog(
    'bucket-dots',
    {
      ...{ id: 'bucket-dots', hop: 'buckets' },
      cause: 'the name of a bucket has dots, and the certificate of S3 holds for names without dots',
    },
    {
      says: (detail) => `the certificate is not for ${detail}`,
      fix: (view) => [
        `use a bucket without dots in its name: ${field(view, 'storage', 'bucketnames')}`,
        ...(view.setup.found ? ['or ask with paths: s3forcepathstyle: true'] : []),
      ],
    },
  ),
  inLog(
    'aws-proxy',
    {
      ...{ id: 'bucket-proxy', hop: 'buckets' },
      cause: 'requests to AWS go to a proxy, which does not answer or wants a password',
    },
    {
      says: (detail) => detail,
      fix: (view) => [
        `leave HTTPS_PROXY out of the pods, or write .amazonaws.com into NO_PROXY: ${field(view, 'customize', 'extraEnv of the pods, and not')}`,
      ],
    },
  ),
  inLog(
    's3-request',
    {
      ...{ id: 'bucket-request', hop: 'buckets' },
      cause: 'the object store does not know a header or a checksum that Loki sends, or a proxy changes requests',
    },
    {
      says: (detail) => detail,
      fix: (view) => [
        `a store that is not S3 must know checksums of AWS SDK v2: update it, or use S3: ${field(view, 'storage', 'storage_config.aws')}; remove a proxy that changes bodies`,
      ],
    },
  ),
  inLog(
    's3-endpoint',
    {
      ...{ id: 'bucket-endpoint', hop: 'buckets' },
      cause: 'the region or the address of the object store is missing, or is not one',
    },
    {
      says: (detail) => detail,
      fix: (view) => [
        `write a region such as eu-west-1, and an endpoint with https:// or none: ${field(view, 'storage', 'region and endpoint of storage_config.aws')}`,
      ],
    },
  ),
  inLog(
    'bucket-name',
    { ...{ id: 'bucket-name', hop: 'buckets' }, cause: 'S3 does not take the name of a bucket' },
    {
      says: (detail) => detail,
      fix: (view) => [
        `write the name of a bucket in lower case, without s3:// and without a path: ${field(view, 'storage', 'bucketnames')}`,
      ],
    },
  ),
  inLog(
    's3-internal',
    {
      ...{ id: 'bucket-errors', hop: 'buckets', isMild: true },
      cause: 'S3 answers with errors of its own, and Loki tries again',
    },
    {
      least: LEAST_ERRORS,
      says: (detail) => detail,
      fix: () => ['look at the AWS Health Dashboard; ingesters keep chunks on their volumes meanwhile'],
    },
  ),
  inLog(
    's3-other',
    { ...{ id: 'bucket-refused', hop: 'buckets', isMild: true }, cause: 'the object store refuses requests of Loki' },
    {
      least: LEAST_ERRORS,
      says: (detail) => `the answer is ${detail}`,
      fix: (view) => [
        `${warningsOf(view, 'ingester')}: the line says it in full`,
        `compare ${field(view, 'storage', 'the storage configuration')} with the bucket: its policy, its encryption, its region`,
      ],
    },
  ),
  inLog(
    'kms-throttled',
    {
      ...{ id: 'bucket-key-throttled', hop: 'buckets', isMild: true },
      cause: 'KMS throttles requests: without a bucket key, each object of a bucket needs one',
    },
    {
      says: () => 'exceeded the rate at which you may call KMS',
      fix: (view) => [
        `aws s3api get-bucket-encryption --bucket ${chunkBucketOf(view)}: BucketKeyEnabled must be true`,
        'or ask for a higher quota of KMS: aws service-quotas list-service-quotas --service-code kms',
      ],
    },
  ),
];
