import { parse } from 'yaml';
import { SecretsManagerCredentials } from '../../../../charts/endpoint/credentials/secrets-manager';
import type { CredentialsSource } from '../../../../charts/endpoint/credentials/source';
import { IdentityKind, WorkloadIdentity } from '../../../../charts/endpoint/identity';
import type { GrafanaDeploySettings } from '../../../../charts/grafana/deploy/props';
import { addObject } from '../../../../charts/kubernetes/objects';
import { InputError, problemText } from '../../../../charts/input/problems';
import { KUBERNETES_VERSIONS, validateManifests } from '../../../kubernetes/validate';
import { findingsOf } from '../../../kubernetes/findings';
import { conventions } from '../../../kubernetes/conventions';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../../helpers/charts';

type Loki = Parameters<typeof makeCharts>[0];
type Rest = Parameters<typeof makeCharts>[1];

const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
const DOOR = {
  host: 'grafana.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  vpcCidrs: ['10.20.0.0/16'],
};
const LOGIN = {
  clientId: 'grafana',
  clientSecret: { secret: 'login', field: 'clientSecret' },
  authUrl: 'https://id.example.com/authorize',
  tokenUrl: 'https://id.example.com/token',
  userUrl: 'http://keycloak.keycloak.svc:8080/userinfo',
};
const DATABASE = { type: 'postgres' as const, host: 'db.example.com:5432', password: { secret: 'db' } };

const charts = (deploy: boolean | GrafanaDeploySettings, loki: Loki = {}, rest: Rest = {}) =>
  makeCharts({ storageClassName: 'gp3', ...loki }, { grafanaDeploy: deploy, ...rest });
const podOf = (made: ReturnType<typeof makeCharts>, kind = 'Deployment') =>
  objectOf(made, kind, 'grafana').spec.template as KubernetesObject;
const policyOf = (made: ReturnType<typeof makeCharts>) => objectOf(made, 'NetworkPolicy', 'grafana').spec;

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
      const made = charts({ dashboards: { Shop: ['shop'] } });
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

describe('the network', () => {
  const DNS = {
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };

  test('lets nobody in and only to the gateway without a door', () => {
    const { ingress, egress, policyTypes } = policyOf(charts(true));
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(ingress).toBeUndefined();
    expect(egress).toEqual([DNS, expect.objectContaining({ ports: [{ protocol: 'TCP', port: 8080 }] })]);
    const made = charts(true, { networkPolicies: false });
    expect(() => objectOf(made, 'NetworkPolicy', 'grafana')).toThrow();
  });

  test('admits the load balancer of a door, which leads to Grafana alone', () => {
    const made = charts({ expose: DOOR });
    expect(policyOf(made).ingress).toEqual([
      { from: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ protocol: 'TCP', port: 3000 }] },
    ]);
    const { spec, metadata } = objectOf(made, 'Service', 'grafana-external');
    expect(spec.selector['app.kubernetes.io/name']).toBe('grafana');
    expect(Object.values(metadata.annotations ?? {})).toContain('/api/health');
    expect(objectOf(made, 'Namespace', 'grafana').metadata.labels).toHaveProperty([
      'elbv2.k8s.aws/pod-readiness-gate-inject',
    ]);
  });

  test('a route through a Gateway has no end for WebSockets', () => {
    const gateway = { name: 'shared', namespace: 'infra', proxyNamespace: 'envoy' };
    const made = charts({ expose: { host: DOOR.host, by: 'gateway-api', gateway } });
    const { rules } = objectOf(made, 'HTTPRoute', 'grafana-external').spec;
    expect(rules[0]).toMatchObject({
      matches: [{ path: { type: 'PathPrefix', value: '/api/live/' } }],
      timeouts: { request: '0s' },
      backendRefs: [{ name: 'grafana', port: 3000 }],
    });
  });

  test('reaches the login, Prometheus and the Alertmanager, each place once', () => {
    const made = charts(
      { login: LOGIN },
      { alertmanagerUrl: 'http://alertmanager.monitoring:9093' },
      { grafanaDatasources: { alertmanager: true, prometheus: { url: 'http://prometheus.monitoring.svc:9090' } } },
    );
    const { egress } = policyOf(made) as {
      egress: { ports: { port: number }[]; to?: { namespaceSelector?: { matchLabels: Record<string, string> } }[] }[];
    };
    const places = egress
      .slice(2)
      .map(({ to, ports }) => [to?.[0]?.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'], ports[0]?.port]);
    expect(places).toEqual([
      ['monitoring', 9090],
      [undefined, 9093],
      [undefined, 443],
      ['keycloak', 8080],
    ]);
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
      'grafanaDeploy: the credentials are a source of yours without a function files, so Grafana has no way to its password; add files(client, name, files) to it, or use one of the library',
    ]);
  }
});
