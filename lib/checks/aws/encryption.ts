import { type TemplatesRule, type Finding, Severity } from '../rule';
import { lokiBuckets } from './buckets';
import { record } from '../../manifests/shape';
import { listOf } from '../read/templates/lists';
import { type StoreRole, storeRolesIn } from './policy';
import { allows, covers, statementsOf } from '../read/templates/statements';
import { type PlacedResource, Templates } from '../read/templates/templates';
import { enumerate } from '../words';

/** Actions that S3 needs of KMS, on behalf of the reader or writer. */
const KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

const keyAllowed: TemplatesRule = {
  id: 'STORAGE-KMS-1',
  severity: Severity.ERROR,
  title: 'the role of Loki may use the KMS key of its buckets',
  why: 'otherwise S3 answers AccessDenied to every read and write, although the S3 policies allow both',
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
  const { ServerSideEncryptionConfiguration: rules } = record(properties['BucketEncryption']);
  return listOf(rules).map((rule) => String(record(record(rule)['ServerSideEncryptionByDefault'])['KMSMasterKeyID']));
}

/** The key's policy allows the role itself, or delegates to the policies of the account, which must then allow it. */
function refused(key: PlacedResource, { role, arn, policies }: StoreRole, account: string, bucket: string): Finding[] {
  const { KeyPolicy: document } = key.properties;
  const statements = statementsOf(document, 'KeyPolicy');
  if (!statements) return [];
  const lets = (action: string, isMeant: (principal: string) => boolean) =>
    statements.some(
      ({ effect, actions, principals }) =>
        effect === 'Allow' &&
        (principals['AWS'] ?? []).some(isMeant) &&
        actions.some((pattern) => covers(pattern, action)),
    );
  const isAccount = (principal: string) => principal === account || principal.endsWith(`::${account}:root`);
  const open = KEY_ACTIONS.filter((action) => !lets(action, (principal) => ['*', arn].includes(principal)));
  // A key without a policy has the default one, which delegates to the account.
  const closed = document === undefined ? [] : open.filter((action) => !lets(action, isAccount));
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
export const ENCRYPTION_RULES: readonly TemplatesRule[] = [keyAllowed];
