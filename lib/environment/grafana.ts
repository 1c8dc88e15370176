import type { DatasourceSettings } from '../../charts/grafana/settings';
import type { LoggingChartsProps } from '../../charts/logging/charts';
import { dashboardsWithFiles } from './dashboards/own';
import type { GrafanaProps } from './props';

/** Properties of the charts that are about Grafana. */
export function grafanaFields(
  grafana: GrafanaProps = {},
): Pick<LoggingChartsProps, 'grafanaNamespace' | 'maxLines' | 'grafanaDatasources' | 'grafanaDashboards'> {
  return {
    grafanaNamespace: grafana.namespace,
    maxLines: grafana.maxLines,
    grafanaDatasources: datasourceSettings(grafana),
    grafanaDashboards: dashboardsWithFiles(grafana.dashboards),
  };
}

/** Settings of the datasources; undefined without one. */
function datasourceSettings({ as, instances, traces, alertmanager }: GrafanaProps): DatasourceSettings | undefined {
  const settings = { as, instances, traces, alertmanager };
  return Object.values(settings).some((value) => value !== undefined) ? settings : undefined;
}
