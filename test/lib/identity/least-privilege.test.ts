import type { EnvironmentProps } from '../../../lib/environment/props';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { decide, type Decision, type PolicyDocument } from '../../helpers/policy';
import { evaluate } from '../helpers';

/** Evaluates the policies of the templates, since an emulator of AWS does not enforce all of them. */

const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/loki';

const PROPS: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { existing: { name: 'shared', oidcIssuer: `https://${ISSUER}` } },
  storage: { encryption: 'kms' },
};

const { Storage, Logging } = templatesOf(stageOf(resolveEnvironment('audit', PROPS))) as Record<
  'Storage' | 'Logging',
  PlainTemplate
>;
const [[, key] = []] = resourcesOf(Storage, 'AWS::KMS::Key');
const buckets = resourcesOf(Storage, 'AWS::S3::Bucket').map(
  ([id, { Properties }]) => [id, `arn:aws:s3:::${String(Properties.BucketName)}`] as const,
);

const attributes = Object.fromEntries(buckets.map(([id, arn]) => [`${id}.Arn`, arn]));
const documentOf = (value: unknown): PolicyDocument => evaluate(value, { attributes }) as PolicyDocument;

const lokis = resourcesOf(Logging, 'AWS::IAM::Policy')
  .filter(([id]) => id.includes('LokiRole'))
  .map(([, { Properties }]) => documentOf(Properties.PolicyDocument));
const loki = (action: string, resource: string): Decision => decide(lokis, { action, resource });

describe('Loki’s role', () => {
  test('has one policy and one key', () => {
    expect(lokis).toHaveLength(1);
    expect(resourcesOf(Storage, 'AWS::KMS::Key')).toHaveLength(1);
    expect(buckets).toHaveLength(2);
  });

  test('may list both buckets, and read, write and delete their objects', () => {
    for (const [, arn] of buckets) {
      expect(loki('s3:ListBucket', arn)).toBe('allowed');
      for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload']) {
        expect(loki(action, `${arn}/tenant/chunk`)).toBe('allowed');
      }
    }
  });

  test.each([
    's3:GetBucketPolicy',
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:DeleteBucket',
    's3:PutLifecycleConfiguration',
    's3:PutEncryptionConfiguration',
    's3:PutBucketVersioning',
    's3:PutBucketPublicAccessBlock',
    's3:GetObjectVersion',
    's3:DeleteObjectVersion',
    's3:ListBucketVersions',
    's3:PutObjectAcl',
  ])('may not %s', (action) => {
    for (const [, arn] of buckets) {
      expect(loki(action, arn)).toBe('not allowed');
      expect(loki(action, `${arn}/tenant/chunk`)).toBe('not allowed');
    }
  });

  test('has no access to other buckets, even with the same prefix', () => {
    for (const [, arn] of buckets) {
      for (const other of [`${arn}-2`, 'arn:aws:s3:::other']) {
        expect(loki('s3:ListBucket', other)).toBe('not allowed');
        expect(loki('s3:GetObject', `${other}/tenant/chunk`)).toBe('not allowed');
      }
    }
  });

  test('needs no permission of its own for the key, whose policy names it', () => {
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) expect(loki(action, KEY)).toBe('not allowed');
  });

  test('may use keys of the user’s as well, and no others', () => {
    const storage = { encryptionKeyArn: KEY, otherKeyArns: [`${KEY}-old`] };
    const { Logging: logging } = templatesOf(stageOf(resolveEnvironment('audit', { ...PROPS, storage })));
    const documents = resourcesOf(logging as PlainTemplate, 'AWS::IAM::Policy')
      .filter(([id]) => id.includes('LokiRole'))
      .map(([, { Properties }]) => documentOf(Properties.PolicyDocument));
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) {
      expect(decide(documents, { action, resource: KEY })).toBe('allowed');
      expect(decide(documents, { action, resource: `${KEY}-old` })).toBe('allowed');
      expect(decide(documents, { action, resource: `${KEY}-2` })).toBe('not allowed');
    }
  });
});

