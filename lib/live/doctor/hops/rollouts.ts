import { podsOf } from '../../pods';
import type { Fault } from '../fault';
import { hopOf } from '../hops';
import { objectOf, liveWorkloads, titleOf } from './workloads';

const paused: Fault = {
  id: 'rollout-paused',
  hop: 'agent',
  isMild: true,
  cause: 'the rollouts of a Deployment are paused: new versions of it have no effect',
  find: (view) =>
    liveWorkloads(view).flatMap(({ expected }) =>
      objectOf(view, expected)?.spec.paused !== true
        ? []
        : {
            hop: hopOf(expected.component),
            evidence: `${titleOf(expected)} has spec.paused: true`,
            fix: [`kubectl rollout resume --namespace ${expected.namespace} deployment/${expected.name}`],
          },
    ),
};

const deadline: Fault = {
  id: 'rollout-deadline',
  hop: 'agent',
  isMild: true,
  cause: 'the rollout of a Deployment did not end in its time: pods of the former version are still in use',
  find: (view) =>
    liveWorkloads(view).flatMap(({ expected, workload }) => {
      const { conditions = [] } = objectOf(view, expected)?.status ?? {};
      const late = conditions.find(({ reason }) => reason === 'ProgressDeadlineExceeded');
      if (!late || podsOf(workload, view.namespace(expected.namespace)).length === 0) return [];
      const hop = hopOf(expected.component);
      const { namespace, name } = expected;
      return {
        hop,
        // Pods of the new version say why.
        follows: [hop],
        evidence: `${titleOf(expected)}: ${late.message ?? late.reason}`,
        fix: [
          `kubectl describe --namespace ${namespace} deployment ${name}`,
          `kubectl get replicasets --namespace ${namespace}: pods of the newest one are not ready, or not made`,
        ],
      };
    }),
};

const partition: Fault = {
  id: 'rollout-partition',
  hop: 'store',
  isMild: true,
  cause: 'a StatefulSet has a partition: its pods below that number stay at the former version',
  find: (view) =>
    liveWorkloads(view).flatMap(({ expected }) => {
      const { spec, status } = objectOf(view, expected) ?? {};
      const below = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
      if (below === 0 || status?.updateRevision === undefined || status.currentRevision === status.updateRevision)
        return [];
      const { namespace, name } = expected;
      const patch = '[{"op":"replace","path":"/spec/updateStrategy/rollingUpdate/partition","value":0}]';
      return {
        hop: hopOf(expected.component),
        evidence: `${titleOf(expected)} has a new version, and spec.updateStrategy.rollingUpdate.partition ${below}`,
        fix: [`kubectl patch statefulset --namespace ${namespace} ${name} --type json --patch '${patch}'`],
      };
    }),
};

/** Faults of rollouts. */
export const ROLLOUT_FAULTS: readonly Fault[] = [paused, deadline, partition];
