import { parse } from 'yaml';
import {
  type CredentialsSource,
  ExternalSecretsCredentials,
  KubernetesSecretCredentials,
  SecretsManagerCredentials,
  type StoredCredentialsProps,
} from '../../../charts/endpoint/credentials';
import { rotatedSecrets, type RotationStep, secretsWith } from '../../../charts/endpoint/credentials/rotation';
import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { type KubernetesObject, makeCharts, objectsOf } from '../../helpers/charts';
import { expectValid } from './valid-objects';

const USERS = {
  readers: { shop: { tenants: ['apps'] }, audit: { tenants: ['platform', 'apps'], datasource: { organization: 2 } } },
  writers: { ci: { tenants: ['apps'] } },
  deletes: true,
};
const NAMES = ['writer', 'reader', 'ci', 'shop', 'audit', 'admin'];
const KEYS = NAMES.map((name) => `${name}-password`);

const identity = (namespace: string, serviceAccountName: string) =>
  new WorkloadIdentity({ namespace, serviceAccountName, roleArn: `arn:aws:iam::111122223333:role/${namespace}` });
const stored = (gateway: string, alloy: string, grafana: string): StoredCredentialsProps => ({
  region: 'eu-west-1',
  writerSecretName: 'loki/dev/writer',
  readerSecretName: 'loki/dev/reader',
  userSecretNames: Object.fromEntries(NAMES.slice(2).map((name) => [name, `loki/dev/${name}/password`])),
  gateway: identity('loki', gateway),
  alloy: identity('alloy', alloy),
  grafana: identity('grafana', grafana),
});
const SOURCES: Record<string, CredentialsSource> = {
  'secrets-manager': new SecretsManagerCredentials(stored('loki-gateway', 'alloy', 'grafana')),
  'external-secrets': new ExternalSecretsCredentials(
    stored('loki-credentials-gateway', 'loki-credentials-alloy', 'loki-credentials-grafana'),
  ),
  'kubernetes-secret': new KubernetesSecretCredentials(),
};
const rendered = (credentials: CredentialsSource) =>
  objectsOf(makeCharts({ ...USERS, credentials, storageClassName: 'gp3' }));
