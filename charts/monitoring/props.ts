import type { RemoteWrite } from '../endpoint/remote-write';
import type { PodsBehind } from '../endpoint/connection';

/** Scrape interval. */
export const DEFAULT_INTERVAL = '60s';

/** Scrapers of the metrics. */
export const SCRAPERS_OF_METRICS = ['prometheus-operator', 'scrape-config', 'alloy'] as const;

/** Scraper of the metrics. */
export type MonitoringFrom = (typeof SCRAPERS_OF_METRICS)[number];

/** Metrics that are stored. */
export const METRICS_KEPT = ['used', 'all'] as const;

/**
 * Place that Alloy writes the metrics to: one of `workspaceArn`, whose rule groups are then made with the alerts, and
 * `url`.
 */
export interface RemoteWriteProps extends RemoteWrite {
  /**
   * Pods behind the URL, for the network policy, if they are in this cluster.
   *
   * @default - the namespace of a host such as prometheus.monitoring.svc.cluster.local; for another host any address,
   * on the port of the URL
   */
  readonly pods?: PodsBehind;
}

/** Alerts. */
export interface AlertsProps {
  /** Names of alerts that are left out. @default - all are made */
  readonly without?: readonly string[];

  /** More labels of every alert, by which alerts do not differ, such as `{ team: 'platform' }`. @default - only `severity` */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * URL of the page with what to do, to which `#` and the name of the alert are added.
   *
   * @default - docs/runbooks.md of this project
   */
  readonly runbooks?: string;
}

/** Monitoring: the scraper of the metrics of Loki and Alloy, the metrics that are stored, and alerts on them. */
export interface MonitoringProps {
  /**
   * Scraper: `prometheus-operator` makes PodMonitors and a PrometheusRule, `scrape-config` a ConfigMap with files for
   * a Prometheus of yours, and `alloy` a collector of its own, which writes to `remoteWrite`.
   */
  readonly from: MonitoringFrom;

  /**
   * Namespace of your Prometheus. The network policies let its pods scrape, and with `scrape-config` the ConfigMap is
   * there. Not with `alloy`.
   *
   * @default - the namespaces in `network.metricsNamespaces`
   */
  readonly namespace?: string;

  /**
   * Labels by which your Prometheus selects PodMonitors and PrometheusRules, such as
   * `{ release: 'kube-prometheus-stack' }`. Only with `prometheus-operator`.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Metrics that are stored: those that alerts and dashboards need (`used`), or `all`.
   *
   * ### Cost
   * See docs/how-to/monitoring.md, "What it costs".
   *
   * @default used
   */
  readonly metrics?: (typeof METRICS_KEPT)[number];

  /** More metrics that are stored, by name. @default - none */
  readonly keep?: readonly string[];

  /** Interval of scrapes, such as `60s`: at most `2m` with alerts, and `4m` without. @default 60s */
  readonly interval?: string;

  /** Place to which Alloy writes. Only with `alloy`, which needs it. @default - nowhere */
  readonly remoteWrite?: RemoteWriteProps;

  /** If true, or an object with settings, alerts are made. @default true */
  readonly alerts?: boolean | AlertsProps;
}

/** Monitoring, with the role that writes to a workspace. */
export interface MonitoringSettings extends MonitoringProps {
  /** ARN of the role with which Alloy writes to `remoteWrite.workspaceArn`. @default - none */
  readonly roleArn?: string;
}
