import { InputError } from '../../../../charts/input/problems';
import { isGrafanaAgent, otherProgram } from '../../../../lib/import/input/other-programs';
import { imported } from '../helpers';

const AGENT = 'controller: { type: daemonset }\nconfigReloader: { enabled: true }\ncrds: { create: true }\n';
const COMING = 'write an environment by docs/how-to/coming-from.md#from-fluent-bit';

/** Message of values that are refused. */
function message(text: string): string {
  try {
    imported(text);
    return '';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

test.each([
  // Its signs are those of the chart alloy, whose keys would then be called unknown.
  [`${AGENT}agent: { mode: flow, configMap: { content: '' } }`, 'the chart grafana-agent, which', 'a file *.river'],
  [`${AGENT}agent: { mode: static }`, 'the chart grafana-agent in static mode', 'alloy convert --source-format=static'],
  ['logs: { configs: [{ name: a, scrape_configs: [] }] }', 'Grafana Agent in static mode', 'alloy convert'],
  ["config: { inputs: '[INPUT]', outputs: '[OUTPUT]', customParsers: '' }", 'the chart fluent-bit, which', COMING],
  ['cloudWatchLogs: { enabled: true }', 'the chart aws-for-fluent-bit, which', COMING],
  ['pipeline: { inputs: [{ name: tail }], outputs: [{ name: loki }] }', 'a configuration of Fluent Bit', COMING],
  ['role: Agent\ncustomConfig: { sinks: { loki: { type: loki } } }', 'the chart vector', 'alloy.destinations'],
  ['sources: { k: { type: kubernetes_logs } }\nsinks: { l: { type: loki } }', 'configuration of Vector', 'alloy.'],
  ['mode: daemonset\npresets: { logsCollection: { enabled: true } }', 'opentelemetry-collector', 'alloy.processing'],
  ['receivers: {}\nexporters: {}\nservice: { pipelines: { logs: {} } }', 'OpenTelemetry Collector', 'alloy.processing'],
])('%s is called by its name', (text, found, fix) => {
  expect(message(text)).toMatch(/^values\.yaml: (has the keys of|is a configuration of) .*, which is not read; /);
  expect(message(text)).toContain(found);
  expect(message(text)).toContain(fix);
});

test.each([
  ['apiVersion: v2\nname: loki\nversion: 1.0.0\ndependencies: []', 'the Chart.yaml of a chart', 'values.yaml'],
  ['helm: { chart: loki, values: { loki: {} } }', 'a fleet.yaml', 'helm.values'],
  [
    'services: { loki: { image: a }, promtail: { image: b }, grafana: { image: c } }',
    'Docker Compose',
    'configurations of Loki',
  ],
  ['resource: { helm_release: { loki: {} } }', 'a program that deploys charts', 'helm get values'],
])('a file that deploys charts is called by its name: %s', (text, found, fix) => {
  expect(message(text)).toContain(found);
  expect(message(text)).toContain(fix);
});

test('a helmfile with templates is not called a template of Helm', () => {
  expect(message('releases:\n  - name: loki\n    chart: grafana/loki\n    set: {{ x }}: y\n')).toContain(
    'helmfile write-values',
  );
});

test('a program that sends events on is not Promtail', () => {
  const text = 'config: { logLevel: error, route: { routes: [{ match: [{ receiver: loki }] }] }, receivers: [] }';
  expect(message(text)).toContain('has the keys of no known chart');
  expect(otherProgram({ receivers: {}, exporters: {} })).toBeUndefined();
});

test('an Alloy beside values of an agent is that of the chart alloy', () => {
  expect(isGrafanaAgent({ agent: { mode: 'flow' }, alloy: { configMap: {} } })).toBe(false);
  expect(isGrafanaAgent({ agent: { enabled: true } })).toBe(false);
});
