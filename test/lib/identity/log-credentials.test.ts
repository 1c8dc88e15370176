import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { LogCredentials, type LogCredentialsProps } from '../../../lib/identity/log-credentials';
import { environmentCharts } from '../../../lib/environment/environment';
import {
  type PlainResource,
  type PlainTemplate,
  resourcesOf as plainResources,
  stageOf,
  templatesOf,
} from '../../helpers/environments';
import { fastApp } from '../../helpers/fast-app';
import { resourcesOf, type Statement, testStack } from '../helpers';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const resolved = (change: Partial<EnvironmentProps>) =>
  resolveEnvironment('dev', {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { existing: { name: 'mine', oidcIssuer: ISSUER } },
    ...change,
  });
const templates = (change: Partial<EnvironmentProps> = {}) => templatesOf(stageOf(resolved(change)));
const get = (template: PlainTemplate | undefined, type: string) => plainResources(template as PlainTemplate, type);

/** Statements of a role's own policy, by the name of the role. */
function statements(template: PlainTemplate | undefined, role: string): Statement[] {
  const [id] = get(template, 'AWS::IAM::Role').find(([, { Properties }]) => Properties.RoleName === role) ?? [];
  return get(template, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: id }]))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

describe('the secrets', () => {
  test('have passwords that Secrets Manager generates, and outlive the stack', () => {
    const secrets = get(templates().Storage, 'AWS::SecretsManager::Secret').map(([, resource]) => resource);
    expect(secrets.map(({ Properties }) => Properties.Name)).toEqual(['loki/dev/writer', 'loki/dev/reader']);
    for (const { Properties, DeletionPolicy, UpdateReplacePolicy } of secrets) {
      expect(Properties).not.toHaveProperty('SecretString');
      // Any other value would replace every password in use.
      expect(Properties.GenerateSecretString).toEqual({
        SecretStringTemplate: '{"other":""}',
        GenerateStringKey: 'password',
        PasswordLength: 32,
        ExcludePunctuation: true,
      });
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
    }
  });

  test('are those of one construct in a region of an account', () => {
    const app = fastApp();
    const make = (id: string, region: string | undefined, props: Partial<LogCredentialsProps> = {}) => {
      const env = region === undefined ? {} : { account: '111122223333', region };
      const stack = new Stack(app, id, { env });
      return new LogCredentials(stack, 'C', { writerSecretName: 'w', readerSecretName: 'r', ...props });
    };
    make('First', 'eu-west-1', { userSecretNames: { shop: 's' } });
    const also = (name: string) => `${name} is also the secret of First/C; write a name of its own`;
    expect(() => make('Second', 'eu-west-1', { readerSecretName: 'q' })).toThrow(
      `Second/C.writerSecretName: ${also('w')}`,
    );
    const others = { writerSecretName: 'a', readerSecretName: 'b' };
    expect(() =>
      make('Third', 'eu-west-1', { ...others, userSecretNames: { team: 'r' }, grafanaSecretNames: ['s'] }),
    ).toThrow(`Third/C.userSecretNames.team: ${also('r')}\nThird/C.grafanaSecretNames[0]: ${also('s')}`);
    make('Fourth', 'eu-west-1', others);
    make('Elsewhere', 'eu-central-1');
    // Where it will be is not known.
    make('Anywhere', undefined);
    make('AnywhereElse', undefined);
  });

  test('are deleted with the stack by RemovalPolicy.DESTROY', () => {
    const stack = testStack();
    const removalPolicy = RemovalPolicy.DESTROY;
    new LogCredentials(stack, 'C', { writerSecretName: 'w', readerSecretName: 'r', removalPolicy });
    const policies = Object.values(resourcesOf(stack, 'AWS::SecretsManager::Secret')).map((one) => one.DeletionPolicy);
    expect(policies).toEqual(['Delete', 'Delete']);
  });

  test('that exist are read by name, and none is created', () => {
    const { Storage, Logging } = templates({ credentials: { createSecrets: false } });
    expect(get(Storage, 'AWS::SecretsManager::Secret')).toEqual([]);
    const [statement] = statements(Logging, 'loki-dev.alloy-us-east-1');
    expect(statement?.Resource).toBe('arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/dev/writer-??????');
  });

  test('can have a key, which their readers may use through Secrets Manager only', () => {
    const { Storage, Logging } = templates({ credentials: { kmsKeyArn: KEY } });
    const keys = get(Storage, 'AWS::SecretsManager::Secret').map(([, { Properties }]) => Properties.KmsKeyId);
    expect(keys).toEqual([KEY, KEY]);
    for (const client of ['gateway', 'alloy', 'grafana']) {
      const decrypts = statements(Logging, `loki-dev.${client}-us-east-1`).filter(
        ({ Action }) => Action === 'kms:Decrypt',
      );
      expect(decrypts).toEqual([
        {
          Action: 'kms:Decrypt',
          Effect: 'Allow',
          Resource: KEY,
          Condition: {
            StringEquals: {
              'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.us-east-1.', { Ref: 'AWS::URLSuffix' }]] },
            },
          },
        },
      ]);
    }
  });
});

