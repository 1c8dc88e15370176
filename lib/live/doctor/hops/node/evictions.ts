import { DISK_LIMIT_CAUSE, OVER_OWN_LIMIT } from '../../../hints/nodes';
import { isReady } from '../../../pods';
import { componentOf } from '../../components';
import type { Fault, Symptom } from '../../fault';
import { type HopName, hopOf } from '../../hops';
import type { SnapshotPod } from '../../snapshot';
import { some, type View } from '../../view';
import { reliefFor } from './relief';

/** A pod that the kubelet evicted in the last hour, and why. */
interface Evicted {
  readonly pod: SnapshotPod;
  readonly why: string;
}

/** Events of an eviction stay for an hour, and the pod for days. */
function evicted({ snapshot }: View): Evicted[] {
  const events = new Map(
    snapshot.events
      .filter(({ reason }) => reason === 'Evicted')
      .map(({ involvedObject, message = '' }) => [involvedObject.name, message.trim()]),
  );
  return snapshot.pods.flatMap((pod) => {
    const why = events.get(pod.metadata.name);
    return isReady(pod) || why === undefined ? [] : { pod, why };
  });
}

/** True if an event says that a pod was evicted. */
export const isEvicted = ({ snapshot }: View, name: string): boolean =>
  snapshot.events.some(({ reason, involvedObject }) => reason === 'Evicted' && involvedObject.name === name);

const namesOf = (found: readonly Evicted[]): string => some(found.map(({ pod }) => pod.metadata.name));

/** Part of the path that a pod is in. */
const partOf = ({ pod: { metadata } }: Evicted): HopName => hopOf(componentOf(metadata.labels, metadata.name));

/** Tells that a part has no pods since all were evicted. */
const leavesNone =
  (gone: readonly Evicted[]) =>
  ({ id, hop }: Symptom): boolean =>
    id === 'workload-no-pods' && gone.some((one) => partOf(one) === hop);

const ofNode: Fault = {
  id: 'node-evicted',
  hop: 'node',
  isMild: true,
  cause: 'the kubelet evicted pods, since their node ran out of disk or memory',
  find: (view) => {
    const gone = evicted(view).filter(({ why }) => !OVER_OWN_LIMIT.test(why));
    const [first] = gone;
    if (!first) return undefined;
    const nodes = gone.flatMap(({ pod }) => pod.spec.nodeName ?? []);
    return {
      evidence: `${namesOf(gone)} was evicted${nodes.length > 0 ? ` from ${some(nodes)}` : ''}: ${first.why}`,
      fix: [`kubectl describe node ${nodes[0] ?? ''}`.trim(), reliefFor(first.why)],
      explains: leavesNone(gone),
    };
  },
};

const ofLimit: Fault = {
  id: 'pod-disk-limit',
  hop: 'agent',
  isMild: true,
  cause: DISK_LIMIT_CAUSE,
  find: (view) => {
    const gone = evicted(view).filter(({ why }) => OVER_OWN_LIMIT.test(why));
    const [first] = gone;
    if (!first) return undefined;
    return {
      hop: partOf(first),
      evidence: `${namesOf(gone)}: ${first.why}`,
      fix: [
        /EmptyDir/.test(first.why)
          ? 'raise sizeLimit of that emptyDir volume'
          : 'raise resources.limits of ephemeral-storage of its containers',
        `kubectl get limitrange --namespace ${first.pod.metadata.namespace}: it may set that limit`,
      ],
      explains: leavesNone(gone),
    };
  },
};

/** Faults of nodes that evict pods. */
export const EVICTION_FAULTS: readonly Fault[] = [ofNode];

/** Faults of pods that are evicted for their own use of disk. */
export const DISK_LIMIT_FAULTS: readonly Fault[] = [ofLimit];
