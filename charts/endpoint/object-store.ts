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
 * Regions that Loki 3.7.6's S3 client knows (minio-go v7.0.99, `endpoints.go`). In any other it would silently talk to
 * us-east-1. Isolated partitions are left out: their host names follow no rule.
 */
const KNOWN_REGIONS: readonly string[] = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1'],
  ...['ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5'],
  ...['ap-southeast-7', 'ca-central-1', 'ca-west-1', 'cn-north-1', 'cn-northwest-1', 'eu-central-1', 'eu-central-2'],
  ...['eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1'],
  ...['me-south-1', 'mx-central-1', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-gov-east-1', 'us-gov-west-1'],
  ...['us-west-1', 'us-west-2'],
];

/** What is wrong with a region, in words that follow its name; nothing where Loki can store in it. */
export function regionProblem(region: string): string | undefined {
  if (KNOWN_REGIONS.includes(region)) return undefined;
  return "is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'";
}

/**
 * The S3 endpoint of a region, as Loki's Thanos object client wants it: host name only.
 * China's partition has a suffix of its own (https://docs.aws.amazon.com/general/latest/gr/s3.html).
 */
export function s3Endpoint(region: string): string {
  return `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
