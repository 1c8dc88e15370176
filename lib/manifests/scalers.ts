import { ByName } from './groups';
import type { Manifest } from './manifest';
import type { Manifests } from './manifests';
import { record } from './shape';
import type { Workload } from './workloads';

/** HorizontalPodAutoscaler, or ScaledObject of KEDA: the fields that are read. */
export interface Scaler {
  /** Its spec. */
  readonly spec?: {
    /** Lowest number of pods of a HorizontalPodAutoscaler. @default 1 */
    readonly minReplicas?: number;

    /** Lowest number of pods of a ScaledObject. @default 0 */
    readonly minReplicaCount?: number;

    /** Highest number of pods of a HorizontalPodAutoscaler. */
    readonly maxReplicas?: number;

    /** Highest number of pods of a ScaledObject. @default 100 */
    readonly maxReplicaCount?: number;

    /** Workload it scales. */
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  };
}

/** Kind of KEDA's autoscaler, which makes a HorizontalPodAutoscaler of its own. */
const KEDA = 'ScaledObject';

/** Highest number of pods of a ScaledObject that says none. */
const MOST_OF_KEDA = 100;

/** Kinds with a number of replicas. Others may be custom resources, which are not read. */
export const SCALED = ['Deployment', 'StatefulSet', 'ReplicaSet'];

/** Lowest number of pods of a workload: the minimum of its autoscaler if it has one; undefined if unknown. */
export function replicasOf(manifests: Manifests, workload: Workload): number | undefined {
  if (workload.kind === 'Pod') return 1;
  if (!SCALED.includes(workload.kind)) return undefined;
  const scaler = scalerOf(manifests, workload);
  if (!scaler) return workload.spec.replicas ?? 1;
  const { minReplicas, minReplicaCount } = record(scaler.spec);
  const [least, byDefault] = scaler.kind === KEDA ? [minReplicaCount, 0] : [minReplicas, 1];
  return typeof least === 'number' ? least : byDefault;
}

/** Highest number of pods of a workload with an autoscaler; undefined if it has none, or its maximum is not a number. */
export function mostReplicasOf(manifests: Manifests, workload: Workload): number | undefined {
  const scaler = scalerOf(manifests, workload);
  const { maxReplicas, maxReplicaCount = MOST_OF_KEDA } = record(scaler?.spec);
  const most = scaler?.kind === KEDA ? maxReplicaCount : maxReplicas;
  return typeof most === 'number' ? most : undefined;
}

/** Autoscalers among the objects. */
export const scalersOf = (manifests: Manifests): (Manifest & Scaler)[] => [
  ...manifests.ofKind<Scaler>('HorizontalPodAutoscaler'),
  ...manifests.ofKind<Scaler>(KEDA),
];

/** The autoscaler of a workload; undefined if it has none. */
export function scalerOf(manifests: Manifests, { kind, name, namespace }: Workload): (Manifest & Scaler) | undefined {
  return manifests
    .read(readScalers)
    .get(namespace, name)
    .find((scaler) => targetOf(scaler).kind === kind);
}

/** Autoscalers by the name of the workload that they scale. */
const readScalers = (manifests: Manifests): ByName<Manifest & Scaler> =>
  new ByName(
    scalersOf(manifests),
    (scaler) => targetOf(scaler).name,
    ({ metadata }) => metadata.namespace,
  );

/** Workload that an autoscaler scales. KEDA takes a Deployment if it has no kind. */
export const targetOf = ({ kind, spec }: Manifest & Scaler): { kind?: string; name?: string } => ({
  ...(kind === KEDA ? { kind: 'Deployment' } : {}),
  ...record(record(spec).scaleTargetRef),
});

/** Number of pods that a number or a percentage of `count` stands for. Kubernetes rounds most percentages up. */
export function podsIn(value: unknown, count: number, round: (pods: number) => number = Math.ceil): number | undefined {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? undefined : round((Number(percent) * count) / 100);
}
