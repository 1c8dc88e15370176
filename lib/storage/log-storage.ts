import { type Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { type ObjectStore, regionFault } from '../../charts/endpoint/object-store';
import { lifecycleOf, type TenantRetention } from './lifecycle';
import { KEY_ARN } from '../environment/aws/arn';
import { arn, checked } from '../environment/schema/fields';
import { enumOf, objectOfCdk, type PropSchemas } from '../props/validate';
import { BUCKET_SCHEMAS, LIFECYCLE_SCHEMAS, validateStorage } from './validate';

export type { TenantRetention } from './lifecycle';

/** Encryption at rest of the objects in both buckets. */
export enum LogEncryption {
  /** Keys that S3 manages (SSE-S3), free of charge: access to the bucket is enough to read it. */
  S3_MANAGED = 'S3_MANAGED',

  /** Key in AWS KMS (SSE-KMS): reading needs access to the key as well, and CloudTrail records its use. */
  KMS = 'KMS',
}

/** Two S3 buckets that hold everything Loki stores. */
export interface ILogStorage extends IConstruct {
  /** Bucket of chunks and index. */
  readonly chunkBucket: s3.IBucket;

  /** Bucket of the ruler's rules. */
  readonly rulerBucket: s3.IBucket;

  /** KMS key of both buckets. @default - encryption by S3 alone */
  readonly encryptionKey?: kms.IKey;

  /**
   * Buckets and region for Loki's configuration.
   *
   * @throws Error if a name or the region is known at deploy time only
   */
  readonly objectStore: ObjectStore;

  /**
   * Grants the least privileges Loki needs: to list, read, write and delete objects. They include neither noncurrent
   * versions nor settings of a bucket.
   */
  grantReadWrite(grantee: iam.IGrantable): iam.Grant;
}

/** Properties of a `LogStorage`. */
export interface LogStorageProps {
  /** Name of the bucket for chunks and index. Another name creates a new, empty bucket. */
  readonly chunkBucketName: string;

  /** Name of the bucket for the ruler's rules. Another name creates a new, empty bucket. */
  readonly rulerBucketName: string;

  /**
   * Retention of each tenant. S3 deletes a tenant's chunks some days after Loki itself should have, so that chunks the
   * compactor missed do not stay forever.
   *
   * @default - none: only Loki's compactor deletes chunks
   */
  readonly tenants?: TenantRetention[];

  /**
   * Loki's `compactor.retention_delete_delay`: time between marking a chunk and deleting it.
   *
   * @default Duration.hours(2)
   */
  readonly deleteDelay?: Duration;

  /**
   * Encryption of objects at rest.
   *
   * ### Cost
   * See docs/cost.md, "KMS keys".
   *
   * @default - with an `encryptionKey` LogEncryption.KMS, else LogEncryption.S3_MANAGED
   */
  readonly encryption?: LogEncryption;

  /**
   * KMS key of your own. Its policy must allow IAM policies of the account to grant its use, as keys of CDK do.
   *
   * @default - a new key that rotates every year with LogEncryption.KMS, else no key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Time in which S3 keeps deleted and overwritten objects: the time to notice a mistake.
   *
   * @default - 3 days for the chunks of tenants with a retention, 7 days for all other objects
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * Bucket of yours for the access logs of both buckets. Loki is their only user, and each of its queries would write
   * thousands of records.
   *
   * @default - no access log
   */
  readonly serverAccessLogsBucket?: s3.IBucket;

  /**
   * Removal policy of both buckets and of a new key. Even with DESTROY, S3 refuses to delete a bucket that is not empty.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes of existing buckets. */
export interface LogStorageAttributes {
  /** Name of the bucket for chunks and index. */
  readonly chunkBucketName: string;

  /** Name of the bucket for the ruler's rules. */
  readonly rulerBucketName: string;

  /** Region of both buckets. */
  readonly region: string;

  /**
   * ARN of the KMS key that encrypts both buckets.
   *
   * @default - no KMS key (SSE-S3)
   */
  readonly encryptionKeyArn?: string;
}

const ATTRIBUTES: PropSchemas<LogStorageAttributes> = {
  ...BUCKET_SCHEMAS,
  region: checked('us-east-1', regionFault),
  encryptionKeyArn: arn(KEY_ARN).optional(),
};

const PROPS: PropSchemas<LogStorageProps> = {
  ...BUCKET_SCHEMAS,
  ...LIFECYCLE_SCHEMAS,
  encryption: enumOf(LogEncryption, 'LogEncryption').optional(),
  encryptionKey: objectOfCdk('a key', "kms.Key.fromKeyArn(this, 'Key', '…')").optional(),
  serverAccessLogsBucket: objectOfCdk('a bucket', "s3.Bucket.fromBucketName(this, 'Logs', '…')").optional(),
  removalPolicy: enumOf(RemovalPolicy, 'RemovalPolicy').optional(),
};

abstract class LogStorageBase extends Construct implements ILogStorage {
  public abstract readonly chunkBucket: s3.IBucket;
  public abstract readonly rulerBucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;

  /** Names and region for `objectStore`, as plain text. */
  protected abstract readonly plain: LogStorageAttributes;

  public get objectStore(): ObjectStore {
    const { chunkBucketName: chunkBucket, rulerBucketName: rulerBucket, region } = this.plain;
    for (const [property, value] of Object.entries({
      chunkBucketName: chunkBucket,
      rulerBucketName: rulerBucket,
      region,
    })) {
      if (Token.isUnresolved(value)) {
        throw new Error(
          `${this.node.path}: ${property} is known at deploy time only, and Loki's configuration needs it at synthesis; ` +
            (property === 'region' ? 'give the stack a concrete env.region' : 'write the name as plain text'),
        );
      }
    }
    return { chunkBucket, rulerBucket, region };
  }

  public grantReadWrite(grantee: iam.IGrantable): iam.Grant {
    const buckets = [this.chunkBucket, this.rulerBucket];
    const list = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: buckets.map((bucket) => bucket.bucketArn),
    });
    // s3:PutObject covers multipart uploads, but not aborting one.
    const objects = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resourceArns: buckets.map((bucket) => bucket.arnForObjects('*')),
    });
    const grant = list.combine(objects);
    if (!this.encryptionKey) return grant;
    // S3 calls KMS on behalf of the reader or writer; multipart uploads need both actions.
    const key = iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resourceArns: [this.encryptionKey.keyArn],
    });
    return grant.combine(key);
  }
}