const find = (objects: KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as KubernetesObject;

describe.each(Object.entries(SOURCES))('passwords of users of teams from %s', (kind, source) => {
  const objects = rendered(source);

  test('give valid objects without findings', () => {
    expectValid(objects, kind);
  });
});

test('Secrets Manager gives the gateway every password and Grafana those of its datasources', () => {
  const objects = rendered(SOURCES['secrets-manager'] as CredentialsSource);
  const files = (name: string) =>
    (
      parse(find(objects, 'SecretProviderClass', name).spec.parameters.objects) as {
        objectName: string;
        jmesPath: { objectAlias: string }[];
      }[]
    ).map(({ objectName, jmesPath }) => [objectName, ...jmesPath.map(({ objectAlias }) => objectAlias)]);
  const gateway = files('loki-credentials-gateway');
  expect(gateway.flatMap(([, ...made]) => made)).toEqual(KEYS.flatMap((key) => [key, `${key}-other`]));
  expect(gateway.map(([name]) => name)).toContain('loki/dev/shop/password');
  expect(files('loki-credentials-grafana')).toEqual([
    ['loki/dev/reader', 'reader-password'],
    ['loki/dev/audit/password', 'audit-password'],
  ]);
  expect(files('loki-credentials-alloy')).toEqual([['loki/dev/writer', 'writer-password']]);
});

test('external secrets copy the same', () => {
  const objects = rendered(SOURCES['external-secrets'] as CredentialsSource);
  const keys = (name: string) =>
    find(objects, 'ExternalSecret', name).spec.data.map(({ secretKey }: { secretKey: string }) => secretKey);
  expect(keys('loki-credentials-gateway')).toEqual(KEYS.flatMap((key) => [key, `${key}-other`]));
  expect(keys('loki-credentials-grafana')).toEqual(['reader-password', 'audit-password']);
});

test('a stored password without the name of its secret is refused', () => {
  const without = { ...stored('loki-gateway', 'alloy', 'grafana'), userSecretNames: {} };
  expect(() => rendered(new SecretsManagerCredentials(without))).toThrow(
    "credentials.userSecretNames: has no secret for the user ci; write ci: 'loki/prod/…'",
  );
});

test('a reader with a datasource has one over all of its tenants, in its organization, with its own password', () => {
  const objects = rendered(new KubernetesSecretCredentials());
  const { datasources } = parse(find(objects, 'ConfigMap', 'loki-datasources-test').data['loki-test.yaml']);
  expect(datasources).toHaveLength(3);
  expect(datasources[2]).toMatchObject({
    name: 'Loki test (audit)',
    uid: 'loki-test_readers_audit',
    orgId: 2,
    basicAuthUser: 'audit',
    secureJsonData: {
      basicAuthPassword: '$__file{/etc/loki/credentials/audit-password}',
      httpHeaderValue1: 'platform|apps',
    },
  });
  expect(datasources[0]).not.toHaveProperty('orgId');
});

test('Loki takes queries over several tenants if a reader has several, and only then', () => {
  const querier = (readers: object) =>
    parse(
      find(objectsOf(makeCharts({ readers: readers as typeof USERS.readers })), 'ConfigMap', 'loki').data[
        'config.yaml'
      ],
    ).querier;
  expect(querier(USERS.readers).multi_tenant_queries_enabled).toBe(true);
  expect(querier({ shop: { tenants: ['apps'] } })).not.toHaveProperty('multi_tenant_queries_enabled');
});

describe('passwords of users in Kubernetes Secrets', () => {
  const of = (users: object) => ({
    endpoint: makeCharts(users).loki.endpoint,
    secretName: 'mine',
    writerNamespaces: ['alloy'],
    readerNamespaces: ['grafana'],
  });
  interface Made {
    metadata: { namespace: string };
    stringData: Record<string, string>;
  }
  const step = (name: RotationStep, stringData: Record<string, string>, users: object = USERS): Made[] => {
    const data = Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, btoa(value)]));
    return rotatedSecrets({ step: name, data, of: of(users), newPassword: () => 'new' }) as Made[];
  };
  const [first] = secretsWith(of({}), { current: { writer: 'w', reader: 'r' }, other: {} }) as [Made];

  test('are added for users who have none, and every namespace gets its own', () => {
    expect(step('users', first.stringData).map(({ metadata, stringData }) => [metadata.namespace, stringData])).toEqual(
      [
        [
          'loki',
          { ...Object.fromEntries(KEYS.map((key) => [key, 'new'])), 'writer-password': 'w', 'reader-password': 'r' },
        ],
        ['alloy', { 'writer-password': 'w' }],
        ['grafana', { 'reader-password': 'r', 'audit-password': 'new' }],
      ],
    );
  });

  test('stay while a user is added during a rotation, and go with their user', () => {
    const [added] = step('add', first.stringData, {}) as [Made];
    const [both] = step('users', added.stringData) as [Made];
    expect(both.stringData).toMatchObject({ 'writer-password-other': 'new', 'shop-password': 'new' });
    const [again] = step('users', both.stringData, { readers: { shop: { tenants: ['apps'] } } }) as [Made];
    expect(Object.keys(again.stringData)).toEqual([
      ...['writer-password', 'reader-password', 'shop-password', 'writer-password-other', 'reader-password-other'],
    ]);
  });

  test('are there for a user whose name every object knows', () => {
    const users = { readers: { constructor: { tenants: ['apps'] } } };
    expect(step('users', first.stringData, users)[0]?.stringData).toMatchObject({ 'constructor-password': 'new' });
  });

  test('are all changed by a rotation, which names the step that gives the missing ones', () => {
    expect(() => step('add', first.stringData)).toThrow(
      'has no ci-password, or it is empty; give every user a password first, with --rotate users',
    );
    const [all] = step('users', first.stringData) as [Made];
    const [added] = step('add', all.stringData) as [Made];
    expect(Object.keys(added.stringData)).toEqual([...KEYS, ...KEYS.map((key) => `${key}-other`)]);
  });
});
