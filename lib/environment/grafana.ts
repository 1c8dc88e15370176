import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import type { GrafanaDeployProps, GrafanaDeploySettings } from '../../charts/grafana/deploy/props';
import type { DatasourceSettings } from '../../charts/grafana/settings';
import type { LoggingChartsProps } from '../../charts/logging/charts';
import type { EnvironmentCredentials } from './credentials';
import { dashboardsWithFiles } from './dashboards/own';
import { type DoorSurroundings, exposureOf } from './door';
import { queryRoleArn } from './names';
import type { GrafanaProps, LoggingProps } from './props';

/** Settings of the datasources; undefined without one. */
function datasourceSettings({ as, instances, traces, alertmanager, prometheus }: GrafanaProps = {}):
  DatasourceSettings | undefined {
  const settings = { as, instances, traces, alertmanager, prometheus };
  return Object.values(settings).some((value) => value !== undefined) ? settings : undefined;
}

/** True if Grafana's datasource of metrics is a workspace of Amazon Managed Service for Prometheus. */
function queriesWorkspace({ grafana, monitoring }: Pick<LoggingProps, 'grafana' | 'monitoring'>): boolean {
  const { prometheus = false } = grafana ?? {};
  const { workspaceArn } = prometheus === true ? (monitoring?.remoteWrite ?? {}) : prometheus || {};
  return workspaceArn !== undefined;
}

/** Settings of a deployed Grafana: its door and, unless a role already reads its passwords, a role for a workspace. */
function grafanaSettings(
  { expose, ...deploy }: GrafanaDeployProps,
  surroundings: DoorSurroundings,
  { queries, credentials }: { readonly queries: boolean; readonly credentials: Pick<EnvironmentCredentials, 'source'> },
): GrafanaDeploySettings {
  const needsRole = queries && credentials.source.kind !== CredentialsKind.SECRETS_MANAGER;
  return {
    ...deploy,
    ...(expose ? { expose: exposureOf(expose, surroundings) } : {}),
    ...(needsRole ? { queryRoleArn: queryRoleArn(surroundings.parts) } : {}),
  };
}

/** Properties of the charts that are about Grafana. */
export function grafanaFields(
  props: Pick<LoggingProps, 'grafana' | 'monitoring'>,
  deploy: GrafanaDeployProps | undefined,
  surroundings: DoorSurroundings,
  credentials: Pick<EnvironmentCredentials, 'source'>,
): Pick<
  LoggingChartsProps,
  'grafanaNamespace' | 'maxLines' | 'grafanaDatasources' | 'grafanaDashboards' | 'grafanaDeploy'
> {
  const { grafana = {} } = props;
  return {
    grafanaNamespace: grafana.namespace,
    maxLines: grafana.maxLines,
    grafanaDatasources: datasourceSettings(grafana),
    grafanaDashboards: dashboardsWithFiles(grafana.dashboards),
    grafanaDeploy: deploy && grafanaSettings(deploy, surroundings, { queries: queriesWorkspace(props), credentials }),
  };
}
