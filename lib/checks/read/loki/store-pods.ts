import { LOKI_COMPONENTS, LokiNames } from '../../../../charts/loki/components';
import { ACCESS_KEY_ENV } from '../../../../charts/loki/workloads/store-access';
import { type Manifest, titleOf } from '../../../manifests/manifest';
import type { Manifests } from '../../../manifests/manifests';
import { roleOf } from '../../../manifests/service-accounts';
import { texts } from '../../../manifests/shape';
import type { Workload } from '../../../manifests/workloads';

/** Pods that reach the object store, and the service account they run under. */
export interface StorePods {
  /** Workload that creates them. */
  readonly workload: Workload;

  /** Name of their service account, if they name one. */
  readonly name: string | undefined;

  /** Title of that account. */
  readonly title: string;

  /** The account, if it is in the manifests. */
  readonly account: Manifest | undefined;
}

/** The pods that reach the object store. */
export function storePods(manifests: Manifests): StorePods[] {
  return manifests.workloads.filter(reachesStore).map((workload) => {
    const { namespace } = workload;
    const name = workload.pod.serviceAccountName;
    const account = manifests.find('ServiceAccount', namespace, name ?? 'default');
    return { workload, name, title: titleOf('ServiceAccount', namespace, name ?? 'default'), account };
  });
}

/** ARNs of the roles under which pods reach the object store. */
export function storeRoles(manifests: Manifests): string[] {
  const roles = storePods(manifests).map(({ account }) => account && roleOf(account));
  return [...new Set(roles.filter((role) => role !== undefined))];
}

/** True if pods may take an access key from their environment. Secrets that are a whole environment are not read. */
export const hasAccessKey = ({ pod }: Workload): boolean =>
  pod.containers.some(
    ({ env = [], envFrom = [] }) => envFrom.length > 0 || env.some(({ name }) => name === ACCESS_KEY_ENV.id),
  );

const STORE_TARGETS = LOKI_COMPONENTS.filter(({ objectStore }) => objectStore).map(({ target }) => target);

/** True if pods use the object store, by our label or by the component of Loki they run. */
function reachesStore({ labels, pod }: Workload): boolean {
  const labelled = Object.entries(LokiNames.OBJECT_STORE_LABEL).every(([key, value]) => labels[key] === value);
  const args = pod.containers.flatMap((container) => texts(container['args']));
  return labelled || STORE_TARGETS.some((target) => args.includes(`-target=${target}`));
}
