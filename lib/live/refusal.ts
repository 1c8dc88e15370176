import type { Workload } from '../manifests/workloads';
import { type ClusterEvent, type NamespaceSnapshot, podsOf, warningsOf } from './pods';

/** Fields of a workload in the cluster that tell whether all of its pods exist. */
export interface Made {
  readonly spec: { readonly replicas?: number };
  readonly status?: {
    readonly desiredNumberScheduled?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/**
 * The last refusal of a pod that a workload still lacks. Events stay for an hour, so they are ignored for a workload that has all
 * of its pods. A Deployment whose new version is refused has all pods of the former one, and a condition.
 *
 * @param least pods that it has at least, if its object does not say it
 */
export function refusalOf(
  workload: Workload,
  { spec, status }: Made,
  snapshot: NamespaceSnapshot,
  least = 1,
): ClusterEvent | undefined {
  const refused = warningsOf(workload, snapshot).filter(({ reason }) => reason === 'FailedCreate');
  const wanted = workload.kind === 'DaemonSet' ? status?.desiredNumberScheduled : (spec.replicas ?? least);
  const failing = status?.conditions?.some((one) => one.type === 'ReplicaFailure' && one.status === 'True') ?? false;
  return failing || podsOf(workload, snapshot).length < (wanted ?? least) ? refused.at(-1) : undefined;
}
