import { parsedJson } from '../../../manifests/json';
import { GRAFANA } from '../../../../charts/grafana/deploy/props';
import { FOLDER } from '../../../../charts/grafana/dashboards/add';
import { DASHBOARD_NAMES, dashboardUid } from '../../../../charts/grafana/dashboards/names';
import { WORKLOAD_KINDS } from '../../../../charts/kubernetes/workload-kinds';
import type { Manifest } from '../../../manifests/manifest';
import { at, isRecord, record, records, text } from '../../../manifests/shape';
import { yamlValue } from '../../../manifests/yaml/parse';
import type { Importing } from '../../importing';

/** True for the workload of a Grafana of this library. */
export const isDeployedGrafana = ({ kind, metadata }: Manifest): boolean =>
  WORKLOAD_KINDS.includes(kind) && metadata.name === GRAFANA;

/**
 * Reads whether Grafana is deployed, and its dashboards: those of the library that are left out, and those of a user.
 * `render` gives the objects of the environment so far.
 */
export function readOwnDashboards(
  { draft }: Importing,
  objects: readonly Manifest[],
  render: () => readonly Manifest[],
): void {
  const isDeployed = objects.some(isDeployedGrafana);
  if (isDeployed) draft.set(['grafana', 'deploy'], true);
  const found = modelsIn(objects);
  if (found.size === 0) {
    if (isDeployed) draft.set(['grafana', 'dashboards'], false);
    return;
  }
  draft.set(['grafana', 'dashboards'], true);
  const ours = modelsIn(render());
  const own = [...found].filter(([uid]) => !isOfLibrary(draft.name, uid)).map(([, model]) => model.json);
  const without = DASHBOARD_NAMES.filter((name) => {
    const uid = dashboardUid(draft.name, name);
    return ours.has(uid) && !found.has(uid);
  });
  const folder = isDeployed ? mountedFolder(objects) : [...found.values()].flatMap((one) => one.folder ?? [])[0];
  const settings = {
    ...(without.length > 0 ? { without } : {}),
    ...(folder === undefined ? {} : { folder }),
    ...(own.length > 0 ? { own } : {}),
  };
  if (Object.keys(settings).length > 0) draft.replace(['grafana', 'dashboards'], settings);
}

/** Folder of the dashboards that pods of a Grafana mount; undefined if it is that of the library. */
function mountedFolder(objects: readonly Manifest[]): string | undefined {
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === GRAFANA);
  const providers = Object.values(record(map?.['data'])).flatMap((file) =>
    typeof file === 'string' && file.includes('providers:') ? records(at(yamlValue(file), 'providers')) : [],
  );
  const folder = text(providers[0]?.['folder']);
  return folder === FOLDER ? undefined : folder;
}

const isOfLibrary = (environment: string, uid: string): boolean =>
  DASHBOARD_NAMES.some((name) => dashboardUid(environment, name) === uid);

interface Model {
  readonly json: unknown;
  readonly folder?: string;
}

/** Dashboards in objects by their uids. */
function modelsIn(objects: readonly Manifest[]): Map<string, Model> {
  const texts = objects.flatMap((object): [string, string | undefined][] => {
    if (object.kind === 'GrafanaDashboard') {
      const json = text(at(object, 'spec.json'));
      return json === undefined ? [] : [[json, text(at(object, 'spec.folder'))]];
    }
    if (object.kind !== 'ConfigMap' || !object.metadata.name.startsWith('loki-dashboards-')) return [];
    const folder = text(record(at(object, 'metadata.annotations'))['grafana_folder']);
    return Object.values(record(object['data'])).flatMap((json): [string, string | undefined][] =>
      typeof json === 'string' ? [[json, folder]] : [],
    );
  });
  return new Map(
    texts.flatMap(([json, folder]) => {
      // Somebody may have changed it by hand.
      const model = parsedJson(json);
      return isRecord(model) ? [[String(model['uid']), { json: model, folder }] as const] : [];
    }),
  );
}
