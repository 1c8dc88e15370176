import { type TemplatesRule, type TemplatesSubject, type Finding, Severity } from '../rule';
import { keyKindFault } from '../../environment/aws/key-kind';
import { KEY_ACTIONS } from '../../environment/key-actions';
import { type LokiBucket, lokiBuckets } from './buckets';
import { record } from '../../manifests/shape';
import { listOf, textsOf } from '../read/templates/lists';
import { type StoreRole, storeRolesIn } from './policy';
import { allows, covers, type Statement, statementsOf } from '../read/templates/statements';
import { type PlacedResource, Templates } from '../read/templates/templates';
import { enumerate } from '../words';

const keyAllowed: TemplatesRule = {
  id: 'STORAGE-KMS-1',
  severity: Severity.ERROR,
  title: 'the role of Loki may use the KMS key of its buckets',
  why: 'otherwise S3 answers AccessDenied to every read and write, although the S3 policies allow both',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  check: (subject) =>
    keysInUse(subject).flatMap(({ key, buckets: [bucket], roles }) =>
      roles.flatMap((role) => refused(key, role, subject.environment.account, bucket.name)),
    ),
};

const keyAllowedFirst: TemplatesRule = {
  id: 'STORAGE-KMS-2',
  severity: Severity.WARNING,
  title: 'the role of Loki may use a KMS key before a bucket is encrypted with it',
  why: 'S3 refuses every write of Loki from the moment at which the bucket changes until the role has the permission',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  check: (subject) =>
    keysInUse(subject).flatMap(({ key, buckets, roles }) =>
      roles.flatMap(({ arn, policies }) => {
        const closed = closedActions(key, arn) ?? KEY_ACTIONS;
        const granting = policies.allowing
          .filter(({ actions, resources }) => grants(actions, resources, closed, `<${key.path}.Arn>`))
          .map(({ path }) => path.split(' ')[0] as string);
        if (closed.length === 0 || granting.length === 0) return [];
        return buckets
          .filter(
            ({ stack, raw }) =>
              !granting.every((path) => textsOf(raw.DependsOn).some((id) => path === `${stack}/${id}`)),
          )
          .map(({ path }) => ({
            path: `${path} BucketEncryption`,
            found: `${key.path} is used before ${enumerate([...new Set(granting)])} allows it to ${arn}`,
            fix: `allow ${enumerate(closed)} to the role in the policy of the key`,
          }));
      }),
    ),
};

const symmetric: TemplatesRule = {
  id: 'STORAGE-KMS-3',
  severity: Severity.ERROR,
  title: 'the KMS key of the buckets of Loki is symmetric',
  why: 'S3 refuses every write with a key for signatures or of another kind',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  check: (subject) =>
    keysInUse(subject).flatMap(({ key: { path, properties } }) => {
      const fault = keyKindFault({ spec: properties['KeySpec'], usage: properties['KeyUsage'] });
      return fault ? [{ path, found: fault.wrong, fix: fault.fix }] : [];
    }),
};

/** A key of these templates that encrypts buckets of Loki. */
interface KeyInUse {
  readonly key: PlacedResource;
  readonly buckets: readonly [LokiBucket, ...LokiBucket[]];
  readonly roles: readonly StoreRole[];
}

function keysInUse(subject: TemplatesSubject): KeyInUse[] {
  const templates = new Templates(subject);
  const all = lokiBuckets(templates, subject);
  const roles = storeRolesIn(templates, subject);
  return templates.ofType('AWS::KMS::Key').flatMap((key) => {
    const ids = [`<${key.path}.Arn>`, `<${key.path}.Ref>`];
    const [bucket, ...more] = all.filter(({ properties }) => keysOf(properties).some((id) => ids.includes(id)));
    return bucket ? [{ key, buckets: [bucket, ...more] as const, roles }] : [];
  });
}

/** True if a statement of a policy allows one of the actions on a key. */
function grants(
  patterns: readonly string[],
  resources: readonly string[],
  actions: readonly string[],
  key: string,
): boolean {
  return (
    actions.some((action) => patterns.some((pattern) => covers(pattern, action))) &&
    resources.some((pattern) => covers(pattern, key))
  );
}

/** The keys of a bucket's default encryption. */
function keysOf(properties: PlacedResource['properties']): string[] {
  const { ServerSideEncryptionConfiguration: rules } = record(properties['BucketEncryption']);
  return listOf(rules).map((rule) => String(record(record(rule)['ServerSideEncryptionByDefault'])['KMSMasterKeyID']));
}

/** Actions that the policy of a key does not allow to a principal; undefined if the policy cannot be read. */
function closedActions(
  key: PlacedResource,
  arn: string,
  isMeant?: (principal: string) => boolean,
): string[] | undefined {
  const { KeyPolicy: document } = key.properties;
  const statements = statementsOf(document, 'KeyPolicy');
  return statements && KEY_ACTIONS.filter((action) => !statements.some((one) => lets(one, action, arn, isMeant)));
}

/** True if a statement of a key's policy allows an action to a role, whether it names it as principal or in a condition. */
function lets(
  { effect, actions, principals, conditions }: Statement,
  action: string,
  arn: string,
  isMeant = (principal: string) => ['*', arn].includes(principal),
): boolean {
  const limits = conditions.filter(({ key }) => key.toLowerCase() === 'aws:principalarn');
  return (
    effect === 'Allow' &&
    (principals['AWS'] ?? []).some(isMeant) &&
    actions.some((pattern) => covers(pattern, action)) &&
    limits.every(({ values }) => values.some((pattern) => covers(pattern, arn)))
  );
}

/** The key's policy allows the role itself, or delegates to the policies of the account, which must then allow it. */
function refused(key: PlacedResource, { role, arn, policies }: StoreRole, account: string, bucket: string): Finding[] {
  const open = closedActions(key, arn);
  if (!open) return [];
  const isAccount = (principal: string) => principal === account || principal.endsWith(`::${account}:root`);
  // A key without a policy has the default one, which delegates to the account.
  const delegated = key.properties['KeyPolicy'] === undefined ? [] : (closedActions(key, arn, isAccount) ?? []);
  const closed = open.filter((action) => delegated.includes(action));
  if (closed.length > 0) {
    return [
      {
        path: `${key.path} KeyPolicy`,
        found: `allows nobody in account ${account} to use ${enumerate(closed)}, but bucket ${bucket} is encrypted with it`,
        fix: `allow kms:* to the root of the account, which delegates to IAM policies, or ${enumerate(closed)} to ${arn}`,
      },
    ];
  }
  const missing = open.filter((action) => !allows(policies, action, `<${key.path}.Arn>`));
  if (missing.length === 0) return [];
  return [
    {
      path: `${role.path} Policies`,
      found: `nothing allows ${enumerate(missing)} on ${key.path}, but bucket ${bucket} is encrypted with it`,
      fix: `allow ${enumerate(missing)} on the key`,
    },
  ];
}

/** Rules about KMS keys. */
export const ENCRYPTION_RULES: readonly TemplatesRule[] = [keyAllowed, keyAllowedFirst, symmetric];
