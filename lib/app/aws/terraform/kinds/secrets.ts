import { type Fields, json, renamed, TAGS } from '../fields';
import type { Block, Kind, Self } from '../kind';

/** A password that Secrets Manager generates, in a field of a secret. */
interface Generated {
  readonly SecretStringTemplate: string;
  readonly GenerateStringKey: string;
}

/** Settings of the password. */
const SETTINGS: Fields = {
  PasswordLength: 'password_length',
  ExcludeCharacters: 'exclude_characters',
  ExcludeLowercase: 'exclude_lowercase',
  ExcludeNumbers: 'exclude_numbers',
  ExcludePunctuation: 'exclude_punctuation',
  ExcludeUppercase: 'exclude_uppercase',
  IncludeSpace: 'include_space',
  RequireEachIncludedType: 'require_each_included_type',
};

const PASSWORD = 'aws_secretsmanager_random_password';

/** A password that AWS generates. It is in no file and not in Terraform's state, and is written only once. */
function generated(value: Generated, { id, attribute }: Self): Block[] {
  const { SecretStringTemplate, GenerateStringKey, ...settings } = value;
  const others = Object.entries(JSON.parse(SecretStringTemplate) as Record<string, unknown>);
  const entries = [
    ...others.map(([key, text]) => `${JSON.stringify(key)} = ${JSON.stringify(text)}`),
    `${JSON.stringify(GenerateStringKey)} = ephemeral.${PASSWORD}.${id}.random_password`,
  ];
  return [
    { kind: 'ephemeral', type: PASSWORD, body: renamed(settings, SETTINGS, 'GenerateSecretString.') },
    {
      type: 'aws_secretsmanager_secret_version',
      body: {
        secret_id: attribute('id'),
        secret_string_wo: `\${jsonencode({ ${entries.join(', ')} })}`,
        secret_string_wo_version: 1,
      },
    },
  ];
}

/** Secrets, and keys that encrypt them or the buckets. */
export const SECRETS_KINDS: Readonly<Record<string, Kind>> = {
  'AWS::SecretsManager::Secret': {
    type: 'aws_secretsmanager_secret',
    attributes: { Ref: 'arn', Id: 'arn' },
    fields: { Name: 'name', Description: 'description', KmsKeyId: 'kms_key_id', ...TAGS },
    others: { GenerateSecretString: generated },
  },
  'AWS::SecretsManager::ResourcePolicy': {
    type: 'aws_secretsmanager_secret_policy',
    attributes: {},
    fields: { SecretId: 'secret_arn', ResourcePolicy: ['policy', json], BlockPublicPolicy: 'block_public_policy' },
  },
  'AWS::KMS::Key': {
    type: 'aws_kms_key',
    attributes: { Ref: 'key_id', Arn: 'arn', KeyId: 'key_id' },
    fields: {
      Description: 'description',
      EnableKeyRotation: 'enable_key_rotation',
      KeyPolicy: ['policy', json],
      PendingWindowInDays: 'deletion_window_in_days',
      ...TAGS,
    },
  },
  'AWS::KMS::Alias': {
    type: 'aws_kms_alias',
    attributes: { Ref: 'name' },
    fields: { AliasName: 'name', TargetKeyId: 'target_key_id' },
  },
};
