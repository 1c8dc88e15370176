/** Name of the port of metrics, in pods and Services. */
export const METRICS_PORT_NAME = 'http-metrics';

/** Path of metrics. */
export const METRICS_PATH = '/metrics';

/** Pods that expose metrics, as scraping, network policies and alerts need them. */
export interface MetricsSource {
  /** Namespace of the pods. */
  readonly namespace: string;

  /** Value of their label `app.kubernetes.io/name`. */
  readonly name: string;

  /** Value of their label `app.kubernetes.io/component`. */
  readonly component: string;

  /** Port that they expose metrics on, which is named `http-metrics`. */
  readonly port: number;
}

/** Label `job` of the series of pods, as the dashboards and alerts of the Loki mixin expect it. */
export const jobOf = ({ namespace, component }: Pick<MetricsSource, 'namespace' | 'component'>): string =>
  `${namespace}/${component}`;

/** Pods that scrape metrics. */
export interface ScraperPods {
  /** Their namespace. */
  readonly namespace: string;

  /** Their labels. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Groups of sources that one pod selector matches: those of one namespace and one name, in their order. */
export function groupsOf(sources: readonly MetricsSource[]): MetricsSource[][] {
  const groups = new Map<string, MetricsSource[]>();
  for (const source of sources) {
    const key = `${source.namespace}/${source.name}`;
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  return [...groups.values()];
}

/** Component of the canary's pods. Alerts on the canary exist only with a canary. */
export const METRICS_SOURCE_OF_CANARY = 'canary';
