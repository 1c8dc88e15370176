import { resolveEnvironment } from '../../../lib/environment/environment';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { decide, type PolicyDocument } from '../../helpers/policy';
import { evaluate } from '../helpers';

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';

const templates = (fields: object) =>
  templatesOf(
    stageOf(
      resolveEnvironment('prod', {
        account: '111122223333',
        region: 'us-east-1',
        cluster: { existing: { name: 'shared', oidcIssuer: ISSUER } },
        tenants: ['platform', 'apps'],
        readers: { shop: { tenants: ['apps'] }, audit: { tenants: ['apps', 'platform'], datasource: true } },
        writers: { ci: { tenants: ['apps'] } },
        loki: { deletes: true },
        ...fields,
      }),
    ),
  ) as Record<'Storage' | 'Logging', PlainTemplate>;

const { Storage, Logging } = templates({});

const policies = (role: string) =>
  resourcesOf(Logging, 'AWS::IAM::Policy')
    .filter(([id]) => id.includes(role))
    .map(([, { Properties }]) => evaluate(Properties.PolicyDocument, { attributes: {} }) as PolicyDocument);

test.each([
  ['GatewayRole', ['writer', 'reader', 'ci/password', 'shop/password', 'audit/password', 'admin/password']],
  ['GrafanaRole', ['reader', 'audit/password']],
  ['AlloyRole', ['writer']],
])('%s reads exactly the secrets of its users', (role, expected) => {
  const all = ['writer', 'reader', 'ci', 'shop', 'audit', 'admin'].map((user) =>
    ['writer', 'reader'].includes(user) ? user : `${user}/password`,
  );
  const may = all.filter((name) => {
    const resource = `arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/prod/${name}-AbCdEf`;
    return decide(policies(role), { action: 'secretsmanager:GetSecretValue', resource }) === 'allowed';
  });
  expect(may.toSorted()).toEqual(expected.toSorted());
});

test('every user has a secret with a generated password, and no template contains one', () => {
  const secrets = resourcesOf(Storage, 'AWS::SecretsManager::Secret').map(([, { Properties }]) => Properties);
  expect(secrets.map(({ Name }) => Name)).toEqual([
    'loki/prod/writer',
    'loki/prod/reader',
    ...['ci', 'shop', 'audit', 'admin'].map((user) => `loki/prod/${user}/password`),
  ]);
  expect(
    secrets.every(
      ({ GenerateSecretString }) => (GenerateSecretString as { PasswordLength: number }).PasswordLength === 32,
    ),
  ).toBe(true);
});

test('secrets that exist already are not made', () => {
  const existing = templates({ credentials: { from: 'secrets-manager', createSecrets: false } });
  expect(resourcesOf(existing.Storage, 'AWS::SecretsManager::Secret')).toEqual([]);
});
