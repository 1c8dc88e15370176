import { objectOf, makeCharts, objectsOf } from '../../helpers/charts';
import type { MonitoringSettings } from '../../../charts/monitoring/props';
import { keptNames } from '../../../charts/monitoring/keep';

const made = (monitoring: Partial<MonitoringSettings> = {}) =>
  makeCharts({}, { monitoring: { from: 'prometheus-operator', namespace: 'monitoring', ...monitoring } });

test('without the field nothing is made, and nobody scrapes', () => {
  const charts = makeCharts();
  expect(charts.monitoring).toBeUndefined();
  expect(charts.manifests().map(({ name }) => name)).not.toContain('50-monitoring.k8s.yaml');
});

test('a PodMonitor for each namespace selects exactly the pods with a port of metrics', () => {
  const charts = made({ labels: { release: 'kube-prometheus-stack' } });
  for (const name of ['loki', 'alloy']) {
    const { metadata, spec } = objectOf(charts, 'PodMonitor', name);
    expect(metadata).toMatchObject({ namespace: name, labels: { release: 'kube-prometheus-stack' } });
    const [{ key, operator, values }] = spec.selector.matchExpressions;
    expect([key, operator]).toEqual(['app.kubernetes.io/component', 'In']);
    const pods = objectsOf(charts)
      .filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
      .map(({ spec: { template } }) => template)
      .filter(({ metadata: { labels } }) => labels['app.kubernetes.io/name'] === name);
    const withPort = pods.filter((pod) =>
      pod.spec.containers.some((each: { ports?: { name: string }[] }) =>
        each.ports?.some((port) => port.name === spec.podMetricsEndpoints[0].port),
      ),
    );
    const components = withPort.map(({ metadata: { labels } }) => labels['app.kubernetes.io/component']);
    expect([...values].sort()).toEqual(components.sort());
  }
});

test('the labels job and cluster are those of the Loki mixin', () => {
  const [endpoint] = objectOf(made(), 'PodMonitor', 'loki').spec.podMetricsEndpoints;
  expect(endpoint.relabelings).toEqual([
    {
      sourceLabels: ['__meta_kubernetes_namespace', '__meta_kubernetes_pod_label_app_kubernetes_io_component'],
      separator: '/',
      targetLabel: 'job',
    },
    { targetLabel: 'cluster', replacement: 'test' },
  ]);
  // The mixin selects `job=~"($namespace)/(distributor|ingester-zone.*|ingester)"`.
  const { jobs } = { jobs: made().loki.metrics.map(({ namespace, component }) => `${namespace}/${component}`) };
  expect(
    jobs.filter((job) => /^loki\/(distributor|ingester|querier|query-frontend|compactor|ruler)$/.test(job)),
  ).toHaveLength(6);
});

test('by default only what alerts and dashboards read is stored, and more by name', () => {
  const regexOf = (charts = made()) =>
    objectOf(charts, 'PodMonitor', 'loki').spec.podMetricsEndpoints[0].metricRelabelings?.[0].regex as
      string | undefined;
  const kept = new RegExp(`^(?:${regexOf()})$`);
  expect(
    ['up', 'loki_request_duration_seconds_bucket', 'go_gc_duration_seconds', 'loki_build_info_x'].map((name) =>
      kept.test(name),
    ),
  ).toEqual([true, true, false, false]);
  expect(regexOf(made({ keep: ['go_goroutines'] }))).toBe(`${keptNames({ from: 'alloy' })}|go_goroutines`);
  expect(regexOf(made({ metrics: 'all' }))).toBeUndefined();
});

test('the network lets the scraper in at the ports of metrics', () => {
  const charts = made();
  const ingress = objectOf(charts, 'NetworkPolicy', 'loki-metrics').spec.ingress;
  expect(ingress).toHaveLength(1);
  expect(ingress[0].from).toMatchObject([
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } }, podSelector: {} },
  ]);
  expect(ingress[0].ports.map(({ port }: { port: number }) => port)).toEqual([3100, 9150]);
  expect(objectOf(charts, 'NetworkPolicy', 'alloy').spec.ingress).toMatchObject([{ ports: [{ port: 12345 }] }]);
});

test('alerts are a PrometheusRule; some are left out by name, and all get labels and the page of a team', () => {
  const rules = (charts = made()) =>
    objectOf(charts, 'PrometheusRule', 'loki-alerts').spec.groups.flatMap((group: { rules: object[] }) => group.rules);
  const names = (charts = made()) => rules(charts).map(({ alert }: { alert: string }) => alert);
  expect(names()).toContain('LokiQuorumLost');
  // An operator takes objects with its own labels only.
  const { metadata } = objectOf(made({ labels: { release: 'prom' } }), 'PrometheusRule', 'loki-alerts');
  expect(metadata.labels).toMatchObject({ release: 'prom' });
  // There is no canary.
  expect(names()).not.toContain('LogsMissing');
  const own = made({
    alerts: { without: ['LokiQuorumLost'], labels: { team: 'logs' }, runbooks: 'https://wiki.example.com/loki' },
  });
  expect(names(own)).toEqual(names().filter((name: string) => name !== 'LokiQuorumLost'));
  expect(rules(own)[0]).toMatchObject({
    labels: { team: 'logs', severity: 'critical' },
    annotations: { runbook_url: 'https://wiki.example.com/loki#lokiwriteerrors' },
  });
  expect(objectsOf(made({ alerts: false })).map(({ kind }) => kind)).not.toContain('PrometheusRule');
});
