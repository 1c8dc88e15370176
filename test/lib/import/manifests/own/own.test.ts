import environments from '../../../../../bin/environments';
import { withPruneLabels } from '../../../../../lib/delivery/prune-labels';
import {
  environmentCharts,
  type EnvironmentProps,
  resolveEnvironment,
} from '../../../../../lib/environment/environment';
import { importAll } from '../../../../../lib/import/import';
import type { Manifest } from '../../../../../lib/manifests/manifest';

const EXISTING = {
  account: '111122223333',
  region: 'eu-central-1',
  cluster: {
    existing: {
      name: 'main',
      oidcIssuer: 'https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
    },
  },
} as const;

/** Environments whose fields manifests show. */
const READABLE: Readonly<Record<string, EnvironmentProps>> = {
  ...environments,
  tenants: {
    ...EXISTING,
    tenants: ['platform', 'apps', 'web'],
    tenantNamespaces: { apps: ['shop', 'cart-*'], web: [] },
    retention: '90d',
  },
  limits: {
    ...EXISTING,
    volume: '200 GB/day',
    loki: {
      queryTimeout: '2m',
      chunkEncoding: 'snappy',
      alertmanagerUrl: 'http://alertmanager.monitoring.svc:9093',
      config: { limits_config: { max_query_series: 1000 }, ingester: { chunk_idle_period: '1h' } },
      tenantLimits: { limits: { ingestion_rate_mb: 20 } },
      schema: [
        { from: '2023-01-01', schema: 'v12', store: 'boltdb-shipper', indexPrefix: 'index_' },
        { from: '2024-06-01' },
      ],
    },
  },
  buckets: {
    ...EXISTING,
    storage: { chunkBucketName: 'acme-chunks', rulerBucketName: 'acme-rules' },
    identity: 'pod-identity',
    credentials: { from: 'kubernetes-secret' },
  },
  sources: {
    ...EXISTING,
    alloy: {
      namespace: 'agents',
      audit: false,
      cloudInit: false,
      events: false,
      nodeLabel: false,
      pods: { namespaces: { exclude: ['kube-system', 'test-*'] }, containers: { exclude: ['istio-proxy'] } },
    },
    loki: { namespace: 'logging', sizes: { querier: { replicas: 5, cpu: 1 }, ingester: { volume: 80 } } },
    grafana: { namespace: 'monitoring' },
    network: { policies: false },
    canary: true,
  },
  large: { ...EXISTING, volume: '3 TB/day' },
};

const rendered = (name: string, props: EnvironmentProps): Manifest[] => {
  const charts = environmentCharts(resolveEnvironment(name, props)).manifests();
  return withPruneLabels(name, charts).flatMap(({ objects }) => objects) as unknown as Manifest[];
};

test.each(Object.entries(READABLE))('what %s renders gives an environment that renders the same', (name, props) => {
  const objects = rendered(name, props);
  const imported = importAll({
    files: [],
    manifests: { name: 'k8s.out', objects },
    module: 'cdk-eks-loki/environments',
  });
  expect(imported.problems).toEqual([]);
  expect(imported.name).toBe(name);
  const again = rendered(name, imported.environment as unknown as EnvironmentProps);
  expect(again).toEqual(objects);
  expect(imported.keys.filter((key) => key.class !== 'taken')).toEqual([]);
});

test('an object that fields do not show is to be decided', () => {
  const objects = rendered('x', { ...EXISTING, alloy: { processing: [{ format: 'json', level: true }] } });
  const { keys } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
  const open = keys.filter((key) => key.class === 'decision');
  expect(
    open.map(({ path }) => path).filter((path) => path.startsWith('ConfigMap alloy/alloy config.alloy ')),
  ).not.toEqual([]);
  expect(open[0]?.note).toContain('a field that manifests do not show');
});
