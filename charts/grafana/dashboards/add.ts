import type { Chart } from 'cdk8s';
import { plainCopy } from '../../input/plain-copy';
import { InputError } from '../../input/problems';
import { refuse } from '../../input/props';
import { addObject } from '../../kubernetes/objects';
import type { DatasourceOf, DatasourcesProps } from '../datasources';
import type { DashboardConfigMap } from '../deploy/dashboards';
import type { DatasourceSettings } from '../settings';
import type { DashboardFacts } from './context';
import { type MadeDashboard, madeDashboards } from './dashboards';
import { dashboardObjects } from './deliver';
import { languageOf } from './own/model';
import type { DashboardsSettings } from './own/props';
import { dashboardsSettings } from './own/settings';
import { folderProblems, knownDatasources, placedProblems } from './own/together';

/** Properties of a chart that its dashboards depend on. */
interface DashboardProps
  extends Pick<DatasourcesProps, 'endpoint' | 'environment' | 'traces'>, Pick<DatasourceSettings, 'as' | 'instances'> {
  readonly dashboards?: boolean | DashboardsSettings;
  readonly facts?: DashboardFacts;

  /** True if the pods of a Grafana of ours mount them. */
  readonly isMounted: boolean;
}

/** Uid of the first datasource that answers PromQL: a Prometheus or a workspace. */
function prometheusOf(datasources: readonly DatasourceOf[]): string | undefined {
  const uid = datasources.find(({ fields: { type } }) => languageOf(type) === 'promql')?.fields['uid'];
  return typeof uid === 'string' ? uid : undefined;
}

/** Folder of dashboards that pods mount, unless another is named. */
export const FOLDER = 'Loki';

/** Dashboards of a chart. */
export interface AddedDashboards {
  /** The dashboards. */
  readonly made: readonly MadeDashboard[];

  /** Folder of Grafana that they are in. @default - the sidecar or the operator decides */
  readonly folder?: string;

  /** ConfigMaps that pods mount. */
  readonly mounted: DashboardConfigMap[];
}

/**
 * Adds dashboards to a chart. They reach Grafana in the same way as its datasources.
 *
 * @throws InputError if facts are missing, or the user's dashboards are in conflict with others or with the environment
 */
export function addDashboards(
  chart: Chart,
  props: DashboardProps,
  namespace: string,
  datasources: readonly DatasourceOf[],
): AddedDashboards {
  const settings = dashboardsSettings(props.dashboards);
  if (!settings) return { made: [], mounted: [] };
  const { environment, endpoint, instances, facts, traces, isMounted } = props;
  const as = isMounted ? 'files' : (props.as ?? 'sidecar');
  if (!facts) {
    const fix = "write { clusterName: 'prod', lokiNamespace: 'loki', alloyNamespace: 'alloy' }";
    throw new InputError([{ path: 'facts', found: 'missing, but dashboards need it', fix }]);
  }
  const { folder } = settings;
  const prometheus = settings.prometheus ?? prometheusOf(datasources);
  const own = plainCopy(settings.own ?? []);
  const ours = Object.fromEntries(datasources.map(({ fields }) => [String(fields['uid']), String(fields['type'])]));
  const known = knownDatasources(traces?.uid === undefined ? ours : { ...ours, [traces.uid]: undefined }, settings);
  const placed = own.map((model, index) => ({ path: `dashboards.own[${index}]`, model }));
  refuse([
    ...placedProblems(placed, { environment, known }),
    ...(isMounted ? [] : folderProblems('dashboards', folder, as)),
  ]);
  const made = madeDashboards(
    facts,
    { ...settings, prometheus, own },
    { environment, tenant: endpoint.tenants[0] ?? environment },
  );
  // For mounted dashboards, the provisioning of the pods names the folder.
  const found = isMounted ? undefined : folder;
  const objects = dashboardObjects(made, { environment, namespace, as, instances, folder: found });
  const added = objects.map((object) => addObject(chart, object));
  const mounted = added.map(({ metadata }) => ({ name: metadata.name as string, folder: folder ?? FOLDER }));
  return { made, folder, mounted: isMounted ? mounted : [] };
}
