import { groupsOf, METRICS_PATH, METRICS_PORT_NAME, type MetricsSource } from '../kubernetes/metrics';

/** Settings of scraping. */
export interface ScrapeSettings {
  /** Name of the cluster. */
  readonly clusterName: string;

  /** Scrape interval. */
  readonly interval: string;

  /** Regular expression of the names that are stored. @default - all are */
  readonly kept?: string;
}

/** Name of a label of pods, as Prometheus sees it. */
const podLabel = (label: string): string => `__meta_kubernetes_pod_label_${label.replace(/[^A-Za-z0-9_]/g, '_')}`;

/** A rule of relabelling, as Prometheus reads it. */
export interface RelabelRule {
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly replacement?: string;
  readonly target_label?: string;
  readonly action?: 'keep';
}

/** Rules that keep the pods of a group, and give their series the labels of the mixin. */
export function targetRules(group: readonly MetricsSource[], clusterName: string): RelabelRule[] {
  const { name } = group[0] as MetricsSource;
  const component = podLabel('app.kubernetes.io/component');
  const keep = (label: string, regex: string): RelabelRule => ({ source_labels: [label], regex, action: 'keep' });
  const copy = (from: string, target: string): RelabelRule => ({ source_labels: [from], target_label: target });
  return [
    keep(podLabel('app.kubernetes.io/name'), name),
    keep(component, [...new Set(group.map((source) => source.component))].join('|')),
    keep('__meta_kubernetes_pod_container_port_name', METRICS_PORT_NAME),
    { source_labels: ['__meta_kubernetes_namespace', component], separator: '/', target_label: 'job' },
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_pod_name', 'pod'),
    copy('__meta_kubernetes_pod_container_name', 'container'),
    { target_label: 'cluster', replacement: clusterName },
  ];
}

/** Rule that keeps the names that are stored. */
export const keepRule = (kept: string): RelabelRule => ({ source_labels: ['__name__'], regex: kept, action: 'keep' });

/** Jobs of a Prometheus: the content of a file in its `scrape_config_files`. */
export function scrapeConfig(sources: readonly MetricsSource[], settings: ScrapeSettings): object {
  return {
    scrape_configs: groupsOf(sources).map((group) => {
      const { namespace, name } = group[0] as MetricsSource;
      return {
        job_name: `${namespace}-${name}`,
        scrape_interval: settings.interval,
        metrics_path: METRICS_PATH,
        kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [namespace] } }],
        relabel_configs: targetRules(group, settings.clusterName),
        ...(settings.kept === undefined ? {} : { metric_relabel_configs: [keepRule(settings.kept)] }),
      };
    }),
  };
}
