import { ByName } from './groups';
import type { Manifest } from './manifest';
import type { Manifests } from './manifests';
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
  const scaler = scalerOf(manifests, workload);
  if (!scaler) return workload.spec.replicas ?? 1;
  const { minReplicas } = record(scaler.spec);
  return typeof minReplicas === 'number' ? minReplicas : 1;
}

export const scalersOf = (manifests: Manifests): (Manifest & Scaler)[] =>
  manifests.ofKind<Scaler>('HorizontalPodAutoscaler');

/** The autoscaler of a workload; undefined if it has none. */
export function scalerOf(manifests: Manifests, { kind, name, namespace }: Workload): (Manifest & Scaler) | undefined {
  return manifests
    .read(readScalers)
    .get(namespace, name)
    .find((scaler) => targetOf(scaler).kind === kind);
}

/** Autoscalers by the name of what they scale. */
const readScalers = (manifests: Manifests): ByName<Manifest & Scaler> =>
  new ByName(
    scalersOf(manifests),
    (scaler) => targetOf(scaler).name,
    ({ metadata }) => metadata.namespace,
  );

const targetOf = ({ spec }: Scaler): { kind?: string; name?: string } => record(record(spec).scaleTargetRef);

/** Pods that a number or a percentage of some pods stands for. Kubernetes rounds percentages up. */
export function podsIn(value: unknown, count: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? undefined : Math.ceil((Number(percent) * count) / 100);
}
