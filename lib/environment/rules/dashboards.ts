import { datasourceUid } from '../../../charts/endpoint/datasource-uid';
import type { KnownDatasources } from '../../../charts/grafana/dashboards/own/model';
import { folderProblems, knownDatasources, placedProblems } from '../../../charts/grafana/dashboards/own/together';
import { alertmanagerUid, readerUid } from '../../../charts/grafana/datasources';
import { prometheusUid } from '../../../charts/grafana/prometheus';
import { dashboards as form, readDashboards } from '../dashboards/own';
import { queryProblems, storedProblems } from '../dashboards/queries';
import type { DashboardsProps } from '../dashboards/props';
import type { LoggingProps } from '../props';
import { isObject, stringsOf } from '../values';
import type { LoggingRule } from './rule';
import { tenantsOf } from './tenants-of';

/** Types of the datasources of an environment, by uid. */
function datasourcesOf(name: string, { tenants, readers, grafana }: LoggingProps): KnownDatasources {
  const named = Object.entries(isObject(readers) ? readers : {}).filter(
    ([, reader]) => isObject(reader) && Boolean(reader['datasource']),
  );
  const uid = isObject(grafana) && isObject(grafana.traces) ? grafana.traces.uid : undefined;
  return {
    ...Object.fromEntries(tenantsOf(name, tenants).map((tenant) => [datasourceUid(name, tenant), 'loki'])),
    ...Object.fromEntries(named.map(([reader]) => [readerUid(name, reader), 'loki'])),
    ...(isObject(grafana) && grafana.alertmanager === true ? { [alertmanagerUid(name)]: 'alertmanager' } : {}),
    ...(isObject(grafana) && grafana.prometheus ? { [prometheusUid(name)]: 'prometheus' } : {}),
    ...(typeof uid === 'string' ? { [uid]: undefined } : {}),
  };
}

/** Dashboards of the user's: their files, queries, datasources and uids, and metrics that they read and are not stored. */
const own: LoggingRule = (name, input) => {
  const path = 'grafana.dashboards';
  const { dashboards, as, deploy }: { dashboards?: boolean | DashboardsProps; as?: unknown; deploy?: unknown } =
    isObject(input.grafana) ? input.grafana : {};
  if (!isObject(dashboards)) return [];
  const settings = dashboards as DashboardsProps;
  const folder = deploy ? [] : folderProblems(path, settings.folder, as);
  if (settings.own === undefined) return folder;
  const { placed, problems } = readDashboards(`${path}.own`, settings.own);
  // A uid that is wrong would make others unknown.
  const ofUids = [`${path}.prometheus`, `${path}.datasources`];
  const isSound = form(path, settings).every((one) => ofUids.every((uids) => !one.path.startsWith(uids)));
  if (!isSound) return [...folder, ...problems];
  const known = knownDatasources(datasourcesOf(name, input), settings);
  const { metrics, keep } = isObject(input.monitoring) ? input.monitoring : {};
  const isKept = input.monitoring !== undefined && metrics !== 'all';
  return [
    ...folder,
    ...problems,
    ...placedProblems(placed, { environment: name, known }),
    ...placed.flatMap(({ path: at, model }) => [
      ...queryProblems(at, model, known),
      ...(isKept ? storedProblems(at, model, known, stringsOf(keep)) : []),
    ]),
  ];
};

/** Rules about dashboards. */
export const DASHBOARD_RULES: readonly LoggingRule[] = [own];
