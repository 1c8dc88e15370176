import { type DeploymentRule, type Finding, Severity } from '../rule';
import { lokiBuckets } from './buckets';
import { blockOf, enumerate, listOf } from './json';
import { type StoreRole, storeRolesIn } from './policy';
import { allows, covers, type Statement, statementsOf } from './statements';
import { type PlacedResource, Templates } from './templates';

/** S3 asks KMS for these two, in the name of whoever reads or writes. */
const KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** Loki may use the key of its buckets. */
export const keyAllowed: DeploymentRule = {
  id: 'STORAGE-KMS-1',
  severity: Severity.ERROR,
  title: 'The role of Loki may use the KMS key of its buckets',
  why: 'S3 answers AccessDenied to every read and write, though the policies allow both',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  check: (subject) => {
    const templates = new Templates(subject);
    const buckets = lokiBuckets(templates, subject);
    const roles = storeRolesIn(templates, subject);
    return templates.ofType('AWS::KMS::Key').flatMap((key) => {
      const ids = [`<${key.path}.Arn>`, `<${key.path}.Ref>`];
      const [bucket] = buckets.filter(({ properties }) => keysOf(properties).some((id) => ids.includes(id)));
      if (!bucket) return [];
      return roles.flatMap((role) => refused(key, role, subject.environment.account, bucket.name));
    });
  },
};

/** The keys of a bucket's default encryption. */
function keysOf(properties: PlacedResource['properties']): string[] {
  const { ServerSideEncryptionConfiguration: rules } = blockOf(properties['BucketEncryption']);
  return listOf(rules).map((rule) =>
    String(blockOf(blockOf(rule)['ServerSideEncryptionByDefault'])['KMSMasterKeyID']),
  );
}

/** The key's policy may let the role in itself; else it leaves it to the policies of the account, and they must. */
function refused(key: PlacedResource, { role, arn, policies }: StoreRole, account: string, bucket: string): Finding[] {
  const statements = statementsOf(key.properties['KeyPolicy'], `${key.path} KeyPolicy`);
  const lets = (action: string, who: (principal: string) => boolean) =>
    statements.some(
      ({ effect, actions, principals }: Statement) =>
        effect === 'Allow' &&
        (principals['AWS'] ?? []).some(who) &&
        actions.some((pattern) => covers(pattern, action)),
    );
  const open = KEY_ACTIONS.filter((action) => !lets(action, (who) => who === '*' || who === arn));
  const closed = open.filter((action) => !lets(action, (who) => who === account || who.endsWith(`:${account}:root`)));
  if (closed.length > 0) {
    return [
      {
        path: `${key.path} KeyPolicy`,
        found: `lets nobody of account ${account} use ${enumerate(closed)}, and bucket ${bucket} is encrypted with it`,
        fix: `allow kms:* to arn of the account's root, or these to ${arn}`,
      },
    ];
  }
  const missing = open.filter((action) => !allows(policies, action, `<${key.path}.Arn>`));
  if (missing.length === 0) return [];
  return [
    {
      path: `${role.path} Policies`,
      found: `nothing allows ${enumerate(missing)} on key ${key.path}, and bucket ${bucket} is encrypted with it`,
      fix: `allow ${enumerate(missing)} on the key`,
    },
  ];
}
