import { parse } from 'yaml';
import type { LoggingChartsProps } from '../../../charts/logging/charts';
import { makeCharts } from '../../helpers/charts';

const MONITORING: Partial<LoggingChartsProps> = {
  monitoring: { from: 'prometheus-operator', namespace: 'monitoring' },
};

/** Objects of the chart of Grafana, as they are applied. */
function objectsOf(props: Partial<LoggingChartsProps>) {
  const objects = makeCharts({}, props).grafana.toJson() as {
    kind: string;
    metadata: { name: string; labels: Record<string, string> };
    data?: Record<string, string>;
    spec?: { template: { spec: { volumes: { name: string; projected?: { sources: object[] } }[] } } };
  }[];
  const dashboards = objects.filter(({ metadata: { name } }) => name.startsWith('loki-dashboards-'));
  const grafana = objects.find(({ kind }) => kind === 'Deployment');
  const mounted = grafana?.spec?.template.spec.volumes
    .filter(({ name }) => name.startsWith('dashboards-'))
    .flatMap(({ projected }) => projected?.sources ?? []);
  const providers = objects.flatMap(({ data }) => data?.['dashboards.yaml'] ?? []).map((text) => parse(text) as object);
  return { dashboards, mounted, providers };
}

test('a Grafana that is deployed mounts the dashboards, in a folder of their own, and no sidecar finds them', () => {
  const { dashboards, mounted, providers } = objectsOf({ ...MONITORING, grafanaDeploy: true });
  expect(dashboards.length).toBeGreaterThan(1);
  expect(mounted).toEqual(dashboards.map(({ metadata: { name } }) => ({ configMap: { name, optional: true } })));
  expect(providers).toMatchObject([{ providers: [{ folder: 'Loki' }] }]);
  expect(dashboards.flatMap(({ metadata: { labels } }) => labels['grafana_dashboard'] ?? [])).toEqual([]);
});

test('another folder can be named, and its Prometheus is the one that they ask', () => {
  const { dashboards, providers } = objectsOf({
    ...MONITORING,
    grafanaDeploy: true,
    grafanaDashboards: { folder: 'Logs' },
    grafanaDatasources: { prometheus: { url: 'http://prometheus.monitoring:9090' } },
  });
  expect(providers).toMatchObject([{ providers: [{ folder: 'Logs' }] }]);
  // That is for sidecars.
  expect(dashboards.filter(({ metadata }) => 'annotations' in metadata)).toEqual([]);
  const texts = dashboards.flatMap(({ data = {} }) => Object.values(data));
  expect(texts.join('')).toContain('"uid":"prometheus-test"');
  expect(texts.join('')).not.toContain('"uid":"${prometheus}"');
});

test('a workspace among the datasources is the one that they ask, in a Grafana of yours too', () => {
  const workspaceArn = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
  const { dashboards } = objectsOf({
    ...MONITORING,
    ...{ grafanaDashboards: true, grafanaDatasources: { prometheus: { workspaceArn } } },
  });
  const texts = dashboards.flatMap(({ data = {} }) => Object.values(data)).join('');
  expect(texts).toContain('"uid":"prometheus-test"');
  expect(texts).not.toContain('"uid":"${prometheus}"');
});

test.each([
  ['dashboards that are turned off', { grafanaDeploy: true, grafanaDashboards: false }],
  ['no Grafana, and nobody who asks for them', {}],
])('%s are not made', (_, props) => {
  const { dashboards, mounted = [] } = objectsOf({ ...MONITORING, ...props });
  expect(dashboards).toEqual([]);
  expect(mounted).toEqual([]);
});
