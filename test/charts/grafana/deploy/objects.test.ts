import { parse } from 'yaml';
import { KubernetesSecretCredentials } from '../../../../charts/endpoint/credentials/kubernetes-secret';
import { SecretsManagerCredentials } from '../../../../charts/endpoint/credentials/secrets-manager';
import type { CredentialsSource } from '../../../../charts/endpoint/credentials/source';
import { IdentityKind, WorkloadIdentity } from '../../../../charts/endpoint/identity';
import type { GrafanaDeploySettings } from '../../../../charts/grafana/deploy/props';
import { addObject } from '../../../../charts/kubernetes/objects';
import { InputError, problemText } from '../../../../charts/input/problems';
import { KUBERNETES_VERSIONS, validateManifests } from '../../../kubernetes/validate';
import { findingsOf } from '../../../kubernetes/findings';
import { conventions } from '../../../kubernetes/conventions';
import { makeCharts, objectOf, objectsOf } from '../../../helpers/charts';
import { charts, DATABASE, DOOR, LOGIN, type Loki, podOf, policyOf, type Rest, WORKSPACE } from './helpers';

const identity = (namespace: string, serviceAccountName: string, kind?: IdentityKind) =>
  new WorkloadIdentity({ namespace, serviceAccountName, roleArn: `arn:aws:iam::111122223333:role/${namespace}`, kind });
const stored = (kind?: IdentityKind): CredentialsSource =>
  new SecretsManagerCredentials({
    region: 'eu-west-1',
    writerSecretName: 'loki/test/writer',
    readerSecretName: 'loki/test/reader',
    gateway: identity('loki', 'loki-gateway', kind),
    alloy: identity('alloy', 'alloy', kind),
    grafana: identity('grafana', 'grafana', kind),
  });

test.each<[string, GrafanaDeploySettings, Loki, readonly string[]]>([
  ['by default', {}, {}, []],
  ['on a volume, with a login and a door', { storage: true, login: LOGIN, expose: DOOR }, {}, ['login']],
  ['with a database and two pods', { database: DATABASE, replicas: 2 }, {}, ['db']],
  ['with passwords in Secrets Manager', { login: LOGIN, storage: true }, { credentials: stored() }, []],
])('%s all objects are valid, keep every rule, and name nothing that is missing', (_how, deploy, loki, secrets) => {
  const objects = objectsOf(charts(deploy, loki));
  for (const version of KUBERNETES_VERSIONS) expect(validateManifests(objects, version)).toEqual([]);
  expect(findingsOf(objects)).toEqual([]);
  const names = ['loki-credentials', 'grafana-secrets', ...secrets].map((name) => `Secret grafana/${name}`);
  const others = ['Secret loki/loki-credentials', 'Secret alloy/loki-credentials', 'StorageClass gp3'];
  expect(conventions(objects, [...names, ...others])).toEqual([]);
});

test('without deploy nothing of it is made, and no namespace gets a level', () => {
  const objects = objectsOf(charts(false));
  const ofGrafana = objects.filter(({ metadata }) => metadata.namespace === 'grafana');
  expect(ofGrafana.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap loki-datasources-test',
  ]);
  expect(objectOf(charts(false), 'Namespace', 'grafana').metadata.labels).toEqual({
    'kubernetes.io/metadata.name': 'grafana',
  });
});

test('the namespace that nobody has named is restricted; pods of others may be in another', () => {
  const level = 'pod-security.kubernetes.io/enforce';
  expect(objectOf(charts(true), 'Namespace', 'grafana').metadata.labels?.[level]).toBe('restricted');
  const named = charts(true, {}, { grafanaNamespace: 'monitoring' });
  expect(objectOf(named, 'Namespace', 'monitoring').metadata.labels).not.toHaveProperty(level);
});

