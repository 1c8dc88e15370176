import { type Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import type { ObjectStore } from '../../charts/endpoint/object-store';
import { lifecycleOf, type TenantRetention } from './lifecycle';
import { bucketNameProblem } from '../environment/names';

export type { TenantRetention } from './lifecycle';

/** How the objects of both buckets are encrypted at rest. */
export enum LogEncryption {
  /** Keys that S3 manages (SSE-S3): no cost, and nobody who may read the bucket can be kept out by the key. */
  S3_MANAGED = 'S3_MANAGED',

  /** A key in AWS KMS (SSE-KMS): reading needs the key as well, and CloudTrail records its use. */
  KMS = 'KMS',
}

/** The two buckets Loki keeps everything in. */
export interface ILogStorage extends IConstruct {
  /** Bucket of chunks and index. */
  readonly chunkBucket: s3.IBucket;

  /** Bucket of the ruler's rules. */
  readonly rulerBucket: s3.IBucket;

  /** The KMS key of both buckets, where they have one. */
  readonly encryptionKey?: kms.IKey;

  /**
   * The buckets as Loki's configuration names them.
   *
   * @throws where a name or the region is known at deploy time only
   */
  readonly objectStore: ObjectStore;

  /**
   * Lets a principal do what Loki does with its buckets, and nothing else: list, read, write and delete objects.
   *
   * It may not read versions that are no longer current, nor change any setting of a bucket.
   */
  grantReadWrite(grantee: iam.IGrantable): iam.Grant;
}

/** What a `LogStorage` is made of. */
export interface LogStorageProps {
  /** Name of the bucket for chunks and index. Changing it makes a new, empty bucket. */
  readonly chunkBucketName: string;

  /** Name of the bucket for the ruler's rules. Changing it makes a new, empty bucket. */
  readonly rulerBucketName: string;

  /**
   * How long the logs of each tenant are kept. S3 deletes a tenant's chunks some days after Loki itself should have:
   * what Loki's compactor has missed does not stay forever.
   *
   * @default - none: only Loki's compactor deletes chunks
   */
  readonly tenants?: TenantRetention[];

  /**
   * Loki's `compactor.retention_delete_delay`: how long it waits between marking a chunk and deleting it.
   *
   * @default Duration.hours(2)
   */
  readonly deleteDelay?: Duration;

  /**
   * How objects are encrypted at rest.
   *
   * ### Cost
   * See docs/cost.md, "KMS keys".
   *
   * @default LogEncryption.S3_MANAGED, and LogEncryption.KMS with an `encryptionKey`
   */
  readonly encryption?: LogEncryption;

  /**
   * A KMS key of your own. Its policy must let IAM policies of the account decide on its use, as those of CDK do.
   *
   * @default - with LogEncryption.KMS a new key that rotates every year
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * For how long S3 keeps what was deleted or overwritten: the time to notice a mistake.
   *
   * @default Duration.days(7)
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * A bucket of yours that records who accessed the two buckets.
   *
   * @default - no access log: the two have one user, Loki, whose every query would write thousands of records
   */
  readonly serverAccessLogsBucket?: s3.IBucket;

  /**
   * What happens to both buckets and to a key made here when they leave the stack. Even with DESTROY, S3 refuses to
   * delete a bucket with objects in it.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What is known of buckets that exist. */
export interface LogStorageAttributes {
  /** Name of the bucket for chunks and index. */
  readonly chunkBucketName: string;

  /** Name of the bucket for the ruler's rules. */
  readonly rulerBucketName: string;

  /** Region of both buckets. */
  readonly region: string;

  /**
   * ARN of the KMS key both are encrypted with.
   *
   * @default - no KMS key (SSE-S3)
   */
  readonly encryptionKeyArn?: string;
}

abstract class LogStorageBase extends Construct implements ILogStorage {
  public abstract readonly chunkBucket: s3.IBucket;
  public abstract readonly rulerBucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;

  /** The three plain texts `objectStore` is made from. */
  protected abstract readonly plain: LogStorageAttributes;

  public get objectStore(): ObjectStore {
    const { chunkBucketName: chunkBucket, rulerBucketName: rulerBucket, region } = this.plain;
    for (const [what, value] of Object.entries({
      chunkBucketName: chunkBucket,
      rulerBucketName: rulerBucket,
      region,
    })) {
      if (Token.isUnresolved(value)) {
        throw new Error(
          `${this.node.path}: ${what} is known at deploy time only, and Loki's configuration is written before; ` +
            (what === 'region' ? 'give the stack a concrete env.region' : 'write the name as plain text'),
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
    // Creating and completing an upload in parts is s3:PutObject; taking one back needs an action of its own.
    const objects = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resourceArns: buckets.map((bucket) => bucket.arnForObjects('*')),
    });
    const grant = list.combine(objects);
    if (!this.encryptionKey) return grant;
    // S3 asks KMS for these two, in the name of whoever reads or writes; uploads in parts need both.
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
    checkNames(this, attrs.chunkBucketName, attrs.rulerBucketName);
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
 * Private, encrypted, TLS 1.2 only, versioned; what is deleted can be had back for a week. They outlive the stack
 * unless told otherwise. `node.defaultChild` of each bucket is the escape hatch.
 */
export class LogStorage extends LogStorageBase {
  /** Buckets that exist. Nothing is created and no setting of theirs is changed or checked. */
  public static fromLogStorageAttributes(scope: Construct, id: string, attrs: LogStorageAttributes): ILogStorage {
    return new ImportedLogStorage(scope, id, attrs);
  }

  /** Bucket of chunks and index. */
  public readonly chunkBucket: s3.Bucket;

  /** Bucket of the ruler's rules. */
  public readonly rulerBucket: s3.Bucket;

  /** The KMS key of both buckets, where they have one. */
  public readonly encryptionKey?: kms.IKey;

  protected readonly plain: LogStorageAttributes;

  /**
   * @throws where a bucket name is none, both names are the same, a tenant's name or retention cannot be, or an
   * `encryptionKey` is given with LogEncryption.S3_MANAGED
   */
  constructor(scope: Construct, id: string, props: LogStorageProps) {
    super(scope, id);
    checkNames(this, props.chunkBucketName, props.rulerBucketName);
    if (props.encryptionKey && props.encryption === LogEncryption.S3_MANAGED) {
      throw new Error(`${this.node.path}: an encryptionKey with S3_MANAGED is never used; leave out one of the two`);
    }
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const lifecycle = lifecycleOf(this.node.path, props);
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
    // A bucket that stays must go on refusing plain HTTP.
    for (const bucket of [this.chunkBucket, this.rulerBucket]) bucket.policy?.applyRemovalPolicy(removalPolicy);
    const { chunkBucketName, rulerBucketName } = props;
    this.plain = { chunkBucketName, rulerBucketName, region: Stack.of(this).region };
  }
}

function checkNames(storage: Construct, chunkBucketName: string, rulerBucketName: string): void {
  for (const [prop, name] of Object.entries({ chunkBucketName, rulerBucketName })) {
    const problem = Token.isUnresolved(name) ? undefined : bucketNameProblem(name);
    if (problem) throw new Error(`${storage.node.path}: ${prop} '${name}' ${problem}`);
  }
  if (chunkBucketName === rulerBucketName) {
    throw new Error(
      `${storage.node.path}: '${chunkBucketName}' is given for both buckets; ` +
        'name a second one for the rules, which no lifecycle rule of the chunks may touch',
    );
  }
}
