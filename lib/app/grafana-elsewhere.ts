import type { DatasourceOf } from '../../charts/grafana/datasources';
import type { GatewayUser } from '../../charts/endpoint/user';
import { InputError } from '../../charts/input/problems';
import type { LoggingCharts } from '../../charts/logging/charts';
import type { Environment } from '../environment/environment';

/** A datasource, as Grafana's API takes it. */
export interface ApiDatasource {
  /** Its uid. */
  readonly uid: string;

  /** Its fields, without a password. */
  readonly fields: Readonly<Record<string, unknown>>;

  /** User whose password it sends. @default - it sends none */
  readonly user?: GatewayUser;
}

/** A dashboard, as Grafana imports it. */
export interface ApiDashboard {
  /** Its uid. */
  readonly uid: string;

  /** Its JSON, on one line. */
  readonly json: string;
}

/** Folder of dashboards. */
export interface ApiFolder {
  /** Its uid. */
  readonly uid: string;

  /** Its title. */
  readonly title: string;
}

/** Contents of a Grafana outside the cluster of an environment. */
export interface GrafanaContents {
  /** Its datasources. */
  readonly datasources: readonly ApiDatasource[];

  /** Its dashboards. */
  readonly dashboards: readonly ApiDashboard[];

  /** Folder of its dashboards. */
  readonly folder: ApiFolder;
}

/** Fields of provisioning that the API lacks: the token decides about the organization. */
const PROVISIONED = ['orgId', 'editable'];

/** Title of the folder, unless `grafana.dashboards.folder` names one. */
const FOLDER = 'Loki';

/**
 * Dashboards of an environment.
 *
 * @throws InputError if its Loki is elsewhere, or it has none
 */
export function dashboardsOf(environment: Environment, charts: LoggingCharts): readonly ApiDashboard[] {
  const { made } = grafanaOf(environment, charts).dashboards;
  if (made.length > 0) return made.map(({ uid, json }) => ({ uid, json }));
  const path = `environments.${environment.name}.grafana.dashboards`;
  throw new InputError([{ path, found: 'is off', fix: 'write grafana: { dashboards: true }' }]);
}

/**
 * Datasources and dashboards of an environment for a Grafana that reaches its door.
 *
 * @throws InputError if its Loki is elsewhere, or has no door
 */
export function grafanaContents(environment: Environment, charts: LoggingCharts): GrafanaContents {
  const { datasources, dashboards } = grafanaOf(environment, charts);
  const { name, props } = environment;
  if (props.expose === undefined) {
    const fix = "write expose: { host: 'loki.example.com', certificateArn: 'arn:aws:acm:…' } (docs/how-to/expose.md)";
    const found = 'missing, so no Grafana outside the cluster reaches Loki';
    throw new InputError([{ path: `environments.${name}.expose`, found, fix }]);
  }
  const door = `https://${props.expose.host}`;
  return {
    datasources: datasources.map((one) => apiDatasource(one, door)),
    dashboards: dashboards.made.map(({ uid, json }) => ({ uid, json })),
    folder: { uid: `loki-${name}`, title: dashboards.folder ?? FOLDER },
  };
}

function grafanaOf({ name, remote }: Environment, charts: LoggingCharts): LoggingCharts['grafana'] {
  if (!remote) return charts.grafana;
  const found = `its Loki is ${remote.of === undefined ? `at ${remote.url}` : `that of ${remote.of}`}, which has the datasources`;
  const fix = remote.of === undefined ? 'name an environment that has a Loki' : `name ${remote.of}`;
  throw new InputError([{ path: `environments.${name}.loki`, found, fix }]);
}

function apiDatasource({ fields, user }: DatasourceOf, door: string): ApiDatasource {
  const own = Object.fromEntries(Object.entries(fields).filter(([key]) => !PROVISIONED.includes(key)));
  return { uid: String(own['uid']), fields: own['type'] === 'loki' ? { ...own, url: door } : own, user };
}
