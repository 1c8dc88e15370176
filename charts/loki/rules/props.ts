import type { RemoteWrite } from '../../endpoint/remote-write';

/** Rule that raises an alert, with the keys of a rule file. */
export interface AlertRule {
  /** Name of the alert. */
  readonly alert: string;

  /** Query of LogQL, such as `sum by (app) (rate({namespace="shop"} |= "error" [5m])) > 1`. Each result is an alert. */
  readonly expr: string;

  /** Time for which the query has results before the alert fires, such as `5m`. @default 0s */
  readonly for?: string;

  /** Time for which the alert keeps firing after the query has no more results, such as `10m`. @default 0s */
  readonly keep_firing_for?: string;

  /** Labels of the alert, besides those of the result. @default - `tenant`, with the tenant of the rule */
  readonly labels?: Readonly<Record<string, string>>;

  /** Texts about the alert, such as `summary`. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Rule that records the result of a query as samples, with the keys of a rule file. */
export interface RecordingRule {
  /** Name of the metric, such as `shop:errors:rate5m`. */
  readonly record: string;

  /** Query of LogQL. */
  readonly expr: string;

  /** Labels of the samples, besides those of the result. @default - `tenant`, with the tenant of the rule */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated together, with the keys of a rule file. */
export interface RuleGroup {
  /** Name, which is unique among the groups of the tenant. */
  readonly name: string;

  /** Time between two evaluations, such as `1m`. @default - that of the ruler: 1m */
  readonly interval?: string;

  /** Maximum number of alerts or series that a rule of the group may make. @default - no limit */
  readonly limit?: number;

  /** Rules, in the order of their evaluation. */
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** Settings of the ruler. */
export interface RulerProps {
  /** Prometheus, or a program with its remote-write API, that gets the samples of recording rules. @default - none */
  readonly remoteWrite?: RemoteWrite;

  /**
   * Address of your Grafana, such as `https://grafana.example.com`: alerts of `rules` get the annotation `explore`, a
   * link to their query in the datasource of their tenant.
   *
   * @default - no links
   */
  readonly grafanaUrl?: string;
}

/** Rules of tenants, by tenant. */
export type TenantRules = Readonly<Record<string, readonly RuleGroup[]>>;
