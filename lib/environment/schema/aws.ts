import type { CredentialsFrom, CredentialsProps } from '../credentials-props';
import { storeRegion } from '../../../charts/endpoint/object-store';
import { storeEndpoint } from '../../../charts/endpoint/store/endpoint';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { IDENTITY_KINDS, type IdentityKind } from '../../../charts/endpoint/identity';
import type { Fault } from '../../../charts/input/problems';
import { readOf } from '../../../charts/input/plain-copy';
import { map, text as textOf } from '../../../charts/input/props';
import type { StorageEndpointProps, StorageProps } from '../storage-props';
import { type ChunkTransition, IA_DAYS, TRANSITION_CLASSES } from '../transition';
import { KEY_ARN } from '../aws/arn';
import {
  arn,
  boolean,
  checked,
  filledList,
  must,
  number,
  objectOf,
  oneOf,
  setOf,
  string,
  text,
  validatedFields,
} from './fields';
import { objectName } from './names';

/** Source of passwords. */
export const CREDENTIALS_SCHEMA = objectOf<CredentialsProps>(
  'an object',
  "{ from: 'kubernetes-secret' }",
)({
  from: oneOf<CredentialsFrom>(...Object.values(CredentialsKind)).optional(),
  installDriver: boolean().optional(),
  createSecrets: boolean().optional(),
  createKey: boolean().optional(),
  kmsKeyArn: arn(KEY_ARN).optional(),
  secretName: objectName.optional(),
});

/** Transition of chunks to a cheaper class, which `LokiLogging` and `LogStorage` also have. */
export const TRANSITION_SCHEMA = must(
  objectOf<ChunkTransition>(
    'a transition',
    "{ to: 'INTELLIGENT_TIERING', afterDays: 7 }",
  )({
    to: oneOf(...TRANSITION_CLASSES),
    afterDays: number('30', 1, { most: 3650 }),
  }),
  ({ to, afterDays }) => to !== 'STANDARD_IA' || afterDays >= IA_DAYS,
  {
    wrong: `is earlier than the ${IA_DAYS} days after which S3 moves objects to STANDARD_IA`,
    fix: `write afterDays: ${IA_DAYS} or more, or to: 'INTELLIGENT_TIERING'`,
  },
);

/** The buckets. */
export const STORAGE_SCHEMA = objectOf<StorageProps>(
  'an object',
  "{ encryption: 'kms' }",
)({
  encryption: oneOf('s3', 'kms').optional(),
  encryptionKeyArn: arn(KEY_ARN).optional(),
  otherKeyArns: setOf(
    filledList(arn(KEY_ARN), `'${KEY_ARN.example}'`, 'write at least one, or leave it out'),
  ).optional(),
  createBuckets: boolean().optional(),
  chunkBucketName: string('my-loki-chunks').optional(),
  rulerBucketName: string('my-loki-rules').optional(),
  accessLogBucket: string('my-access-logs').optional(),
  ...validatedFields<Pick<StorageProps, 'endpoint'>>({
    endpoint: storeEndpoint<StorageEndpointProps>({ region: storeRegion }),
  }),
  fips: boolean().optional(),
  transition: TRANSITION_SCHEMA.optional(),
});

/** Most tags of a user. AWS accepts 50 on a resource; CloudFormation and the EBS driver add some of their own. */
const MAX_TAGS = 40;

/** Characters that every AWS service accepts in a tag (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html). */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Tags by which controllers find the subnets of load balancers. As a common tag, every subnet would have them, public
 * and private.
 */
const OF_SUBNETS = ['kubernetes.io/role/elb', 'kubernetes.io/role/internal-elb'];

function tagsFaults(tags: object): Fault[] {
  const names = Object.keys(tags);
  if (names.length > MAX_TAGS) return [{ wrong: `has ${names.length} tags`, fix: `write at most ${MAX_TAGS}` }];
  const keys = names.map((key) => key.toLowerCase());
  return names.flatMap((key, index) => {
    if (keys.indexOf(key.toLowerCase()) < index) {
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
      return { wrong: `has the key '${key}' twice for IAM, which ignores case`, fix: 'write it once' };
    }
    return tagFault(key, readOf(tags, key)) ?? [];
  });
}

function tagFault(key: string, value: unknown): Fault | undefined {
  const fix = 'use letters, digits, spaces and _.:/=+-@';
  if (OF_SUBNETS.includes(key)) {
    return { wrong: `has the key '${key}', by which controllers tell subnets apart`, fix: 'leave it out' };
  }
  if (/^aws:/i.test(key)) return { wrong: `has the key '${key}', which AWS reserves`, fix: 'leave it out' };
  if (key === '' || key.length > 128)
    return { wrong: 'has a key that is not 1 to 128 characters long', fix: 'change it' };
  if (!TAG_TEXT.test(key)) return { wrong: `has the key '${key}', which AWS does not accept`, fix };
  if (typeof value !== 'string') return undefined;
  if (value.length > 256) return { wrong: `has a value of ${key} longer than 256 characters`, fix: 'shorten it' };
  if (!TAG_TEXT.test(value)) return { wrong: `has the value '${value}', which AWS does not accept`, fix };
  return undefined;
}

/** Paths that IAM reserves for roles of AWS itself. */
const OF_AWS = /^\/aws-(?:service-role|reserved)\//;

function rolePathFault(path: string): Fault | undefined {
  if (OF_AWS.test(path)) {
    return { wrong: 'is a path that IAM keeps for roles of AWS', fix: "use another, such as '/platform/'" };
  }
  return /^\/(?=.{0,511}$)([\x21-\x2e\x30-\x7e]+\/)*$/.test(path)
    ? undefined
    : { wrong: 'is not a path of IAM', fix: "begin and end it with a slash, as '/platform/'" };
}

/** Settings of all AWS resources, which an environment and `LokiLogging` share. */
export const AWS_FIELDS = {
  identity: oneOf<`${IdentityKind}`>(...IDENTITY_KINDS).optional(),
  ...validatedFields<{ readonly tags?: Readonly<Record<string, string>> }>({
    tags: map(textOf({ example: 'platform', faultOf: () => undefined }), "'cost-center': 'platform'", tagsFaults),
  }),
  permissionsBoundary: text(
    'arn:aws:iam::111122223333:policy/boundary',
    /^arn:aws(-cn|-us-gov)?:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
    'is not the ARN of a managed policy',
  ).optional(),
  rolePath: checked('/platform/', rolePathFault).optional(),
};