describe.each([
  // Each pod reads as its own account: every collector of Alloy does.
  ['secrets-manager', { gateway: ['loki-gateway'], alloy: ['alloy', 'alloy-events'], grafana: ['grafana'] }],
  [
    'external-secrets',
    {
      gateway: ['loki-credentials-gateway'],
      alloy: ['loki-credentials-alloy'],
      grafana: ['loki-credentials-grafana'],
    },
  ],
] as const)('the roles, with %s', (from, accounts) => {
  const { Logging } = templates({ credentials: { from } });
  const namespaces = { gateway: 'loki', alloy: 'alloy', grafana: 'grafana' };
  // AWS adds six characters to the name of a secret.
  const arnsOf = (users: readonly string[]) =>
    users.map((user) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/dev/${user}-??????`);

  test.each([
    ['gateway', ['reader', 'writer']],
    ['alloy', ['writer']],
    ['grafana', ['reader']],
  ] as const)('%s may read the secrets of %j and do nothing else', (client, users) => {
    const name = `loki-dev.${client}-us-east-1`;
    const [statement, ...more] = statements(Logging, name);
    expect(more).toEqual([]);
    expect(statement?.Action).toEqual(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
    expect([statement?.Resource].flat()).toEqual(arnsOf(users));
    const role = get(Logging, 'AWS::IAM::Role').find(([, { Properties }]) => Properties.RoleName === name)?.[1];
    const subjects = accounts[client].map((account) => `system:serviceaccount:${namespaces[client]}:${account}`);
    expect(JSON.stringify(role?.Properties.AssumeRolePolicyDocument)).toContain(
      `:sub":${JSON.stringify(subjects.length > 1 ? subjects : subjects[0])}`,
    );
  });
});

describe('the driver', () => {
  const addOns = (change: Partial<EnvironmentProps>) =>
    get(templates(change).Logging, 'AWS::EKS::Addon').map(([, { Properties }]) => Properties);

  test('is installed with rotation, on every node, before anything mounts a password', () => {
    const { Logging } = templates();
    const [[id, addOn]] = get(Logging, 'AWS::EKS::Addon') as [[string, PlainResource]];
    expect(addOn.Properties).toMatchObject({
      AddonName: 'aws-secrets-store-csi-driver-provider',
      ClusterName: 'mine',
      PreserveOnDelete: true,
    });
    expect(JSON.parse(String(addOn.Properties.ConfigurationValues))).toEqual({
      tolerations: [{ operator: 'Exists' }],
      'secrets-store-csi-driver': { enableSecretRotation: true, rotationPollInterval: '5m' },
    });
    const delivered = get(Logging, 'Custom::AWSCDK-EKS-KubernetesResource');
    const mounting = delivered.filter(([, { Properties }]) => /SecretProviderClass/.test(String(Properties.Manifest)));
    expect(mounting).toHaveLength(3);
    const policies = get(Logging, 'AWS::IAM::Policy').map(([policy]) => policy);
    expect(policies.filter((policy) => policy.startsWith('Credentials'))).toHaveLength(3);
    // The others come after Loki's.
    const [, first] = mounting.find(([, { Properties }]) => String(Properties.Manifest).includes('-gateway')) ?? [];
    expect(first?.DependsOn).toEqual(
      expect.arrayContaining([id, ...policies.filter((policy) => policy.startsWith('Credentials'))]),
    );
  });

  test.each<[string, Partial<EnvironmentProps>]>([
    ['where the cluster has it', { credentials: { installDriver: false } }],
    ['for another operator', { credentials: { from: 'external-secrets' } }],
    ['for Secrets made by hand', { credentials: { from: 'kubernetes-secret' } }],
  ])('is not installed %s', (_what, change) => {
    expect(addOns(change)).toEqual([]);
  });
});

test('with Kubernetes Secrets no password is in AWS', () => {
  const { Storage, Logging } = templates({ credentials: { from: 'kubernetes-secret' } });
  expect(get(Storage, 'AWS::SecretsManager::Secret')).toEqual([]);
  const roles = get(Logging, 'AWS::IAM::Role').map(([, { Properties }]) => Properties.RoleName);
  expect(roles.filter(Boolean)).toEqual(['loki-dev-us-east-1']);
});

