import { InputError } from '../../../../charts/input/problems';
import { chartsIn } from '../../../../lib/import/input/kind';
import { read, VALUES } from '../helpers';

const kinds = (name: string) => chartsIn(read(name).value, name).map(({ chart, at }) => [chart, ...at].join(' in '));

test('charts are recognized by their keys', () => {
  expect(Object.fromEntries(VALUES.map((name) => [name, kinds(name)]))).toEqual({
    'alloy-content.yaml': ['alloy'],
    'k8s-monitoring-1.yaml': ['k8s-monitoring'],
    'k8s-monitoring-2.yaml': ['k8s-monitoring'],
    'loki-distributed-filesystem.yaml': ['loki-distributed'],
    'loki-distributed-mode.yaml': ['loki'],
    'loki-distributed-text.yaml': ['loki-distributed'],
    'loki-duplicates.yaml': ['loki'],
    'loki-own-level.yaml': ['loki'],
    'loki-simple-scalable-minio.yaml': ['loki'],
    'loki-stack.yaml': ['loki-stack'],
    'loki-templated.yaml': ['loki'],
    'promtail-3.yaml': ['promtail'],
    'promtail-stages.yaml': ['promtail'],
    'umbrella-loki-promtail.yaml': ['loki in loki', 'promtail in promtail'],
  });
});

const message = (values: Record<string, unknown>): string => {
  try {
    chartsIn(values, 'values.yaml');
    return '';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
};

test('keys of no chart are refused, and keys of two ask for --kind', () => {
  expect(message({ replicaCount: 1, image: {} })).toContain('values.yaml: has the keys of no known chart');
  const both = message({ gateway: { enabled: true }, loki: { structuredConfig: {} } });
  expect(both).toBe(
    'values.yaml: may be values of loki or of loki-distributed; write --kind loki or --kind loki-distributed',
  );
});

test.each([
  ['a chart of anything', { replicas: 1, persistence: { enabled: true }, image: { tag: '1' }, resources: {} }],
  ['a chart of metrics', { prometheus: { enabled: true }, grafana: { enabled: false }, alertmanager: {} }],
  [
    'another database',
    { mimir: {}, ingester: {}, distributor: {}, querier: {}, minio: { enabled: true }, gateway: {} },
  ],
])('values of %s are not of a chart that we know', (_what, values) => {
  expect(message(values)).toContain('has the keys of no known chart');
});

test('--kind decides', () => {
  const values = { gateway: { enabled: true }, loki: { structuredConfig: {} } };
  expect(chartsIn(values, 'v', 'loki-distributed').map(({ chart }) => chart)).toEqual(['loki-distributed']);
  const around = { promtail: { config: { clients: [] } }, other: 1 };
  expect(chartsIn(around, 'v', 'promtail')).toMatchObject([{ chart: 'promtail', at: ['promtail'] }]);
});

test('the chart of Bitnami is called by its name', () => {
  expect(
    message({ loki: { overrideConfiguration: {} }, ingester: { replicaCount: 1 }, distributor: {}, querier: {} }),
  ).toBe(
    'values.yaml: has the keys of the chart grafana-loki of Bitnami, which is not read; import what it renders: a file with what helm template prints, or its release with --release',
  );
});

test('values are of another chart if this one knows hardly any of their keys', () => {
  const others = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`part${index}`, {}]));
  expect(message({ ...others, loki: { enabled: true }, grafana: {}, prometheus: {} })).toContain(
    'has the keys of no known chart',
  );
});

test('values under the whole name of a chart are its, with any of its keys', () => {
  const values = { 'loki-stack': { loki: { serviceMonitor: { enabled: true } } } };
  expect(chartsIn(values, 'v')).toMatchObject([{ chart: 'loki-stack', at: ['loki-stack'] }]);
  expect(message({ 'loki-stack': { shop: true } })).toContain('has the keys of no known chart');
});

test('a whole name says the chart beside others of which one has the name of a sign', () => {
  const values = { loki: { enabled: false }, 'loki-distributed': { enabled: true, serviceMonitor: {} }, other: {} };
  expect(chartsIn(values, 'values.yaml').map(({ chart }) => chart)).toEqual(['loki-distributed']);
});