class ImportedLogStorage extends LogStorageBase {
  public readonly chunkBucket: s3.IBucket;
  public readonly rulerBucket: s3.IBucket;
  public readonly encryptionKey?: kms.IKey;
  protected readonly plain: LogStorageAttributes;

  constructor(scope: Construct, id: string, attrs: LogStorageAttributes) {
    super(scope, id);
    validateStorage(this, attrs, ATTRIBUTES);
    const { region } = attrs;
    const bucket = (bucketId: string, bucketName: string) =>
      s3.Bucket.fromBucketAttributes(this, bucketId, { bucketName, region });
    this.chunkBucket = bucket('ChunkBucket', attrs.chunkBucketName);
    this.rulerBucket = bucket('RulerBucket', attrs.rulerBucketName);
    if (attrs.encryptionKeyArn) this.encryptionKey = kms.Key.fromKeyArn(this, 'Key', attrs.encryptionKeyArn);
    this.plain = attrs;
  }
}

/**
 * Two S3 buckets for Loki: one for chunks and index, one for the ruler's rules.
 *
 * Both are private, encrypted and versioned, take TLS 1.2 only, and keep deleted objects for days. By default they
 * outlive the stack. `node.defaultChild` of each bucket is the escape hatch.
 */
export class LogStorage extends LogStorageBase {
  /** Imports existing buckets. Their settings are neither changed nor checked. */
  public static fromLogStorageAttributes(scope: Construct, id: string, attrs: LogStorageAttributes): ILogStorage {
    return new ImportedLogStorage(scope, id, attrs);
  }

  /** Bucket of chunks and index. */
  public readonly chunkBucket: s3.Bucket;

  /** Bucket of the ruler's rules. */
  public readonly rulerBucket: s3.Bucket;

  /** KMS key of both buckets; undefined with encryption by S3 alone. */
  public readonly encryptionKey?: kms.IKey;

  protected readonly plain: LogStorageAttributes;

  /**
   * @throws InputError if a property is invalid, or two contradict each other, with all problems
   */
  constructor(scope: Construct, id: string, props: LogStorageProps) {
    super(scope, id);
    validateStorage(this, props, PROPS);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const lifecycle = lifecycleOf(props);
    this.encryptionKey =
      props.encryptionKey ??
      (props.encryption === LogEncryption.KMS
        ? new kms.Key(this, 'Key', {
            description: `Loki: ${props.chunkBucketName}, ${props.rulerBucketName}`,
            enableKeyRotation: true,
            removalPolicy,
          })
        : undefined);
    const common: s3.BucketProps = {
      ...(this.encryptionKey
        ? { encryption: s3.BucketEncryption.KMS, encryptionKey: this.encryptionKey, bucketKeyEnabled: true }
        : { encryption: s3.BucketEncryption.S3_MANAGED }),
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy,
      serverAccessLogsBucket: props.serverAccessLogsBucket,
    };
    this.chunkBucket = new s3.Bucket(this, 'ChunkBucket', {
      ...common,
      bucketName: props.chunkBucketName,
      serverAccessLogsPrefix: props.serverAccessLogsBucket && `${props.chunkBucketName}/`,
      lifecycleRules: [...lifecycle.housekeeping, ...lifecycle.tenants],
    });
    this.rulerBucket = new s3.Bucket(this, 'RulerBucket', {
      ...common,
      bucketName: props.rulerBucketName,
      serverAccessLogsPrefix: props.serverAccessLogsBucket && `${props.rulerBucketName}/`,
      lifecycleRules: lifecycle.housekeeping,
    });
    // A bucket that stays keeps its policy, which refuses plain HTTP.
    for (const bucket of [this.chunkBucket, this.rulerBucket]) bucket.policy?.applyRemovalPolicy(removalPolicy);
    const { chunkBucketName, rulerBucketName } = props;
    this.plain = { chunkBucketName, rulerBucketName, region: Stack.of(this).region };
  }
}
