import { importAll } from '../../../../lib/import/import';
import { configurationIn } from '../../../../lib/import/manifests/texts';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { keyOf } from '../helpers';

const CONFIG = `auth_enabled: false
common: { path_prefix: /var/loki, replication_factor: 3, storage: { s3: { bucketnames: logs, region: eu-west-1 } } }
schema_config: { configs: [{ from: 2024-01-01, store: tsdb, object_store: s3, schema: v13, index: { prefix: index_, period: 24h } }] }
limits_config: { retention_period: 30d, max_query_series: 900 }
compactor: { retention_enabled: true }
ruler: { alertmanager_url: 'http://alertmanager.monitoring.svc:9093' }
`;
const PROMTAIL = `clients: [{ url: 'http://loki/loki/api/v1/push', basic_auth: { username: u, password: sends-the-lines } }]
scrape_configs: [{ job_name: pods, kubernetes_sd_configs: [{ role: pod }], pipeline_stages: [{ cri: {} }, { static_labels: { team: a } }] }]
`;

const object = (kind: string, name: string, more: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'obs' },
  ...more,
});
const workload = (kind: string, component: string, spec: object): Manifest => {
  const labels = { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': component };
  const container = { name: 'loki', resources: { requests: { cpu: '750m', memory: '3Gi' } } };
  return object(kind, `loki-${component}`, {
    spec: { replicas: 3, template: { metadata: { labels }, spec: { containers: [container] } }, ...spec },
  });
};
const OBJECTS: readonly Manifest[] = [
  object('ConfigMap', 'loki', { data: { 'config.yaml': CONFIG } }),
  object('ConfigMap', 'loki-runtime', {
    data: { 'runtime-config.yaml': 'overrides: { apps: { max_query_series: 2000 } }' },
  }),
  object('Secret', 'promtail', { data: { 'promtail.yaml': Buffer.from(PROMTAIL).toString('base64') } }),
  object('ServiceAccount', 'loki', {
    metadata: {
      name: 'loki',
      namespace: 'obs',
      annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::444455556666:role/loki' },
    },
  }),
  workload('StatefulSet', 'ingester', {
    volumeClaimTemplates: [
      { metadata: { name: 'data' }, spec: { storageClassName: 'gp3', resources: { requests: { storage: '60Gi' } } } },
    ],
  }),
  workload('Deployment', 'query-frontend', { replicas: 2 }),
  object('Service', 'loki-gateway'),
];

const result = importAll({ files: [], manifests: { name: 'rendered', objects: OBJECTS }, module: 'm' });

test('configurations, sizes and the account become fields', () => {
  expect(result.problems).toEqual([]);
  expect(result.environment).toMatchObject({
    account: '444455556666',
    region: 'eu-west-1',
    retention: '30d',
    tenants: ['fake', 'apps'],
    cluster: { existing: { storageClass: 'gp3' } },
    storage: { chunkBucketName: 'logs', createBuckets: false },
    loki: {
      schema: [{ from: '2024-01-01', indexPrefix: 'index_' }],
      alertmanagerUrl: 'http://alertmanager.monitoring.svc:9093',
      config: { limits_config: { max_query_series: 900 } },
      tenantLimits: { apps: { max_query_series: 2000 } },
      sizes: { ingester: { replicas: 3, cpu: 0.75, memory: 3, volume: 60 }, queryFrontend: { replicas: 2 } },
    },
    alloy: { processing: [{ labels: { team: 'a' } }] },
  });
});

test('every key of a configuration and every object is accounted for', () => {
  expect(keyOf(result, 'ConfigMap obs/loki config.yaml limits_config.max_query_series').to).toBe(
    'loki.config.limits_config.max_query_series',
  );
  expect(keyOf(result, '["Service obs/loki-gateway"]')).toMatchObject({ class: 'differs' });
  expect(keyOf(result, 'Secret obs/promtail promtail.yaml clients[0].basic_auth.password').class).toBe('decision');
  expect(JSON.stringify(result)).not.toContain('sends-the-lines');
});

test('the namespace of what runs stays its own', () => {
  expect(result.plan.flatMap(({ actions }) => actions).join()).toContain(
    'kubectl -n obs scale statefulset/loki-ingester',
  );
  expect((result.environment['loki'] as Record<string, unknown>)['namespace']).toBeUndefined();
});

test('a release of Flux in a folder is not taken for an object like others: its file is asked for', () => {
  const release = {
    ...object('HelmRelease', 'loki', { spec: { values: { loki: { auth_enabled: false } } } }),
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
  };
  const other = object('Namespace', 'obs');
  const result = importAll({ files: [], manifests: { name: 'apps', objects: [release, other] }, module: 'm' });
  expect(result.keys.map(({ class: outcome, note }) => [outcome, note])).toEqual([
    ['impossible', 'its values are read from a file, not from a folder: name its file'],
    ['differs', 'this library makes objects of its own'],
  ]);
});

test('empty labels, and a label that YAML takes for a number, are not a fault', () => {
  const labels = { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 5 };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'loki', image: 'grafana/loki:3.7.6' }] } };
  const read = (labelled: object): unknown => {
    const map = { ...object('ConfigMap', 'loki', { data: { 'config.yaml': CONFIG } }), metadata: labelled } as Manifest;
    const odd = object('Deployment', 'loki-five', { spec: { replicas: 1, template } });
    const manifests = { name: 'k8s.out', objects: [map, odd, ...OBJECTS.slice(1)] };
    return importAll({ files: [], manifests, module: 'm' }).environment;
  };
  const plain = { name: 'loki', namespace: 'obs' };
  expect(read({ ...plain, labels: null })).toEqual(read(plain));
});

test('a configuration in a file of its own is read as one in an object, with its keys alone', () => {
  const text =
    'auth_enabled: false\nserver: { log_level: warn }\nschema_config: { configs: [{ from: 2024-01-01, store: tsdb, object_store: s3, schema: v13, index: { prefix: i_, period: 24h } }] }\n';
  const configuration = configurationIn(text, 'loki.yaml');
  if (!configuration) throw new Error('no configuration');
  const inputs = {
    files: [],
    manifests: { name: 'loki.yaml', objects: [], configurations: [configuration] },
    module: 'm',
  };
  const result = importAll(inputs);
  expect(result.environment).toMatchObject({ tenants: ['fake'], loki: { schema: [{ indexPrefix: 'i_' }] } });
  expect(result.keys.map(({ path }) => path)).toContain('server.log_level');
  const two = importAll({
    ...inputs,
    manifests: {
      ...inputs.manifests,
      configurations: [configuration, { kind: 'alloy', name: 'a.alloy', text: 'logging { level = "info" }' }],
    },
  });
  expect(two.keys.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['loki.yaml server.log_level', 'a.alloy › logging.level']),
  );
});