describe('the key', () => {
  const keyPolicy = documentOf(key?.Properties.KeyPolicy);
  const role = 'arn:aws:iam::111122223333:role/loki-audit-us-east-1';
  const asked = (principal: string, action = 'kms:Decrypt', context = {}) => {
    const account = principal.split(':')[4] as string;
    const through = { 'kms:CallerAccount': account, 'kms:ViaService': 's3.us-east-1.<AWS::URLSuffix>' };
    return decide([keyPolicy], {
      action,
      principal,
      context: { ...through, 'aws:PrincipalArn': principal, ...context },
    });
  };

  test('delegates access to IAM of the account, and to no other account', () => {
    expect(asked('arn:aws:iam::111122223333:root')).toBe('allowed');
    expect(asked('arn:aws:iam::999988887777:root')).toBe('not allowed');
  });

  test('lets Loki’s role use it through S3, on any path, and nobody else', () => {
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) expect(asked(role, action)).toBe('allowed');
    expect(asked(role.replace('role/', 'role/platform/'))).toBe('allowed');
    expect(asked(role, 'kms:Decrypt', { 'kms:ViaService': 'ebs.us-east-1.amazonaws.com' })).toBe('not allowed');
    expect(asked(`${role}-2`)).toBe('not allowed');
    expect(asked(role.replace('role/', 'role/x-'))).toBe('not allowed');
    expect(asked(role.replace('111122223333', '999988887777'))).toBe('not allowed');
    for (const action of ['kms:Encrypt', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CreateGrant']) {
      expect(asked(role, action)).toBe('not allowed');
    }
  });
});

describe('the buckets', () => {
  const policies = resourcesOf(Storage, 'AWS::S3::BucketPolicy');

  test.each(['s3:GetObject', 's3:PutObject', 's3:ListBucket'])('refuse %s without TLS 1.2', (action) => {
    expect(policies).toHaveLength(2);
    for (const [index, [, { Properties }]] of policies.entries()) {
      const arn = buckets[index]?.[1] as string;
      const resource = action === 's3:ListBucket' ? arn : `${arn}/tenant/chunk`;
      const over = (secure: string, version: string) =>
        decide([...lokis, documentOf(Properties.PolicyDocument)], {
          action,
          resource,
          principal: 'arn:aws:iam::111122223333:role/loki-audit-us-east-1',
          context: { 'aws:SecureTransport': secure, 's3:TlsVersion': version },
        });
      expect([over('false', '0'), over('true', '1.1')]).toEqual(['denied', 'denied']);
      expect([over('true', '1.2'), over('true', '1.3')]).toEqual(['allowed', 'allowed']);
    }
  });

  test('keep refusing it after their stack is deleted', () => {
    for (const [, bucket] of resourcesOf(Storage, 'AWS::S3::Bucket'))
      expect(bucket.DeletionPolicy).toBe('RetainExceptOnCreate');
    for (const [, policy] of policies) expect(policy.DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

describe('the evaluation', () => {
  const allow = (more: object) => ({ Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more }] });
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::a/b' };

  test('a denial wins, and a condition without its key fails', () => {
    const deny = { Statement: [{ Effect: 'Deny', Action: 's3:Get*', Resource: 'arn:aws:s3:::?/*' }] };
    expect(decide([allow({})] as PolicyDocument[], request)).toBe('allowed');
    expect(decide([allow({}), deny] as PolicyDocument[], request)).toBe('denied');
    const conditional = allow({ Condition: { StringLike: { 'aws:PrincipalArn': 'arn:*' } } });
    expect(decide([conditional] as PolicyDocument[], request)).toBe('not allowed');
  });

  test('unknown elements are errors, never permissions', () => {
    expect(() => decide([allow({ NotPrincipal: '*' })] as PolicyDocument[], request)).toThrow('NotPrincipal');
    const unknown = allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } });
    expect(() => decide([unknown] as PolicyDocument[], request)).toThrow('IpAddress');
  });
});
