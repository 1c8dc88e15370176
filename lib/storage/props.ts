import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { ObjectStore } from '../../charts/endpoint/object-store';
import type { ChunkTransition } from '../environment/transition';
import type { TenantRetention } from './lifecycle';

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
   * compactor missed do not stay for ever.
   *
   * @default - none: only Loki's compactor deletes chunks
   */
  readonly tenants?: TenantRetention[];

  /** Tenants whose chunks never expire: those that `transition` moves too. @default - none */
  readonly keptTenants?: readonly string[];

  /**
   * Move of chunks to a cheaper class of S3.
   *
   * ### Cost
   * See docs/cost.md, "Cheaper classes of S3".
   *
   * @default - they stay in S3 Standard
   */
  readonly transition?: ChunkTransition;

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
   * ARNs of roles that the policy of a new key names: they may use the key before the buckets do, and after it has left
   * the stack.
   *
   * @default - `grantReadWrite` alone grants the use of the key
   */
  readonly roleArns?: readonly string[];

  /**
   * ARNs of other KMS keys that `grantReadWrite` includes: those of objects written earlier, and the next
   * `encryptionKey`.
   *
   * @default - none
   */
  readonly otherKeyArns?: readonly string[];

  /**
   * Time in which S3 keeps deleted and overwritten objects: the time to notice a mistake.
   *
   * @default Duration.days(7)
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
   * By default they stay, unless their creation fails.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
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

  /** ARNs of other KMS keys that `grantReadWrite` includes: those of objects written earlier. @default - none */
  readonly otherKeyArns?: readonly string[];
}
