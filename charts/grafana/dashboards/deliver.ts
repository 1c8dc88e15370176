import { k8s } from 'cdk8s-plus-28';
import { checksum, MANAGED_BY } from '../../kubernetes/objects';
import { PART_LABEL } from '../../kubernetes/parts';
import { resourceName } from '../operator';
import { DEFAULT_INSTANCES, type DatasourcesAs } from '../settings';
import type { MadeDashboard } from './dashboards';

/** Ways in which dashboards reach Grafana. */
interface Delivery {
  /** Name of the environment. */
  readonly environment: string;

  /** Namespace of Grafana. */
  readonly namespace: string;

  /** Way in which they reach it. */
  readonly as: DatasourcesAs;

  /** Labels of the `Grafana` resources. @default - those of the operator's own examples */
  readonly instances?: Readonly<Record<string, string>>;

  /** Folder of Grafana. @default - that of the sidecar or the operator */
  readonly folder?: string;
}

/** Label by which the sidecar finds dashboards: the default of `sidecar.dashboards.label` in Grafana's charts. */
const DASHBOARD_LABEL: Record<string, string> = { grafana_dashboard: '1' };

/** Annotation with the folder, as the charts of Grafana have it in their examples. */
const FOLDER = 'grafana_folder';

/** Objects with dashboards: ConfigMaps with a file each, or resources of the Grafana operator. */
export function dashboardObjects(made: readonly MadeDashboard[], delivery: Delivery): object[] {
  if (delivery.as === 'operator') return made.map((one) => resourceOf(one, delivery));
  const groups = new Map<string, MadeDashboard[]>();
  for (const one of made) {
    const name = one.group === 'own' ? ownName(one) : one.group;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups].map(([name, all]) => configMapOf(name, all, delivery));
}

/** Name for a dashboard of the user's: that of an object of Kubernetes, and one for each uid. */
const ownName = ({ uid }: MadeDashboard): string =>
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(uid) ? `own-${uid}` : `own-${checksum(uid).slice(0, 10)}`;

/** Each dashboard of the user's can be large, and is delivered by itself. */
const partLabel = (group: MadeDashboard['group']): Record<string, string> =>
  group === 'own' ? { [PART_LABEL]: 'dashboard' } : {};

function configMapOf(name: string, all: readonly MadeDashboard[], delivery: Delivery): object {
  const { environment, namespace, as, folder } = delivery;
  const [first] = all as readonly [MadeDashboard, ...MadeDashboard[]];
  return k8s.KubeConfigMap.manifest({
    metadata: {
      name: `loki-dashboards-${environment}-${name}`,
      namespace,
      labels: { ...(as === 'files' ? {} : DASHBOARD_LABEL), ...MANAGED_BY, ...partLabel(first.group) },
      ...(folder === undefined ? {} : { annotations: { [FOLDER]: folder } }),
    },
    // The sidecar writes all files into one folder.
    data: Object.fromEntries(all.map(({ uid, json }) => [`${uid}.json`, json])),
  }) as object;
}

/** A dashboard as a resource of the Grafana operator (https://grafana.github.io/grafana-operator/docs/dashboards/). */
function resourceOf({ uid, json, group }: MadeDashboard, { namespace, instances, folder }: Delivery): object {
  return {
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDashboard',
    metadata: { name: resourceName(uid), namespace, labels: { ...MANAGED_BY, ...partLabel(group) } },
    spec: {
      instanceSelector: { matchLabels: instances ?? DEFAULT_INSTANCES },
      ...(folder === undefined ? {} : { folder }),
      json,
    },
  };
}
