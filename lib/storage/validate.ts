import type { ResourceEnvironment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { tenantFault } from '../../charts/endpoint/tenants';
import { readOf } from '../../charts/input/plain-copy';
import { type Problem, problemOfValue, show } from '../../charts/input/problems';
import { isReadable } from '../../charts/input/props';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';
import { bucketNameFault, madeBucketFault, sharedBucket } from '../../charts/endpoint/object-store';
import { MAX_EXPIRING_TENANTS } from '../environment/names';
import { TRANSITION_SCHEMA } from '../environment/schema/aws';
import { checked, list, must, objectOf } from '../environment/schema/fields';
import { arnFault, KEY_ARN } from '../environment/aws/arn';
import { bucketKey, type Claim, claimProblems, own } from '../environment/constructs/claims';
import { logBucketProblems, madeKeyProblems } from '../environment/constructs/made';
import { duration, isToken, placeOf, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import { placeProblems } from '../environment/rules/place';
import { ONE_BUCKET } from '../environment/rules/together';
import type { LogLifecycleProps, TenantRetention } from './lifecycle';

const namesOf = (faultOf: typeof bucketNameFault) => ({
  chunkBucketName: checked('my-loki-chunks', faultOf),
  rulerBucketName: checked('my-loki-rules', faultOf),
});

/** Names of two existing buckets. */
export const BUCKET_SCHEMAS = namesOf(bucketNameFault);

/** Names of two buckets to create. */
export const MADE_BUCKET_SCHEMAS = namesOf(madeBucketFault);

const tenantRetention = objectOf<TenantRetention>(
  'a retention',
  "{ tenant: 'apps', retention: Duration.days(28) }",
)({
  tenant: checked('apps', tenantFault),
  retention: duration('Duration.days(28)', (seconds) =>
    seconds >= SECONDS_PER_DAY
      ? undefined
      : {
          wrong: "is shorter than a day, and Loki's index works in whole days",
          fix: 'write one day or more, or leave the tenant out to keep its logs forever',
        },
  ) as never,
});

/** Properties that lifecycle rules follow from. */
export const LIFECYCLE_SCHEMAS: PropSchemas<LogLifecycleProps> = {
  tenants: must(
    must(list(tenantRetention), (tenants) => tenants.length <= MAX_EXPIRING_TENANTS, {
      wrong: `has more tenants than the ${MAX_EXPIRING_TENANTS} lifecycle rules an S3 bucket has room for`,
      fix: 'leave out tenants whose expired chunks only Loki needs to delete',
    }),
    (tenants) => new Set(tenants.map((each) => each.tenant)).size === tenants.length,
    { wrong: 'has a tenant twice', fix: 'keep the longer retention' },
  ).optional(),
  keptTenants: list(checked('apps', tenantFault)).optional(),
  transition: TRANSITION_SCHEMA.optional(),
  deleteDelay: duration('Duration.hours(2)').optional(),
  noncurrentVersionExpiration: duration('Duration.days(7)', (seconds) =>
    seconds >= SECONDS_PER_DAY && seconds % SECONDS_PER_DAY === 0
      ? undefined
      : { wrong: 'is not a number of days', fix: 'write one such as Duration.days(7)' },
  ).optional(),
};

interface Buckets {
  readonly chunkBucketName: string;
  readonly rulerBucketName: string;
  readonly encryption?: string;
  readonly encryptionKey?: unknown;
  readonly serverAccessLogsBucket?: unknown;
}

/** Claims of two buckets that are made: a second one of a name fails, since S3 has it already. */
export const madeBuckets = (scope: Construct, props: Buckets): Claim[] =>
  (['chunkBucketName', 'rulerBucketName'] as const)
    .filter((path) => !isToken(props[path]))
    .map((path) => ({
      path,
      keys: [`made ${bucketKey(scope, props[path])}`],
      value: props[path],
      words: ONE_BUCKET,
    }));

/**
 * Validates the properties of buckets, or the attributes of existing buckets, and makes them the owner of what they claim.
 *
 * @throws InputError if one is invalid, or two contradict each other, with all problems
 */
export function validateStorage<T extends Buckets>(
  scope: Construct,
  props: T,
  schemas: PropSchemas<T>,
  claimsOf: (scope: Construct, props: T) => readonly Claim[] = () => [],
): void {
  refuse(scope.node.path, propProblems(props, schemas));
  const problems: Problem[] = [];
  if (props.chunkBucketName === props.rulerBucketName) {
    problems.push({ path: 'rulerBucketName', ...sharedBucket(props.rulerBucketName) });
  }
  if (props.encryptionKey && props.encryption === 'S3_MANAGED') {
    problems.push({ path: 'encryptionKey', found: 'is never used with S3_MANAGED', fix: 'leave out one of the two' });
  } else problems.push(...keyProblems(scope, props.encryptionKey));
  problems.push(...logBucketProblems(scope, 'serverAccessLogsBucket', props.serverAccessLogsBucket));
  const claims = claimsOf(scope, props);
  refuse(scope.node.path, [...problems, ...claimProblems(scope, claims)]);
  own(scope, claims);
}

/** Problems of a key that buckets of a stack cannot use: S3 takes keys of its region, and IAM knows no aliases. */
function keyProblems(scope: Construct, key: unknown): Problem[] {
  const path = 'encryptionKey';
  const ofKind = madeKeyProblems(path, key);
  if (ofKind.length > 0) return ofKind;
  const arn = isReadable(key) ? readOf(key, 'keyArn') : undefined;
  if (typeof arn !== 'string') return [];
  if (arn.includes(':alias/')) {
    const found = `${show(arn.replace(/^.*:alias/s, 'alias'))} is an alias, and policies of IAM name keys`;
    return [{ path, found, fix: "write kms.Key.fromKeyArn(this, 'Key', 'arn:aws:kms:…:key/…')" }];
  }
  const place = placeOf(scope);
  if (!isToken(arn)) {
    const fault = arnFault(arn, KEY_ARN);
    return fault ? [problemOfValue(path, arn, fault)] : placeProblems(path, arn, place, { noun: 'a key' });
  }
  const region = (readOf(key as object, 'env') as Partial<ResourceEnvironment> | undefined)?.region;
  if (region === undefined || isToken(region) || place.region === undefined || region === place.region) return [];
  return [
    {
      path,
      found: `is in region ${region}, and the stack is in ${place.region}`,
      fix: `name a key of ${place.region}`,
    },
  ];
}
