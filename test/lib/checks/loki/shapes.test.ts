import { stringify } from 'yaml';
import { LOKI_RULES } from '../../../../lib/checks/loki';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Loose } from '../harness';
import type { Manifest } from '../../../../lib/manifests/manifest';

/** A configuration that most rules read. */
const CONFIG = {
  auth_enabled: false,
  common: { path_prefix: '/var/loki', replication_factor: 3, ring: { kvstore: { store: 'inmemory' } } },
  chunk_store_config: { chunk_cache_config: { memcached_client: { addresses: 'dns+loki' } } },
  compactor: { retention_enabled: true },
  limits_config: { query_timeout: '300s', max_query_lookback: '1d', ingestion_rate_mb: 4 },
  memberlist: { join_members: ['loki-memberlist'] },
  ruler: { storage: { s3: { bucketnames: 'rules' } } },
  schema_config: {
    configs: [
      { from: '2024-04-01', store: 'tsdb', object_store: 'filesystem', schema: 'v13', index: { period: '24h' } },
    ],
  },
  server: { http_server_read_timeout: '600s' },
  storage_config: { aws: { region: 'us-east-1', endpoint: 's3.us-east-1.amazonaws.com', bucketnames: 'chunks' } },
};

const LIMITS = { overrides: { apps: { retention_period: '48h', retention_stream: [{ period: '24h' }] } } };

const configMap = (name: string, content: unknown): Loose => ({
  kind: 'ConfigMap',
  metadata: { name, namespace: 'loki' },
  data: { 'config.yaml': stringify(content) },
});

const WORKLOAD: Loose = {
  kind: 'StatefulSet',
  metadata: { name: 'loki', namespace: 'loki' },
  spec: {
    replicas: 2,
    updateStrategy: { type: 'RollingUpdate' },
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } }],
    template: {
      metadata: { labels: { name: 'loki' } },
      spec: {
        containers: [
          {
            name: 'memcached',
            image: 'grafana/loki:3.7.6',
            command: ['loki'],
            args: ['-config.file=/config', '-target=write,compactor', '-m 1024'],
            lifecycle: { preStop: {} },
            resources: { limits: { memory: '1Gi' } },
            volumeMounts: [
              { name: 'config', mountPath: '/config' },
              { name: 'data', mountPath: '/var/loki' },
            ],
          },
        ],
        volumes: [
          { name: 'config', configMap: { name: 'loki' } },
          { name: 'limits', projected: { sources: [{ configMap: { name: 'limits' } }] } },
        ],
      },
    },
  },
};

const OTHERS: Loose[] = [
  { kind: 'Service', metadata: { name: 'loki', namespace: 'loki' }, spec: { selector: { name: 'loki' } } },
  {
    kind: 'PodDisruptionBudget',
    metadata: { name: 'loki', namespace: 'loki' },
    spec: { maxUnavailable: '50%', selector: { matchLabels: { name: 'loki' }, matchExpressions: [] } },
  },
  {
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'loki', namespace: 'loki' },
    spec: { minReplicas: 1, scaleTargetRef: { kind: 'StatefulSet', name: 'loki' } },
  },
];

const run = (...objects: unknown[]): number => {
  const manifests = new Manifests(objects as Manifest[]);
  return LOKI_RULES.flatMap(({ check }) => check({ manifests, previous: manifests })).length;
};

const SHAPES = [null, 0, 'x', [null], { x: null }];

/** Copies of a value, each with one part in a wrong shape. */
const broken = (value: unknown, shape: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const put = (one: unknown): unknown =>
      Array.isArray(value) ? Object.assign([...value], { [key]: one }) : { ...value, [key]: one };
    return [put(shape), ...broken(inner, shape).map(put)];
  });
};

const config = configMap('loki', CONFIG);
const limits = configMap('limits', LIMITS);

test('these objects have findings while their shape is right', () => {
  expect(run(config, limits, WORKLOAD, ...OTHERS)).toBeGreaterThan(5);
});

test.each(SHAPES.map((shape) => [JSON.stringify(shape), shape]))('%s anywhere makes no rule throw', (_name, shape) => {
  for (const other of broken(CONFIG, shape)) run(configMap('loki', other), WORKLOAD);
  for (const other of broken(LIMITS, shape)) run(config, configMap('limits', other), WORKLOAD);
  for (const other of broken(WORKLOAD, shape)) run(config, other, ...OTHERS);
  for (const other of broken(OTHERS, shape)) run(config, WORKLOAD, ...(other as unknown[]));
  for (const other of broken(config, shape)) run(other, WORKLOAD);
});
