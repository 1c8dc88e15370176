import { nearest } from '../input/nearest';
import { noEffect } from '../input/no-effect';
import { type Fault, type Problem, problemOfValue, show } from '../input/problems';
import { boolean, fields, required, text, type Validator } from '../input/props';
import { s3HostRegion } from './store/aws-host';
import { isAwsEndpoint, type StoreEndpoint, storeEndpoint } from './store/endpoint';
import { FIPS_REGIONS, fipsEndpoint } from './store/fips';

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

  /** AWS region of both buckets; of a store with the API of S3, the region that requests are signed for. */
  readonly region: string;

  /** Address of the store. @default - that of S3 in the region */
  readonly endpoint?: StoreEndpoint;

  /** If true, Loki uses the addresses of S3 and STS whose cryptography is validated by FIPS 140. @default false */
  readonly fips?: boolean;
}

/** True if the buckets are in S3 of AWS, which knows roles. */
export const isInAws = ({ endpoint }: Pick<ObjectStore, 'endpoint'>): boolean =>
  endpoint === undefined || isAwsEndpoint(endpoint);

/** Host of the store, with its port if that is not the usual one, as Loki's client takes it. */
export function storeHost({ region, endpoint, fips }: Omit<ObjectStore, 'chunkBucket' | 'rulerBucket'>): string {
  if (endpoint) return new URL(endpoint.url).host;
  return fips ? fipsEndpoint(region) : s3Endpoint(region);
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
  const of = KNOWN_REGIONS.find((known) => region.startsWith(known) && /^[a-z]$/.test(region.slice(known.length)));
  if (of !== undefined) return { wrong: 'is a zone', fix: `write its region, '${of}'` };
  // A region of another country or number may exist, and is not a misspelling.
  const partsOf = (name: string) => name.toLowerCase().replaceAll(/(?<=^..).*?(?=\d*$)/g, '-');
  const near = KNOWN_REGIONS.filter((known) => partsOf(known) === partsOf(region));
  const meant = nearest(region.toLowerCase(), near);
  const fix = meant ? `did you mean ${meant}?` : "write one such as 'us-east-1'";
  return { wrong: 'is not a region that loki 3.7.6 can store in', fix };
}

/** Length of the longest bucket name that S3 accepts (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). */
const MAX_BUCKET_NAME = 63;

/** Beginnings and ends of bucket names that S3 keeps to itself, from the same page. */
const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** Fault of the name of a bucket; undefined if it is valid. */
export function bucketNameFault(name: string): Fault | undefined {
  const [, inAddress] = /^(?:arn:aws[a-z-]*:s3:::|s3:\/\/)([^/]+)/.exec(name) ?? [];
  if (inAddress !== undefined)
    return { wrong: 'is an address of a bucket', fix: `write its name alone, '${inAddress}'` };
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

/** Fault of the name of a bucket that only S3 itself writes to: without TLS to its name, it may have dots. */
export const logBucketNameFault = (name: string): Fault | undefined =>
  bucketNameFault(/\.\.|\d\.\d+\.\d+\.\d|-\.|\.-|^\.|\.$/.test(name) ? name : name.replaceAll('.', '-'));

/** End of bucket names in the namespace of an account. Buckets of this library are created in the global namespace. */
const OF_ACCOUNT = '-an';

/** Fault of the name of a bucket to create; undefined if S3 accepts it. */
export function madeBucketFault(name: string): Fault | undefined {
  return name.endsWith(OF_ACCOUNT)
    ? {
        wrong: `ends with ${OF_ACCOUNT}, which S3 keeps for the namespaces of accounts`,
        fix: 'end it with another word',
      }
    : bucketNameFault(name);
}

/**
 * S3 endpoint of a region for Loki's Thanos object client: the host name only. The partition of China has a suffix of its
 * own (https://docs.aws.amazon.com/general/latest/gr/s3.html).
 */
export function s3Endpoint(region: string): string {
  return `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Fault of a region and its fix, in words that follow the region; undefined if Loki can store in it. */
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

/** Region of a store with the API of S3: servers have names of their own. */
export const storeRegion = text({
  example: EXAMPLE_REGION,
  faultOf: (region) =>
    /^[a-z0-9][a-z0-9-]{0,62}$/.test(region)
      ? undefined
      : { wrong: 'is not the name of a region', fix: "write that of the server's configuration, such as 'us-east-1'" },
});

/** Fault of a region in which AWS has no addresses validated by FIPS 140; undefined if it has. */
export const fipsFault = (region: string): Fault | undefined =>
  FIPS_REGIONS.includes(region)
    ? undefined
    : { wrong: `has no FIPS endpoint of S3, and ${FIPS_REGIONS.join(', ')} have one`, fix: 'leave fips out' };

const EXAMPLE_STORE = "{ chunkBucket: '…', rulerBucket: '…', region: '…' }";

/** Buckets, and how to reach them. */
export const requiredStore: Validator = (path, store) => {
  const shape = fields<ObjectStore>(EXAMPLE_STORE, {
    chunkBucket: bucket,
    rulerBucket: bucket,
    region: required(storeRegion, `'${EXAMPLE_REGION}'`),
    endpoint: storeEndpoint({}),
    fips: boolean,
  });
  const problems = required(shape, EXAMPLE_STORE)(path, store);
  return problems.length > 0 ? problems : storeContradictions(path, store as ObjectStore);
};

function storeContradictions(path: string, store: ObjectStore): Problem[] {
  const { chunkBucket, rulerBucket, region, endpoint, fips } = store;
  const place = isInAws(store) ? requiredRegion(`${path}.region`, region) : [];
  const host = endpoint && s3HostRegion(endpoint.url);
  const fault = fips && place.length === 0 ? fipsFault(region) : undefined;
  return [
    ...(chunkBucket === rulerBucket ? [{ path: `${path}.rulerBucket`, ...sharedBucket(rulerBucket) }] : []),
    ...place,
    ...(host !== undefined && host !== region
      ? [{ path: `${path}.endpoint.url`, ...foreignRegion(endpoint?.url ?? '', host, region) }]
      : []),
    ...(fips && endpoint ? [fipsAndEndpoint(`${path}.fips`)] : []),
    ...(fault ? [problemOfValue(`${path}.fips`, region, fault)] : []),
  ];
}

/** Problem of an address of S3 in another region than the buckets. */
export const foreignRegion = (url: string, host: string, region: string): Omit<Problem, 'path'> => ({
  found: `${url} is in ${host}, and the buckets are in ${region}`,
  fix: `write the address in ${region}`,
});

/** Problem of FIPS beside an address. */
export const fipsAndEndpoint = (path: string): Problem =>
  noEffect(path, true, 'endpoint names the address', 'leave one of the two out');

/** Problem of a bucket of rules that is also the bucket of chunks. */
export const sharedBucket = (name: string): Omit<Problem, 'path'> => ({
  found: `${show(name)} is also the chunk bucket, whose old objects expire`,
  fix: 'use a bucket of its own',
});
