import { type Fault, type Problem, show } from '../input/problems';
import { fields, required, text, type Validator } from '../input/props';

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

/** Length of the longest bucket name that S3 accepts (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). */
const MAX_BUCKET_NAME = 63;

/** Beginnings and ends of bucket names that S3 keeps to itself, from the same page. */
const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** Fault of the name of a bucket; undefined if it is valid. */
export function bucketNameFault(name: string): Fault | undefined {
  if (name.length > MAX_BUCKET_NAME) {
    return { wrong: `is ${name.length} characters long, and S3 accepts at most ${MAX_BUCKET_NAME}`, fix: 'shorten it' };
  }
  if (name.length < 3) return { wrong: 'is shorter than the 3 characters S3 requires', fix: 'use a longer name' };
  const prefix = RESERVED_PREFIXES.find((each) => name.startsWith(each));
  if (prefix) return { wrong: `begins with ${prefix}, which S3 reserves`, fix: 'begin it with another word' };
  const suffix = RESERVED_SUFFIXES.find((each) => name.endsWith(each));
  if (suffix) return { wrong: `ends with ${suffix}, which S3 reserves`, fix: 'end it with another word' };
  if (!/^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name)) {
    return {
      wrong: 'is not a valid bucket name',
      fix: 'use lower-case letters, digits and hyphens, with a letter or a digit at both ends',
    };
  }
  return undefined;
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

const EXAMPLE_REGION = 'us-east-1';

/** A region that Loki can store in. */
export const requiredRegion: Validator = required(
  text({ example: EXAMPLE_REGION, faultOf: regionFault }),
  `'${EXAMPLE_REGION}'`,
);

const EXAMPLE_BUCKET = 'my-loki-chunks';
const bucket = required(text({ example: EXAMPLE_BUCKET, faultOf: bucketNameFault }), `'${EXAMPLE_BUCKET}'`);

/** Buckets. */
export const requiredStore: Validator = (path, store) => {
  const example = "{ chunkBucket: '…', rulerBucket: '…', region: '…' }";
  const shape = fields<ObjectStore>(example, { chunkBucket: bucket, rulerBucket: bucket, region: requiredRegion });
  const problems = required(shape, example)(path, store);
  const { chunkBucket, rulerBucket } = (problems.length === 0 ? store : {}) as Partial<ObjectStore>;
  if (chunkBucket === undefined || chunkBucket !== rulerBucket) return problems;
  return [{ path: `${path}.rulerBucket`, ...sharedBucket(rulerBucket) }];
};

/** Problem of a bucket of rules that is also the bucket of chunks. */
export const sharedBucket = (name: string): Omit<Problem, 'path'> => ({
  found: `${show(name)} is also the chunk bucket, whose old objects expire`,
  fix: 'use a bucket of its own',
});
