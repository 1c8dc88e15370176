import type { GrafanaDeployProps } from '../../../charts/grafana/deploy/props';
import type { PrometheusLink } from '../../../charts/grafana/prometheus';
import type { DatasourcesAs, TracesLink } from '../../../charts/grafana/settings';
import type { DashboardsProps } from '../../environment/dashboards/props';

/** Properties of a `LokiLogging` that are about Grafana. */
export interface GrafanaSettings {
  /** A Grafana that is deployed with the rest: true, or its settings. @default false */
  readonly grafanaDeploy?: boolean | GrafanaDeployProps;

  /** Namespace of Grafana, whose ConfigMaps the sidecar of yours watches. @default grafana */
  readonly grafanaNamespace?: string;

  /** Service account of Grafana, whose role may read the reader's password. @default grafana */
  readonly grafanaServiceAccount?: string;

  /** Maximum number of lines that Grafana shows for a query. @default 1000 */
  readonly maxLines?: number;

  /**
   * Way in which datasources reach Grafana: `sidecar` for ConfigMaps that the sidecar of Grafana's charts finds, `files` for
   * ConfigMaps with provisioning files that you mount or copy, or `operator` for resources of the Grafana operator.
   *
   * @default sidecar
   */
  readonly grafanaAs?: DatasourcesAs;

  /** Labels of the `Grafana` resources that get the datasources. Only with `operator`. @default - `dashboards: grafana` */
  readonly grafanaInstances?: Readonly<Record<string, string>>;

  /** Link from trace ids of lines to traces. @default - none */
  readonly grafanaTraces?: TracesLink;

  /** If true, the Alertmanager in `alertmanagerUrl` is a datasource, and Grafana lists the rules with its alerts. @default false */
  readonly grafanaAlertmanager?: boolean;

  /**
   * Dashboards of Loki and Alloy, and of your own, which reach Grafana as the datasources do.
   *
   * @default - true with `grafanaDeploy`, else false
   */
  readonly grafanaDashboards?: boolean | DashboardsProps;

  /**
   * Prometheus with the metrics of Loki and Alloy as a datasource; true for the workspace in `monitoring.remoteWrite`.
   *
   * @default false
   */
  readonly grafanaPrometheus?: boolean | PrometheusLink;
}
