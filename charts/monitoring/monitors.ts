import { addObject, MANAGED_BY } from '../kubernetes/objects';
import { groupsOf, METRICS_PATH, METRICS_PORT_NAME, type MetricsSource } from '../kubernetes/metrics';
import type { Chart } from 'cdk8s';
import type { AlertGroup } from './rules';

/** API of the Prometheus Operator. */
const API = 'monitoring.coreos.com/v1';

/** Label of pods with the name of their component, as Prometheus sees it. */
const COMPONENT_LABEL = '__meta_kubernetes_pod_label_app_kubernetes_io_component';

/** Settings of monitors. */
export interface MonitorSettings {
  /** Labels by which a Prometheus selects them. */
  readonly labels: Readonly<Record<string, string>>;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Scrape interval. */
  readonly interval: string;

  /** Regular expression of the names that are stored. @default - all are */
  readonly kept?: string;
}

/**
 * Adds a PodMonitor for each group of pods, in their namespace. Pods and not Services, because a component with two
 * Services would be scraped twice.
 */
export function addMonitors(chart: Chart, sources: readonly MetricsSource[], settings: MonitorSettings): void {
  for (const group of groupsOf(sources)) {
    const { namespace, name } = group[0] as MetricsSource;
    addObject(chart, {
      apiVersion: API,
      kind: 'PodMonitor',
      metadata: { name, namespace, labels: { ...settings.labels, 'app.kubernetes.io/name': name, ...MANAGED_BY } },
      spec: {
        selector: {
          matchLabels: { 'app.kubernetes.io/name': name },
          matchExpressions: [
            {
              key: 'app.kubernetes.io/component',
              operator: 'In',
              values: [...new Set(group.map(({ component }) => component))],
            },
          ],
        },
        // A Prometheus that stores native histograms would leave out the series that alerts and dashboards read.
        scrapeClassicHistograms: true,
        podMetricsEndpoints: [
          {
            port: METRICS_PORT_NAME,
            path: METRICS_PATH,
            interval: settings.interval,
            relabelings: [
              {
                sourceLabels: ['__meta_kubernetes_namespace', COMPONENT_LABEL],
                separator: '/',
                targetLabel: 'job',
              },
              { targetLabel: 'cluster', replacement: settings.clusterName },
            ],
            ...(settings.kept === undefined
              ? {}
              : { metricRelabelings: [{ sourceLabels: ['__name__'], regex: settings.kept, action: 'keep' }] }),
          },
        ],
      },
    });
  }
}

/** Adds the rules as an object of the Prometheus Operator. */
export function addPrometheusRule(
  chart: Chart,
  namespace: string,
  groups: readonly AlertGroup[],
  labels: MonitorSettings['labels'],
): void {
  addObject(chart, {
    apiVersion: API,
    kind: 'PrometheusRule',
    metadata: {
      name: 'loki-alerts',
      namespace,
      labels: { ...labels, 'app.kubernetes.io/name': 'loki', ...MANAGED_BY },
    },
    spec: { groups },
  });
}
