/** Facts of a setup that dashboards depend on. */
export interface DashboardFacts {
  /** Name of the cluster: the label `cluster` of series and lines. */
  readonly clusterName: string;

  /** Namespace of Loki. */
  readonly lokiNamespace: string;

  /** Namespace of Alloy. */
  readonly alloyNamespace: string;

  /** Scrape interval of the metrics, such as `60s`. @default - they are not scraped */
  readonly scrapeInterval?: string;

  /** If true, Loki's canary runs. @default false */
  readonly hasCanary?: boolean;

  /** If true, the collectors hand lines on through Kafka. @default false */
  readonly hasKafka?: boolean;

  /** Sources of lines that are on. @default - none of them */
  readonly sources?: readonly DashboardSource[];
}

/** Sources of lines that dashboards are about. */
export const DASHBOARD_SOURCES = ['journal', 'audit', 'events', 'hubble'] as const;

/** Source of lines that a dashboard is about. */
export type DashboardSource = (typeof DASHBOARD_SOURCES)[number];

/** Window of a rate in PromQL, which depends on zoom and scrape interval. */
export const RATE = '[$__rate_interval]';

/** The whole range of the dashboard. */
export const RANGE = '[$__range]';

/** Window of a rate in LogQL. */
export const AUTO = '[$__auto]';

/** Writes selectors of a setup. */
export class Series {
  constructor(private readonly facts: DashboardFacts) {}

  /** A metric of the cluster. */
  public all(metric: string, labels = ''): string {
    return `${metric}{cluster="${this.facts.clusterName}"${labels && `, ${labels}`}}`;
  }

  /** A metric of components of Loki; several as `distributor|ingester`. */
  public loki(component: string, metric: string, labels = ''): string {
    return this.all(metric, `${this.job(this.facts.lokiNamespace, component)}${labels && `, ${labels}`}`);
  }

  /** A metric of collectors of Alloy; several as `agent|events`. */
  public alloy(component: string, metric: string, labels = ''): string {
    return this.all(metric, `${this.job(this.facts.alloyNamespace, component)}${labels && `, ${labels}`}`);
  }

  private job(namespace: string, component: string): string {
    return /[|*]/.test(component) ? `job=~"${namespace}/(${component})"` : `job="${namespace}/${component}"`;
  }
}

/** Sum, zero where nothing is found. */
export const total = (expr: string): string => `sum(${expr}) or vector(0)`;

/** Sum by labels. */
export const sumBy = (labels: string, expr: string): string => `sum by (${labels}) (${expr})`;

/** Bytes of files that collectors have not read yet, by pod. */
export const unreadBytes = (of: Series): string =>
  sumBy('pod', `${of.all('loki_source_file_file_bytes_total')} - ${of.all('loki_source_file_read_bytes_total')} > 0`);

/** Quantile of a histogram of Prometheus, by labels besides. */
export const quantile = (share: number, buckets: string, labels = ''): string =>
  `histogram_quantile(${share}, sum by (le${labels && `, ${labels}`}) (rate(${buckets}${RATE})))`;
