import type { Fault } from '../../../charts/problems';

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

/** Sizes of instances that cannot run a node: they take 4 to 11 pods, and have at most 2 GiB of memory. */
const TOO_SMALL = ['nano', 'micro', 'small'];

/** Fault of an instance type of nodes. */
export function instanceTypeFault(type: string): Fault | undefined {
  const fix = "write one such as 'm6i.xlarge'";
  const [, family = '', size = ''] =
    /^([a-z]+\d[a-z0-9-]*|[a-z]+-[a-z0-9-]+)\.(nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/.exec(type) ??
    [];
  if (!size || family.startsWith('mac')) return { wrong: 'is not an instance type', fix };
  if (!TOO_SMALL.includes(size)) return undefined;
  return { wrong: 'is too small for the pods of a node and an ingester of Loki', fix };
}

/** Fault of the id of a resource in EC2: a prefix, and 8 or 17 hexadecimal digits. */
export const idFault =
  (prefix: string, what: string) =>
  (id: string): Fault | undefined =>
    new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)
      ? undefined
      : { wrong: `is not ${what}`, fix: `write its id, such as '${prefix}-0a1b2c3d'` };
