import { type Body, type Fields, json, renamed, TAGS } from '../fields';
import type { Block, Kind, Self } from '../kind';

const RULE: Fields = {
  Id: 'id',
  Status: 'status',
  Prefix: ['filter', (prefix: string) => ({ prefix })],
  AbortIncompleteMultipartUpload: [
    'abort_incomplete_multipart_upload',
    { DaysAfterInitiation: 'days_after_initiation' },
  ],
  NoncurrentVersionExpiration: ['noncurrent_version_expiration', { NoncurrentDays: 'noncurrent_days' }],
  Transitions: ['transition', { StorageClass: 'storage_class', TransitionInDays: 'days' }],
};

const EXPIRATION: Fields = { ExpirationInDays: 'days', ExpiredObjectDeleteMarker: 'expired_object_delete_marker' };

/** A rule of a lifecycle: two properties of CloudFormation are one block of Terraform. */
function rule(value: Readonly<Record<string, unknown>>): Body {
  const entries = Object.entries(value);
  const of = (isExpiration: boolean) =>
    Object.fromEntries(entries.filter(([key]) => key in EXPIRATION === isExpiration));
  const expiration = renamed(of(true), EXPIRATION);
  return {
    filter: {},
    ...renamed(of(false), RULE, 'LifecycleConfiguration.Rules.'),
    ...(Object.keys(expiration).length > 0 ? { expiration } : {}),
  };
}

/** A block of its own for a property of a bucket. */
const part =
  (type: string, body: (value: never) => Body, after?: 'VersioningConfiguration') =>
  (value: never, { id, has, attribute }: Self): Block[] => {
    const depends_on = after && has(after) ? { depends_on: [`${VERSIONING}.${id}`] } : {};
    return [{ type, body: { bucket: attribute('bucket'), ...body(value), ...depends_on } }];
  };

const LIFECYCLE: Fields = { Rules: ['rule', (rules: Record<string, unknown>[]) => rules.map(rule)] };

const VERSIONING = 'aws_s3_bucket_versioning';

const ENCRYPTION: Fields = {
  ServerSideEncryptionConfiguration: [
    'rule',
    {
      BucketKeyEnabled: 'bucket_key_enabled',
      ServerSideEncryptionByDefault: [
        'apply_server_side_encryption_by_default',
        { SSEAlgorithm: 'sse_algorithm', KMSMasterKeyID: 'kms_master_key_id' },
      ],
    },
  ],
};

/** Buckets. Terraform has a resource for each of their settings. */
export const S3_KINDS: Readonly<Record<string, Kind>> = {
  'AWS::S3::Bucket': {
    type: 'aws_s3_bucket',
    attributes: { Ref: 'bucket', Arn: 'arn' },
    fields: { BucketName: 'bucket', ...TAGS },
    others: {
      BucketEncryption: part('aws_s3_bucket_server_side_encryption_configuration', (value) =>
        renamed(value, ENCRYPTION, 'BucketEncryption.'),
      ),
      LifecycleConfiguration: part(
        'aws_s3_bucket_lifecycle_configuration',
        (value) => renamed(value, LIFECYCLE, 'LifecycleConfiguration.'),
        // Rules about former versions need it.
        'VersioningConfiguration',
      ),
      LoggingConfiguration: part('aws_s3_bucket_logging', (value) =>
        renamed(
          value,
          { DestinationBucketName: 'target_bucket', LogFilePrefix: 'target_prefix' },
          'LoggingConfiguration.',
        ),
      ),
      OwnershipControls: part('aws_s3_bucket_ownership_controls', (value) =>
        renamed(value, { Rules: ['rule', { ObjectOwnership: 'object_ownership' }] }, 'OwnershipControls.'),
      ),
      PublicAccessBlockConfiguration: part('aws_s3_bucket_public_access_block', (value) =>
        renamed(
          value,
          {
            BlockPublicAcls: 'block_public_acls',
            BlockPublicPolicy: 'block_public_policy',
            IgnorePublicAcls: 'ignore_public_acls',
            RestrictPublicBuckets: 'restrict_public_buckets',
          },
          'PublicAccessBlockConfiguration.',
        ),
      ),
      VersioningConfiguration: part(VERSIONING, (value) => ({
        versioning_configuration: renamed(value, { Status: 'status' }, 'VersioningConfiguration.'),
      })),
    },
  },
  'AWS::S3::BucketPolicy': {
    type: 'aws_s3_bucket_policy',
    attributes: {},
    fields: { Bucket: 'bucket', PolicyDocument: ['policy', json] },
  },
};