test('Grafana’s role trusts the named service account', () => {
  const { stored } = resolved({ grafana: { namespace: 'monitoring', serviceAccount: 'kps-grafana' } }).credentials;
  expect(stored?.grafana.subject).toBe('system:serviceaccount:monitoring:kps-grafana');
});

test.each(['secrets-manager', 'external-secrets', 'kubernetes-secret'] as const)(
  'no password can be in what is made with %s: no field holds one',
  (from) => {
    const environment = resolved({ credentials: { from } });
    const manifests = environmentCharts(environment).manifests();
    expect(manifests.flatMap(({ objects }) => objects).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const template of Object.values(templates({ credentials: { from } }))) {
      const text = JSON.stringify(template);
      expect(text).not.toMatch(/"SecretString"|resolve:secretsmanager|SecretValue:|stringData/);
      for (const [, { Properties }] of get(template, 'Custom::AWSCDK-EKS-KubernetesResource')) {
        expect(String(Properties.Manifest)).not.toMatch(/"kind":"Secret"/);
      }
    }
  },
);

describe('a key of its own', () => {
  const NAMES = { writerSecretName: 'w', readerSecretName: 'r' };

  test('encrypts the secrets, and its alias names it', () => {
    const stack = testStack();
    new LogCredentials(stack, 'C', { ...NAMES, keyAlias: 'alias/loki-dev-passwords' });
    const [key] = Object.keys(resourcesOf(stack, 'AWS::KMS::Key'));
    const secrets = Object.values(resourcesOf(stack, 'AWS::SecretsManager::Secret'));
    expect(secrets.map(({ Properties }) => Properties.KmsKeyId)).toEqual(
      secrets.map(() => ({ 'Fn::GetAtt': [key, 'Arn'] })),
    );
    expect(Object.values(resourcesOf(stack, 'AWS::KMS::Alias'))).toMatchObject([
      { Properties: { AliasName: 'alias/loki-dev-passwords' } },
    ]);
  });

  test.each<[string, object, string]>([
    [
      'that is not one',
      { keyAlias: 'loki-dev' },
      "C.keyAlias: loki-dev is not the alias of a key; write one such as 'alias/loki-prod-passwords'",
    ],
    [
      'of AWS',
      { keyAlias: 'alias/aws/secretsmanager' },
      'C.keyAlias: alias/aws/secretsmanager is not the alias of a key',
    ],
  ])('with an alias %s is refused', (_what, change, message) => {
    expect(() => new LogCredentials(testStack(), 'C', { ...NAMES, ...change })).toThrow(message);
  });

  test('beside another key is refused', () => {
    const stack = testStack();
    const encryptionKey = Key.fromKeyArn(stack, 'Key', KEY);
    const ofSignatures = new Key(stack, 'Signing', { keySpec: KeySpec.RSA_2048, keyUsage: KeyUsage.SIGN_VERIFY });
    expect(() => new LogCredentials(stack, 'S', { ...NAMES, encryptionKey: ofSignatures })).toThrow(
      'S.encryptionKey: Test/Signing/Resource is a key of the kind RSA_2048',
    );
    expect(() => new LogCredentials(stack, 'C', { ...NAMES, keyAlias: 'alias/a', encryptionKey })).toThrow(
      'C.keyAlias: names a new key, and encryptionKey is one; leave out one of the two',
    );
  });

  test('is refused in an environment beside another key, and for secrets that exist', () => {
    expect(() => resolved({ credentials: { createKey: true, kmsKeyArn: KEY } })).toThrow(
      'environments.dev.credentials.createKey: true, and kmsKeyArn is arn:aws:kms',
    );
    expect(() => resolved({ credentials: { createKey: true, createSecrets: false } })).toThrow(
      'environments.dev.credentials.createKey: true, and the secrets exist and have a key; write the ARN of that key as kmsKeyArn',
    );
  });

  test('shared with a user that has no secret is refused', () => {
    const credentials = new LogCredentials(testStack(), 'C', { ...NAMES, keyAlias: 'alias/a' });
    const reader = { account: '444455556666', roleArn: 'arn:aws:iam::444455556666:role/a', user: 'nobody' };
    expect(() => credentials.shareWith(reader)).toThrow('has no secret for the user nobody');
    expect(() => credentials.shareWith({ ...reader, account: '1' }, undefined as never)).toThrow(
      /shareWith\[0\]\.account: 1 is not an AWS account; .*\n.*shareWith\[1\]: missing; write an object with properties$/,
    );
  });
});
