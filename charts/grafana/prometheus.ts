import { fittingUid } from '../endpoint/datasource-uid';
import type { PodsBehind } from '../endpoint/connection';
import { workspaceOf } from '../endpoint/workspace';

/** Prometheus with the metrics of Loki and Alloy: one of `url` and `workspaceArn`. */
export interface PrometheusLink {
  /**
   * URL of its API as Grafana reaches it, such as `http://prometheus.monitoring:9090`.
   *
   * @default - `workspaceArn` says where
   */
  readonly url?: string;

  /**
   * ARN of a workspace of Amazon Managed Service for Prometheus, in the region of the environment.
   *
   * @default - `url` says where
   */
  readonly workspaceArn?: string;

  /** Pods behind the URL, for the network policy of a Grafana that is deployed. @default - from the URL */
  readonly pods?: PodsBehind;
}

/** Inputs of the datasource. */
interface PrometheusDatasourceProps {
  /** Name of the environment. */
  readonly environment: string;

  /** Place of the Prometheus. */
  readonly prometheus: PrometheusLink;

  /** Scrape interval, such as `60s`. @default - unknown: Grafana then assumes 15s */
  readonly scrapeInterval?: string;

  /** True if this library deploys Grafana, whose image signs requests without a plugin. */
  readonly isOurs: boolean;
}

/** Uid of the Prometheus of an environment, by which dashboards refer to it. */
export const prometheusUid = (environment: string): string => fittingUid(`prometheus-${environment}`, environment);

/** Plugin for workspaces, which Grafana 13 needs and Grafana 12 takes. */
const AMP_PLUGIN = 'grafana-amazonprometheus-datasource';

/**
 * Datasource of Prometheus, or of a workspace, whose requests are signed with Grafana's role
 * (https://grafana.com/docs/grafana/latest/datasources/prometheus/configure/aws-authentication/).
 */
export function prometheusDatasource(props: PrometheusDatasourceProps): Readonly<Record<string, unknown>> {
  const { environment, prometheus, scrapeInterval, isOurs } = props;
  const workspace = workspaceOf(prometheus.workspaceArn);
  return {
    name: `Prometheus ${environment}`,
    uid: prometheusUid(environment),
    type: workspace && !isOurs ? AMP_PLUGIN : 'prometheus',
    access: 'proxy',
    url: workspace ? workspace.queryUrl : prometheus.url,
    editable: false,
    jsonData: {
      httpMethod: 'POST',
      ...(scrapeInterval === undefined ? {} : { timeInterval: scrapeInterval }),
      ...(workspace ? { sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: workspace.region } : {}),
    },
  };
}
