import type { ChunkTransition } from './transition';
import type { StoreEndpoint } from '../../charts/endpoint/store/endpoint';

/** Address of the object store, and the region of a store that is not of AWS. */
export interface StorageEndpointProps extends StoreEndpoint {
  /** Region that requests are signed for, as the server is set up. Not with an address of AWS. @default us-east-1 */
  readonly region?: string;
}

/** The buckets. */
export interface StorageProps {
  /**
   * Key of the buckets: `s3` for keys of S3, `kms` for a KMS key.
   *
   * ### Cost
   * See docs/cost.md, "KMS keys".
   *
   * @default - s3, with an `encryptionKeyArn` kms
   */
  readonly encryption?: 's3' | 'kms';

  /**
   * ARN of a KMS key of yours that encrypts the buckets. Its policy must let IAM policies of the account grant its use,
   * as the default policy of KMS does.
   *
   * @default - a new key, if `encryption` is `kms`
   */
  readonly encryptionKeyArn?: string;

  /**
   * ARNs of other KMS keys that Loki may use: keys of yours that encrypted the buckets earlier, and the next
   * `encryptionKeyArn`, deployed before it takes effect. A key that was created here stays readable without being
   * named.
   *
   * @default - none
   */
  readonly otherKeyArns?: readonly string[];

  /**
   * If false, the two buckets exist, and are used as they are: with your own lifecycle, encryption and policies.
   *
   * @default true
   */
  readonly createBuckets?: boolean;

  /** Name of the bucket for chunks and index. @default - from environment, account and region */
  readonly chunkBucketName?: string;

  /** Name of the bucket for rules. @default - from environment, account and region */
  readonly rulerBucketName?: string;

  /**
   * Name of a bucket of yours, in the same account and region, that gets the access logs of both buckets. Loki is their
   * only user, and each of its queries writes thousands of records.
   *
   * @default - no access logs
   */
  readonly accessLogBucket?: string;

  /**
   * Move of chunks to a cheaper class of S3, such as `{ to: 'INTELLIGENT_TIERING', afterDays: 7 }`. Index and rules
   * stay in S3 Standard.
   *
   * ### Cost
   * See docs/cost.md, "Cheaper classes of S3".
   *
   * @default - chunks stay in S3 Standard
   */
  readonly transition?: ChunkTransition;

  /**
   * Address of the object store: a store with the API of S3 that has the two buckets already, or another address of S3,
   * such as a VPC endpoint.
   *
   * @default - that of S3 in the region
   */
  readonly endpoint?: StorageEndpointProps;

  /**
   * If true, Loki uses the addresses of S3 and STS whose cryptography is validated by FIPS 140: in the USA, GovCloud
   * and Canada. Canada has one of S3 alone.
   *
   * @default false
   */
  readonly fips?: boolean;
}
