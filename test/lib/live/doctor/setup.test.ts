import { manifestsOf } from '../../../../lib/checks/checked-charts';
import { digestOf, setupOf } from '../../../../lib/live/doctor/setup';
import { SETUP } from '../../../../lib/live/doctor/setup-form';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';

const PROPS: EnvironmentProps = { account: '111122223333', region: 'us-east-1', cluster: { create: {} } };

function setup(props: Partial<EnvironmentProps> = {}) {
  const environment = resolveEnvironment('dev', { ...PROPS, ...props });
  const charts = environmentCharts(environment);
  return setupOf(environment, charts, manifestsOf(charts.manifests()));
}

test('it has the form that bundles have, with roles, buckets and workloads', () => {
  const made = setup({ retention: '7d' });
  expect(SETUP.parse(made)).toEqual(JSON.parse(JSON.stringify(made)));
  expect(made).toMatchObject({
    ...{ isLocal: false, identity: 'irsa', ingesters: 3, replicationFactor: 3 },
    ...{ lokiNamespace: 'loki', alloyNamespace: 'alloy', grafanaNamespace: 'grafana' },
    gateway: { namespace: 'loki', service: 'loki-gateway', port: 8080 },
    retentionDays: { dev: 7 },
    readsPodFiles: true,
    readsJournal: true,
  });
  expect(made.roles.map(({ account, isStore }) => [account, isStore])).toEqual([
    ['loki', true],
    ['loki-gateway', false],
    ['alloy', false],
    ['grafana', false],
  ]);
  expect(made.workloads.find(({ component }) => component === 'agent')).toMatchObject({
    kind: 'DaemonSet',
    name: 'alloy',
  });
  expect(made.configs.filter(({ isDatasource }) => isDatasource).map(({ name }) => name)).toEqual([
    'loki-datasources-dev',
  ]);
});

test('Pod Identity is told from IRSA', () => {
  expect(setup({ identity: 'pod-identity' }).identity).toBe('pod-identity');
});

test('a local cluster has nothing in AWS, and its agents read no journal', () => {
  const made = setup({
    cluster: { local: {} },
    account: undefined,
    region: undefined,
    credentials: { from: 'kubernetes-secret' },
  });
  expect(made).toMatchObject({ isLocal: true, identity: 'none', buckets: [], readsJournal: false });
});

test('a digest is of the texts, in any order', () => {
  const config = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
  expect(digestOf(config({ a: '1', b: '2' }))).toBe(digestOf(config({ b: '2', a: '1' })));
  expect(digestOf(config({ a: '1', b: '3' }))).not.toBe(digestOf(config({ a: '1', b: '2' })));
});
