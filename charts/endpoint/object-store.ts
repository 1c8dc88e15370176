import type { Fault } from '../problems';

/**
 * S3 buckets of Loki's chunks, index and rules.
 *
 * Bucket names, the IAM policy and Loki's storage configuration all come from this value.
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
 * Regions that the S3 client of Loki 3.7.6 knows (minio-go v7.0.99, `endpoints.go`). In any other region it would
 * silently use us-east-1. Isolated partitions are left out: their host names follow no pattern.
 */
const KNOWN_REGIONS: readonly string[] = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1'],
  ...['ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5'],
  ...['ap-southeast-7', 'ca-central-1', 'ca-west-1', 'cn-north-1', 'cn-northwest-1', 'eu-central-1', 'eu-central-2'],
  ...['eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1'],
  ...['me-south-1', 'mx-central-1', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-gov-east-1', 'us-gov-west-1'],
  ...['us-west-1', 'us-west-2'],
];

/** Fault of a region; undefined if Loki can store in it. */
export function regionFault(region: string): Fault | undefined {
  if (KNOWN_REGIONS.includes(region)) return undefined;
  return { wrong: 'is not a region that loki 3.7.6 can store in', fix: "write one such as 'us-east-1'" };
}

/**
 * S3 endpoint of a region for Loki's Thanos object client: the host name only. The partition of China has a suffix of its
 * own (https://docs.aws.amazon.com/general/latest/gr/s3.html).
 */
export function s3Endpoint(region: string): string {
  return `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Problem with a region and its fix, as the rest of a sentence; undefined if Loki can store in it. */
export function regionProblem(region: string): string | undefined {
  const fault = regionFault(region);
  return fault && `${fault.wrong}; ${fault.fix}`;
}
