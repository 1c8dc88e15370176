import { kubectlSelector, selects } from '../../../manifests/selectors';
import { isReady } from '../../pods';
import type { Fault, Symptom } from '../fault';
import { hopOf } from '../hops';
import type { SnapshotPod } from '../snapshot';
import { some, type View } from '../view';
import { missesPart } from './drift';
import { type Expected, isOffThePath, titleOf } from './workloads';

/** True if a controller of one of the expected workloads made a pod. */
const isOf = ({ setup }: View, { metadata: { namespace, ownerReferences = [] } }: SnapshotPod): boolean =>
  ownerReferences.some((owner) =>
    setup.workloads.some(
      (one) =>
        one.namespace === namespace &&
        (owner.kind === 'ReplicaSet'
          ? one.kind === 'Deployment' && owner.name.startsWith(`${one.name}-`)
          : owner.kind === one.kind && owner.name === one.name),
    ),
  );

/** True if a pod has all labels by which a workload and its Service select pods. */
const isSelected = ({ metadata }: SnapshotPod, { namespace, labels }: Expected): boolean =>
  metadata.namespace === namespace &&
  Object.keys(labels).length > 0 &&
  selects({ matchLabels: labels }, metadata.labels ?? {});

const foreign: Fault = {
  id: 'pod-foreign',
  hop: 'distributor',
  cause: 'a pod that is not of the environment has the labels of a workload, so its Service sends requests to it',
  find: (view) => {
    const { setup, snapshot } = view;
    // Older bundles do not say who made a pod.
    if (setup.found || !snapshot.pods.some(({ metadata }) => metadata.ownerReferences)) return [];
    const others = snapshot.pods.filter((pod) => isReady(pod) && !isOf(view, pod));
    return setup.workloads.flatMap((expected) => {
      const found = others.filter((pod) => isSelected(pod, expected));
      const [first] = found;
      if (!first) return [];
      const { namespace, component, labels } = expected;
      const hop = hopOf(component);
      const [owner] = first.metadata.ownerReferences ?? [];
      return {
        hop,
        isMild: isOffThePath(component),
        explains: (other: Symptom) => missesPart(hop, other),
        evidence: `${some(found.map(({ metadata }) => metadata.name))}${owner ? ` of ${owner.kind} ${owner.name}` : ''} is ready and has the labels of ${titleOf(expected)}`,
        fix: [
          `kubectl get deployments,statefulsets,daemonsets,pods --namespace ${namespace} --selector ${kubectlSelector(labels)}`,
          'delete what is not of the environment, or give it other labels',
        ],
      };
    });
  },
};

/** Faults of pods that others made. */
export const FOREIGN_FAULTS: readonly Fault[] = [foreign];
