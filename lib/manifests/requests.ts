import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { GIB, parseQuantity } from './quantity';
import type { Manifests } from './manifests';
import { replicasOf } from './scalers';
import type { Workload } from './workloads';

/** Requests of the pods of a workload. */
export interface Requests {
  /** `Deployment loki/loki-querier`. */
  readonly title: string;

  /** Cores, and GiB of memory, of one pod. */
  readonly pod: { readonly cpu: number; readonly memory: number };

  /** Number of pods; undefined if there is one on each node. */
  readonly pods: number | undefined;
}

/** True if a title is that of a StatefulSet. */
export const isStatefulSet = (title: string): boolean => title.startsWith('StatefulSet ');

/**
 * Requests of the pods of a workload. An autoscaler may create more pods. Jobs and init containers are temporary and do
 * not count.
 */
export function requestsOf(manifests: Manifests, workload: Workload): Requests {
  const { kind, title, pod } = workload;
  const requests = pod.containers.map(({ resources }) => resources?.requests ?? {});
  const isLasting = WORKLOAD_KINDS.includes(kind);
  const sum = (key: string) => requests.reduce((total, request) => total + (parseQuantity(request[key]) ?? 0), 0);
  return {
    title,
    pod: { cpu: sum('cpu'), memory: sum('memory') / GIB },
    pods: kind === 'DaemonSet' ? undefined : isLasting ? (replicasOf(manifests, workload) ?? 1) : 0,
  };
}
