import { GP3 } from '../../../charts/loki/workloads/volumes';
import { type NodeCapacity, nodesFor, type PodRequests } from '../../cluster/node-capacity';
import type { Manifests } from '../../manifests/manifests';
import { type Manifest, title } from '../../manifests/manifest';
import { GIB, parseQuantity } from '../../manifests/quantity';
import { isStatefulSet, requestsOf } from '../../manifests/requests';
import { mostReplicasOf, replicasOf } from '../../manifests/scalers';
import { at, records, text } from '../../manifests/shape';
import type { PodsSetup, VolumeSetup } from './setup';

/** Decimal places of cores and GiB. Sums of floating-point requests have more, which mean nothing. */
const DIGITS = 4;

const rounded = (value: number): number => Number(value.toFixed(DIGITS));

/** Pods of each long-running workload. */
export function podsOf(manifests: Manifests): PodsSetup[] {
  return manifests.workloads
    .map((workload) => ({ ...requestsOf(manifests, workload), most: mostReplicasOf(manifests, workload) }))
    .filter(({ pods }) => pods !== 0)
    .map(({ title, pod, pods, most }) => ({
      title,
      ...(pods === undefined ? {} : { count: pods }),
      ...(most === undefined ? {} : { most }),
      cpu: rounded(pod.cpu),
      memory: rounded(pod.memory),
    }));
}

/** Nodes for pods, of the types that a new cluster would have; undefined if a pod is larger than every type. */
export const nodesOf = (pods: readonly PodsSetup[]): NodeCapacity | undefined => nodesFor(requestsOfAll(pods));

/** Sum of the requests of pods. */
export function requestsOfAll(pods: readonly PodsSetup[]): PodRequests {
  const ofEach = pods.filter(({ count }) => count === undefined);
  const sum = (key: 'cpu' | 'memory') => ofEach.reduce((total, pod) => total + pod[key], 0);
  return {
    pods: pods.flatMap(({ title, count, cpu, memory }) =>
      count === undefined ? [] : [{ replicas: count, cpu, memory, isStateful: isStatefulSet(title) }],
    ),
    everyNode: { cpu: sum('cpu'), memory: sum('memory') },
  };
}

/** Volumes of pods: those that StatefulSets claim for each pod, and separate claims. */
export function volumesOf(manifests: Manifests): VolumeSetup[] {
  const ofPods = manifests.workloads.flatMap((workload) =>
    records(workload.spec.volumeClaimTemplates).map((claim) => ({
      title: workload.title,
      count: replicasOf(manifests, workload) ?? 1,
      ...claimed(manifests, claim.spec),
    })),
  );
  const single = manifests
    .ofKind('PersistentVolumeClaim')
    .map((claim) => ({ title: title(claim), count: 1, ...claimed(manifests, claim['spec']) }));
  return [...ofPods, ...single].filter(({ count }) => count > 0);
}

/** Volumes with the sizes that some workloads have now. */
export function grown(volumes: readonly VolumeSetup[], present: Manifests): VolumeSetup[] {
  const sizes = new Map(volumesOf(present).map(({ title, gibibytes }) => [title, gibibytes]));
  return volumes.map((volume) => ({ ...volume, gibibytes: sizes.get(volume.title) ?? volume.gibibytes }));
}

function claimed(manifests: Manifests, spec: unknown): Pick<VolumeSetup, 'gibibytes' | 'throughput'> {
  const size = parseQuantity(at(spec, 'resources.requests.storage')) ?? 0;
  const named = text(at(spec, 'storageClassName'));
  const isOfClass = ({ metadata }: Manifest) => metadata.name === named;
  const storageClass = manifests.ofKind('StorageClass').find(isOfClass);
  const throughput = Number(text(at(storageClass, 'parameters.throughput')) ?? GP3.mebibytesPerSecond);
  return {
    gibibytes: rounded(size / GIB),
    throughput: Number.isFinite(throughput) ? throughput : GP3.mebibytesPerSecond,
  };
}
