import { importAll } from '../../../../lib/import/import';
import { otherObject } from '../../../../lib/import/manifests/other-objects';
import type { Manifest } from '../../../../lib/manifests/manifest';

const object = (apiVersion: string, kind: string, more: object = {}): Manifest => ({
  ...{ apiVersion, kind, metadata: { name: 'a', namespace: 'logs' } },
  ...more,
});
const config = (key: string, text: string) => object('v1', 'ConfigMap', { data: { [key]: text } });

test.each<[string, Manifest, string]>([
  ['a template of OpenShift', object('template.openshift.io/v1', 'Template', { objects: [] }), 'oc process'],
  ['a Loki of the operator', object('loki.grafana.com/v1', 'LokiStack'), 'import its ConfigMap, too'],
  ['a forwarder', object('observability.openshift.io/v1', 'ClusterLogForwarder'), 'alloy.destinations'],
  ['a flow', object('logging.banzaicloud.io/v1beta1', 'ClusterFlow'), 'alloy.processing'],
  ['Fluent Bit', config('fluent-bit.conf', '[INPUT]\n    Name tail\n[OUTPUT]\n    Name loki\n'), 'Fluent Bit, which'],
  ['Vector', config('vector.yaml', 'sources: {}\nsinks: { l: { type: loki } }\n'), 'configuration of Vector, which'],
  ['an agent', config('agent.yaml', 'logs: { configs: [] }\n'), 'convert it with alloy convert'],
])('%s is reported, and not left out as any object', (_what, one, words) => {
  const { keys } = importAll({ files: [], manifests: { name: 'rendered', objects: [one] }, module: 'm' });
  expect(keys).toMatchObject([{ class: 'impossible', note: expect.stringContaining(words) as string }]);
});

test('other objects are made here', () => {
  expect(otherObject(config('app.yaml', 'sources: []\n'))).toBeUndefined();
  expect(otherObject(object('v1', 'Service'))).toBeUndefined();
});

test('Promtail whose client is an option is Promtail, and Prometheus is not', () => {
  const jobs = 'scrape_configs: [{ job_name: pods, kubernetes_sd_configs: [{ role: pod }] }]\n';
  const paths = (text: string) =>
    importAll({ files: [], manifests: { name: 'r', objects: [config('promtail.yaml', text)] }, module: 'm' }).keys.map(
      ({ path }) => path,
    );
  expect(paths(`positions: { filename: /run/promtail/positions.yaml }\n${jobs}`)).toContain(
    'ConfigMap logs/a promtail.yaml positions.filename',
  );
  expect(() => paths(`global: { scrape_interval: 1m }\n${jobs}`)).toThrow('has no configuration of Loki');
});

test('objects that are not about logs are refused', () => {
  const manifests = { name: 'apps', objects: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' } }] };
  expect(() => importAll({ files: [], manifests, module: 'm' })).toThrow(
    'apps: has no configuration of Loki, Promtail or Alloy, and no Loki that runs; name a folder with',
  );
});