describe('the pod', () => {
  const { spec } = podOf(charts(true));
  const [container] = spec.containers;

  test('is of one user without a token, and writes only to volumes of its own', () => {
    expect(spec).toMatchObject({ automountServiceAccountToken: false, serviceAccountName: 'grafana' });
    expect(spec.securityContext).toMatchObject({ runAsUser: 472, runAsGroup: 472, fsGroup: 472, runAsNonRoot: true });
    const writable = container.volumeMounts.filter((mount: { readOnly?: true }) => !mount.readOnly);
    expect(writable.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
      '/var/lib/grafana',
      '/var/lib/grafana-search',
      '/tmp',
    ]);
    const kinds = writable.map(({ name }: { name: string }) =>
      spec.volumes.find((volume: { name: string }) => volume.name === name),
    );
    expect(kinds).toEqual(writable.map(({ name }: { name: string }) => ({ name, emptyDir: {} })));
  });

  test('gets its password from a file, the same datasources as a file, and no password as text', () => {
    expect(container.env).toContainEqual({
      name: 'GF_SECURITY_ADMIN_PASSWORD__FILE',
      value: '/etc/grafana/secrets/admin-password',
    });
    expect(spec.volumes).toContainEqual({
      name: 'grafana-secrets',
      projected: {
        sources: [{ secret: { name: 'grafana-secrets', items: [{ key: 'admin-password', path: 'admin-password' }] } }],
      },
    });
    const data = (made: ReturnType<typeof makeCharts>) =>
      objectOf(made, 'ConfigMap', 'loki-datasources-test').data as object;
    expect(data(charts(true))).toEqual(data(makeCharts()));
    expect(spec.volumes).toContainEqual({
      name: 'datasources',
      projected: { sources: [{ configMap: { name: 'loki-datasources-test' } }] },
    });
  });

  test('a change of the configuration or the datasources rolls it, and one of a dashboard does not', () => {
    const sum = (made: ReturnType<typeof makeCharts>) => podOf(made).metadata.annotations?.['checksum/config'];
    const changed = charts(true, {}, { maxLines: 50 });
    expect(sum(changed)).not.toBe(sum(charts(true)));
    const withDashboard = (json: string) => {
      const made = charts({ dashboardConfigMaps: { Shop: ['shop'] } });
      const metadata = { name: 'shop', namespace: 'grafana' };
      addObject(made.grafana, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'shop.json': json } });
      return made;
    };
    expect(sum(withDashboard('{}'))).toBe(sum(withDashboard('{ "title": "Shop" }')));
  });

  test('many tenants have several ConfigMaps, and all of them are mounted', () => {
    const tenants = Array.from({ length: 400 }, (_, index) => `tenant-${index}`);
    const { volumes } = podOf(charts(true, { tenants })).spec;
    const { projected } = volumes.find(({ name }: { name: string }) => name === 'datasources');
    expect(projected.sources).toContainEqual({ configMap: { name: 'loki-datasources-test-2' } });
  });

  test('has the image, registry and resources of the user', () => {
    const own = charts(
      true,
      {},
      { registry: 'registry.example.com/mirror', workloads: { grafana: { resources: { memoryMiB: 1024 } } } },
    );
    const [mirrored] = podOf(own).spec.containers;
    expect(mirrored.image).toBe('registry.example.com/mirror/grafana/grafana:12.4.10');
    expect(mirrored.resources).toEqual({ requests: { cpu: '100m', memory: '1024Mi' }, limits: { memory: '1024Mi' } });
  });
});

describe('what Grafana stores', () => {
  test('is on a volume that outlives it, with a key of its own', () => {
    const { spec } = objectOf(charts({ storage: { size: 20, storageClass: 'fast' } }), 'StatefulSet', 'grafana');
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(spec.volumeClaimTemplates[0].spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      resources: { requests: { storage: '20Gi' } },
    });
    expect(spec.template.spec.containers[0].env).toContainEqual({
      name: 'GF_SECURITY_SECRET_KEY__FILE',
      value: '/etc/grafana/secrets/secret-key',
    });
    expect(
      objectOf(charts({ storage: true }), 'StatefulSet', 'grafana').spec.volumeClaimTemplates[0].spec,
    ).toMatchObject({ storageClassName: 'gp3', resources: { requests: { storage: '10Gi' } } });
  });

  test('is in a database that several pods share; a budget keeps one of them', () => {
    const made = charts({ database: DATABASE, replicas: 2 });
    expect(objectOf(made, 'Deployment', 'grafana').spec.replicas).toBe(2);
    expect(objectOf(made, 'PodDisruptionBudget', 'grafana').spec.maxUnavailable).toBe(1);
    const { env } = podOf(made).spec.containers[0];
    expect(env).toContainEqual({ name: 'GF_DATABASE_PASSWORD__FILE', value: '/etc/grafana/secrets/database-password' });
    expect(policyOf(made).egress).toContainEqual({ ports: [{ protocol: 'TCP', port: 5432 }] });
    expect(() => objectOf(charts(true), 'PodDisruptionBudget', 'grafana')).toThrow();
  });
});

