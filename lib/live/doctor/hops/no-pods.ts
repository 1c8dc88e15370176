import { hintFor } from '../../hints';
import { endedPodsOf, podsOf, warningsOf } from '../../pods';
import { troubleOf } from '../../trouble';
import type { Fault } from '../fault';
import { hopOf } from '../hops';
import { isServed, liveWorkloads, objectOf, titleOf } from './workloads';

/**
 * Faults of workloads without pods that no event explains: their controller does not run, the pods were just deleted, or the
 * kubelet refuses each that is made.
 */
export const NO_PODS: Fault = {
  id: 'workload-no-pods',
  hop: 'agent',
  cause: 'a workload has no pod at all',
  find: (view) =>
    liveWorkloads(view).flatMap((one) => {
      const { expected, workload } = one;
      const { kind, namespace, name, component, replicas } = expected;
      const snapshot = view.namespace(namespace);
      const isEmpty = kind !== 'DaemonSet' && replicas > 0 && objectOf(view, expected)?.spec.replicas !== 0;
      const says = podsOf(workload, snapshot).length > 0 || warningsOf(workload, snapshot).length > 0;
      if (!isEmpty || view.areUnseen('pods', namespace) || says) return [];
      const of = { hop: hopOf(component), isMild: isServed(view, one, 0) };
      const last = endedPodsOf(workload, snapshot).findLast(({ status }) => status?.reason !== undefined);
      // Evictions are other faults.
      if (last && last.status?.reason !== 'Evicted') {
        const why = troubleOf(last, [], snapshot);
        const { id, cause, next } = hintFor(view.subject(namespace, kind, why));
        const evidence = `${titleOf(expected)} has no other pod than those that ended: ${why.on}: ${why.reason}: ${why.message}`;
        return { ...of, id, cause, evidence, fix: [next] };
      }
      return {
        ...of,
        evidence: `${titleOf(expected)} has 0 pods instead of ${replicas}`,
        fix: [`kubectl describe --namespace ${namespace} ${kind.toLowerCase()} ${name}`],
      };
    }),
};
