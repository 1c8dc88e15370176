/**
 * Where Loki keeps chunks, index and rules.
 *
 * Bucket names, the IAM policy and Loki's storage configuration all come from this one value.
 */
export interface ObjectStore {
  /** Name of the bucket for chunks and index. */
  readonly chunkBucket: string;

  /** Name of the bucket for the ruler's rules. Never the chunk bucket: the two have different lifecycles. */
  readonly rulerBucket: string;

  /** AWS region of both buckets. */
  readonly region: string;
}

/**
 * The S3 endpoint of a region, as Loki's Thanos object client wants it: host name only.
 * China's partition has a suffix of its own (https://docs.aws.amazon.com/general/latest/gr/s3.html).
 */
export function s3Endpoint(region: string): string {
  return `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
