import type { k8s } from 'cdk8s-plus-28';
import { yamlOf } from '../../kubernetes/yaml';
import { dollarsTwice } from '../provisioning';

/** ConfigMap whose keys are dashboards, and the folder that shows them. */
export interface DashboardConfigMap {
  /** Name of the ConfigMap, in Grafana's namespace. */
  readonly name: string;

  /** Folder in Grafana. */
  readonly folder: string;
}

/** Folder of the pod with the dashboards. */
const DASHBOARDS_PATH = '/etc/grafana/dashboards';

/** Interval at which Grafana looks for changed dashboards. */
const UPDATE_SECONDS = 30;

/**
 * ConfigMaps with dashboards that the pods mount: those of the library, and a user's own by their folder.
 *
 * @param made those that a chart of the library makes
 */
export function dashboardConfigMaps(
  made: readonly DashboardConfigMap[],
  own: Readonly<Record<string, readonly string[]>> = {},
): DashboardConfigMap[] {
  return [...made, ...Object.entries(own).flatMap(([folder, names]) => names.map((name) => ({ name, folder })))];
}

/** Volumes, mounts and the provisioning file of dashboards. */
export interface DashboardMounts {
  readonly volumes: readonly k8s.Volume[];
  readonly mounts: readonly k8s.VolumeMount[];

  /** Provisioning file. @default - there are no dashboards */
  readonly file?: string;
}

/**
 * A volume and a provider for each folder. Grafana reads changed files again, so their change rolls no pods; a pod also starts
 * without a ConfigMap that does not exist yet.
 */
export function dashboardMounts(configMaps: readonly DashboardConfigMap[]): DashboardMounts {
  const folders = [...new Set(configMaps.map(({ folder }) => folder))].map((folder, index) => ({
    folder,
    volume: `dashboards-${index + 1}`,
    path: `${DASHBOARDS_PATH}/${index + 1}`,
    names: configMaps.filter((one) => one.folder === folder).map(({ name }) => name),
  }));
  if (folders.length === 0) return { volumes: [], mounts: [] };
  const providers = folders.map(({ folder, path }) => ({
    name: folder,
    orgId: 1,
    folder,
    type: 'file',
    allowUiUpdates: false,
    updateIntervalSeconds: UPDATE_SECONDS,
    options: { path },
  }));
  return {
    volumes: folders.map(({ volume, names }) => ({
      name: volume,
      projected: { sources: names.map((name) => ({ configMap: { name, optional: true } })) },
    })),
    mounts: folders.map(({ volume, path }) => ({ name: volume, mountPath: path, readOnly: true })),
    file: yamlOf({ apiVersion: 1, providers: dollarsTwice(providers) }),
  };
}
