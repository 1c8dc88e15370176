import { type Manifest } from './manifest';
import type { Manifests } from './manifests';
import { sameNamespace } from './selectors';
import { record } from './shape';
import type { Workload } from './workloads';

/** HorizontalPodAutoscaler: the fields that are read. */
export interface Scaler {
  /** Its spec. */
  readonly spec?: {
    /** Lowest number of pods. @default 1 */
    readonly minReplicas?: number;

    /** Workload it scales. */
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  };
}

/** Kinds with a number of replicas. Others may be custom resources, which are not looked into. */
export const SCALED = ['Deployment', 'StatefulSet', 'ReplicaSet'];

/** Lowest number of pods of a workload: the minimum of its autoscaler if it has one; undefined if unknown. */
export function replicasOf(manifests: Manifests, workload: Workload): number | undefined {
  if (workload.kind === 'Pod') return 1;
  if (!SCALED.includes(workload.kind)) return undefined;
  const scaler = scalersOf(manifests).find((one) => isTarget(one, workload));
  if (!scaler) return workload.spec.replicas ?? 1;
  const { minReplicas } = record(scaler.spec);
  return typeof minReplicas === 'number' ? minReplicas : 1;
}

export const scalersOf = (manifests: Manifests): (Manifest & Scaler)[] =>
  manifests.ofKind<Scaler>('HorizontalPodAutoscaler');

export function isTarget(scaler: Manifest & Scaler, workload: Workload): boolean {
  const { kind, name } = record(record(scaler.spec).scaleTargetRef);
  return (
    kind === workload.kind && name === workload.name && sameNamespace(scaler.metadata.namespace, workload.namespace)
  );
}

/** Pods that a number or a percentage of some pods stands for. Kubernetes rounds percentages up. */
export function podsIn(value: unknown, count: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? undefined : Math.ceil((Number(percent) * count) / 100);
}
