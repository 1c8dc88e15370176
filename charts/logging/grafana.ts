import { DEFAULT_NAMESPACES } from '../defaults';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { readinessLabels } from '../endpoint/exposure/doors/doors';
import type { GrafanaChartProps } from '../grafana/chart';
import { deployOf, GRAFANA } from '../grafana/deploy/props';
import type { PrometheusLink } from '../grafana/prometheus';
import { resolveImages } from '../kubernetes/images';
import { type NamespaceProps, PodSecurity } from '../kubernetes/namespaces';
import { collectorResources } from '../kubernetes/workloads';
import { DEFAULT_INTERVAL } from '../monitoring/props';
import { dashboardFactsOf } from './dashboard-facts';
import type { LokiChartProps } from '../loki/props';
import type { LoggingChartsProps, PropsWithLoki } from './props';

/** Properties of the chart of Grafana. */
export function grafanaPropsOf(props: PropsWithLoki, endpoint: LokiEndpoint): GrafanaChartProps {
  return {
    endpoint,
    environment: props.environment,
    namespace: props.grafanaNamespace,
    maxLines: props.maxLines,
    ...datasourcesOf(props),
    ...dashboardsOf(props),
    deploy: props.grafanaDeploy,
    image: resolveImages(props.images, props.registry).grafana,
    resources: collectorResources(props.workloads)[GRAFANA],
    networkPolicies: props.loki.networkPolicies,
    storageClassName: props.loki.storageClassName,
    identityKind: props.loki.identity.kind,
  };
}

/** Settings of the datasources, with the Alertmanager of the ruler and Prometheus if they are wanted. */
function datasourcesOf({ grafanaDatasources, loki, monitoring }: PropsWithLoki) {
  const { alertmanager, prometheus: wanted = false, ...settings } = grafanaDatasources ?? {};
  const { workspaceArn } = monitoring?.remoteWrite ?? {};
  const prometheus: PrometheusLink | undefined = wanted === true ? { workspaceArn } : wanted || undefined;
  return {
    ...settings,
    ...(alertmanager ? alertmanagerOf(loki) : {}),
    prometheus,
    scrapeInterval: monitoring && (monitoring.interval ?? DEFAULT_INTERVAL),
  };
}

/** Alertmanager of the ruler, and the ports of its pods, which the ruler's policy also opens. */
function alertmanagerOf({
  alertmanagerUrl,
  rulerEgress = [],
}: LokiChartProps): Pick<GrafanaChartProps, 'alertmanagerUrl' | 'alertmanagerPods'> {
  // A host in the cluster is `service.namespace`, with or without the rest of the domain.
  const [, of] = alertmanagerUrl === undefined ? [] : new URL(alertmanagerUrl).hostname.split('.');
  const pods = rulerEgress.flatMap(({ namespace, port }) =>
    namespace !== undefined && namespace === of ? [{ namespace, port }] : [],
  );
  return { alertmanagerUrl, ...(pods.length > 0 ? { alertmanagerPods: pods } : {}) };
}

/** Dashboards, with the facts that they depend on. A Grafana that is deployed has them unless they are turned off. */
function dashboardsOf(props: PropsWithLoki): Pick<GrafanaChartProps, 'dashboards' | 'facts'> {
  const { grafanaDashboards: dashboards = deployOf(props.grafanaDeploy) !== undefined } = props;
  return dashboards ? { dashboards, facts: dashboardFactsOf(props) } : {};
}

/**
 * Namespace of Grafana. By default it holds nothing but a Grafana that is deployed here, which keeps the
 * strictest level; pods of others may be in any other.
 */
export function grafanaPlace({ grafanaNamespace, grafanaDeploy }: LoggingChartsProps): NamespaceProps {
  const deploy = deployOf(grafanaDeploy);
  const name = grafanaNamespace ?? DEFAULT_NAMESPACES.grafana;
  if (!deploy) return { name };
  return {
    name,
    ...(grafanaNamespace === undefined ? { podSecurity: PodSecurity.RESTRICTED } : {}),
    ...(deploy.expose ? { labels: readinessLabels(deploy.expose) } : {}),
  };
}
