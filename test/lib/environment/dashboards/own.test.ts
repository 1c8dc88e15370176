import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentCharts, resolveEnvironment } from '../../../../lib/environment/environment';
import { objectOf } from '../../../helpers/charts';

const ENVIRONMENT = { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, tenants: ['shop'] };
const folder = mkdtempSync(join(tmpdir(), 'eks-loki-dashboards-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const resolve = (dashboards: object, more: object = {}) =>
  resolveEnvironment('dev', { ...ENVIRONMENT, grafana: { dashboards }, ...more } as never);

const problems = (dashboards: object, more: object = {}): string[] => {
  try {
    resolve(dashboards, more);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace('environments.dev.grafana.dashboards.', ''));
  }
};

const model = (...panels: object[]) => ({
  uid: 'mine',
  title: 'Mine',
  panels: panels.map((panel, index) => ({ type: 'timeseries', id: index + 1, ...panel })),
});
const asking = (uid: string, type: string, ...expressions: string[]) => ({
  datasource: { type, uid },
  targets: expressions.map((expr, index) => ({ refId: 'ABC'[index], expr })),
});
const LOKI = 'loki-dev_shop';

test('files and objects become ConfigMaps', () => {
  const own = [file('a.json', JSON.stringify({ ...model({}), id: 3 })), { ...model({}), uid: 'other' }];
  const charts = environmentCharts(resolve({ only: ['logs'], own }));
  expect(objectOf(charts, 'ConfigMap', 'loki-dashboards-dev-own-mine').data).toEqual({
    'mine.json': JSON.stringify(model({})),
  });
  expect(objectOf(charts, 'ConfigMap', 'loki-dashboards-dev-own-other').data['other.json']).toContain('"uid":"other"');
});

test('paths that are not files', () => {
  const wrong = [file('x.json', '{'), file('y.json', '{"panels":[]}'), join(folder, 'none.json'), 'shop.yaml'];
  const found = problems({ own: wrong });
  expect(found).toEqual([
    "own[3]: shop.yaml is not the name of a JSON file; write one such as 'dashboards/shop.json'",
    expect.stringMatching(/^own\[0\]: .*x\.json is not JSON: .*; correct the file$/),
    'own[1]: has no panels; write the JSON of a dashboard, as Grafana exports it',
    expect.stringMatching(/^own\[2\]: .*none\.json is not a file in .*; write its name from there$/),
  ]);
});

test('a key that a file has twice', () => {
  const text = JSON.stringify(model({})).replace('{', '{"panels":[],\n');
  expect(problems({ own: [file('twice.json', text)] })).toEqual([
    expect.stringMatching(
      /^own\[0\]: panels is written again on line 2 of .*twice\.json, and the last one counts; leave one of them out$/,
    ),
  ]);
});

test('queries of both languages, with variables of Grafana', () => {
  const right = model(
    asking(LOKI, 'loki', '{app=~"$app"} |= "x"', 'topk($n, sum by ($by) (rate({app="x"}[$__auto])))', '$query'),
    asking('amp', 'prometheus', 'rate(x[$__rate_interval])', 'x{a="${b:regex}"}', ''),
    { datasource: { uid: 'tempo' }, targets: [{ refId: 'A', expr: '} of another language' }] },
  );
  expect(problems({ prometheus: 'amp', datasources: ['tempo'], own: [right] })).toEqual([]);
  const wrong = model(asking(LOKI, 'loki', '{app="x"'), asking('amp', 'prometheus', 'sum(rate(x[$__rate_interval])'));
  const lines = [
    'own[0].panels[0].targets[0].expr: {app="x" ends too early; correct the query',
    'own[0].panels[1].targets[0].expr: sum(rate(x[$__rate_interval]) ends too early; correct the query',
  ];
  expect(problems({ prometheus: 'amp', own: [wrong] })).toEqual(lines);
  expect(problems({ prometheus: 'amp', datasources: ['tempo'], own: [wrong] })).toEqual(lines);
});

test('queries of annotations', () => {
  const annotations = (expr: string) => ({ list: [{ name: 'deploys', datasource: { uid: LOKI }, expr }] });
  expect(problems({ own: [{ ...model({}), annotations: annotations('{app="x"} |= "deployed"') }] })).toEqual([]);
  expect(problems({ own: [{ ...model({}), annotations: annotations('{app="x"') }] })).toEqual([
    'own[0].annotations.list[0].expr: {app="x" ends too early; correct the query',
  ]);
});

test('the language is that of the datasource, whatever the panel says', () => {
  const templating = { list: [{ type: 'datasource', name: 'ds', query: 'loki' }] };
  const of = (panel: object) => ({ ...model(panel), templating });
  expect(problems({ own: [of(asking(LOKI, 'prometheus', 'sum(x)'))] })).toHaveLength(1);
  expect(problems({ own: [of(asking('$ds', 'prometheus', 'sum(x)'))] })).toHaveLength(1);
  expect(problems({ own: [of(asking('$ds', 'prometheus', '{a="b"}'))] })).toEqual([]);
  expect(problems({ own: [of({ ...asking('$ds', 'loki', 'sum(x)'), datasource: '$ds' })] })).toHaveLength(1);
});

test('datasources of readers, of the Alertmanager and of traces exist', () => {
  const panels = ['loki-dev_readers_team', 'alertmanager-dev', 'tempo'].map((uid) => ({ datasource: { uid } }));
  const grafana = { dashboards: { own: [model(...panels)] }, alertmanager: true, traces: { uid: 'tempo' } };
  const readers = { team: { tenants: ['shop'], datasource: true } };
  const loki = { alertmanagerUrl: 'http://alertmanager.monitoring:9093' };
  expect(problems({}, { grafana, readers, loki })).toEqual([]);
  expect(problems({}, { grafana: { dashboards: grafana.dashboards } })).toHaveLength(3);
});

describe('metrics of ours', () => {
  const own = [model(asking('amp', 'prometheus', 'loki_panic_total + loki_not_kept + alloy_not_kept + mine'))];
  const monitoring = { from: 'prometheus-operator', namespace: 'monitoring' };

  test('must be stored', () => {
    expect(problems({ prometheus: 'amp', own }, { monitoring })).toEqual([
      "own[0].panels: reads metrics that are not stored: loki_not_kept, alloy_not_kept; add them to monitoring.keep, or write monitoring.metrics: 'all'",
    ]);
  });

  test.each([
    ['that are kept', { monitoring: { ...monitoring, keep: ['loki_not_kept', 'alloy_not_kept'] } }],
    ['all of which are', { monitoring: { ...monitoring, metrics: 'all' } }],
    ['that somebody else scrapes', {}],
  ])('%s are right', (_case, more) => {
    expect(problems({ prometheus: 'amp', own }, more)).toEqual([]);
  });
});