describe('a workspace of Amazon Managed Service for Prometheus', () => {
  const rest = { grafanaDatasources: { prometheus: { workspaceArn: WORKSPACE } } };

  test('is queried with the role that reads the passwords, whose token the container then has', () => {
    const skips = 'eks.amazonaws.com/skip-containers';
    const annotations = (more: Rest) => podOf(charts(true, { credentials: stored() }, more)).metadata.annotations;
    expect(annotations({})?.[skips]).toBe('grafana');
    expect(annotations(rest)).not.toHaveProperty(skips);
  });

  test('is queried with a role of its own where the passwords need none', () => {
    const made = charts({ queryRoleArn: 'arn:aws:iam::111122223333:role/query' }, {}, rest);
    expect(objectOf(made, 'ServiceAccount', 'grafana').metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/query',
    });
    expect(policyOf(made).egress).toContainEqual({ ports: [{ protocol: 'TCP', port: 443 }] });
  });

  test('with Pod Identity the policy admits the agent', () => {
    const credentials = stored(IdentityKind.POD_IDENTITY);
    expect(JSON.stringify(policyOf(charts(true, { credentials }, rest)).egress)).toContain('169.254.170.23/32');
    expect(JSON.stringify(policyOf(charts(true, { credentials })).egress)).not.toContain('169.254.170.23');
  });
});

test('secrets of Secrets Manager are files of a volume of their own', () => {
  const made = charts({ storage: true, login: LOGIN }, { credentials: stored() });
  const { spec } = objectOf(made, 'SecretProviderClass', 'grafana-secrets');
  const mounted = parse(spec.parameters.objects) as { objectName: string; jmesPath: unknown }[];
  expect(mounted.map(({ objectName, jmesPath }) => [objectName, jmesPath])).toEqual([
    ['loki/test/grafana/admin', [{ path: '"password"', objectAlias: 'admin-password' }]],
    ['loki/test/grafana/key', [{ path: '"password"', objectAlias: 'secret-key' }]],
    ['login', [{ path: '"clientSecret"', objectAlias: 'client-secret' }]],
  ]);
  expect(made.grafana.secretNames).toEqual(['loki/test/grafana/admin', 'loki/test/grafana/key', 'login']);
});

test('credentials of one’s own without a way to other secrets are refused', () => {
  const own = stored();
  const credentials: CredentialsSource = {
    kind: own.kind,
    volume: (client) => own.volume(client),
    objects: (client) => own.objects(client),
    podIdentity: (client) => own.podIdentity(client),
  };
  expect(() => charts(true, { credentials })).toThrow(InputError);
  try {
    charts(true, { credentials });
  } catch (error) {
    expect((error as InputError).problems.map(problemText)).toEqual([
      'grafanaDeploy: the credentials are a source of your own without a function files, so Grafana cannot read its password; add files(client, name, files) to it, or use one of the library',
    ]);
  }
});

test('the charts refuse fields that do not go together, by the names of their own properties', () => {
  const linesOf = (make: () => unknown): string[] => {
    try {
      make();
    } catch (error) {
      return (error as InputError).problems.map(problemText);
    }
    return [];
  };
  const rest = { grafanaDatasources: { as: 'operator' as const, traces: { uid: 'tempo' }, prometheus: true } };
  const readers = { audit: { tenants: ['apps'], datasource: { organization: 2 } } };
  const login = { ...LOGIN, clientSecret: { secret: 'loki-credentials' } };
  expect(linesOf(() => charts({ login }, { readers, credentials: new KubernetesSecretCredentials() }, rest))).toEqual([
    "grafanaDatasources.prometheus: true, and metrics are written to no workspace; write one such as { url: 'http://prometheus.monitoring:9090' }",
    'grafanaDatasources.as: operator is for a Grafana of yours, and grafanaDeploy makes one; leave one of the two out',
    'grafanaDatasources.traces.uid: tempo is a datasource that a Grafana without storage does not have; write a url instead, or storage: true, and add the datasource in Grafana',
    'readers.audit.datasource.organization: 2, and a new Grafana has only organization 1, so it would not start; leave it out',
    'grafanaDeploy.login.clientSecret.secret: loki-credentials has the passwords that are generated; use a Secret of its own',
  ]);
});
