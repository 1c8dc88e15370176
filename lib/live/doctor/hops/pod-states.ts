import { counted } from '../../../../charts/input/counted';
import { hintFor, POD_HINTS } from '../../hints';
import { OTHER_CPU } from '../../hints/images';
import { isAbout, isServing, podsOf, warningsOf } from '../../pods';
import { PROBE, trouble } from '../../trouble';
import type { Fault } from '../fault';
import { hopOf } from '../hops';
import type { SnapshotPod } from '../snapshot';
import { linesOf, some, type View } from '../view';
import { isServed, liveWorkloads, type LiveWorkload, titleOf } from './workloads';

/** Seconds after the end of its grace period from which a pod ends too late. */
const LATE_TO_END = 300;

/** Pods of a workload, as the snapshot has them. */
const podsIn = (view: View, { expected, workload }: LiveWorkload): SnapshotPod[] =>
  podsOf(workload, view.namespace(expected.namespace)) as SnapshotPod[];

const terminating: Fault = {
  id: 'pod-terminating',
  hop: 'agent',
  cause: 'a pod was deleted and does not end, and a StatefulSet or a DaemonSet makes no other meanwhile',
  follows: ['node'],
  find: (view) =>
    liveWorkloads(view).flatMap((one) => {
      const pods = podsIn(view, one);
      // The deletion timestamp is the end of the grace period.
      const stuck = pods.filter(
        ({ metadata: { deletionTimestamp } }) =>
          deletionTimestamp !== undefined && view.secondsSince(deletionTimestamp) > LATE_TO_END,
      );
      const [first] = stuck;
      if (!first) return [];
      const { name, namespace, deletionTimestamp = '' } = first.metadata;
      const { nodeName } = first.spec;
      return {
        hop: hopOf(one.expected.component),
        isMild: isServed(view, one, pods.filter(isServing).length),
        evidence: `${titleOf(one.expected)}: ${some(stuck.map(({ metadata }) => metadata.name))} should have ended at ${deletionTimestamp}`,
        fix: [
          ...(nodeName === undefined ? [] : [`kubectl get node ${nodeName}`]),
          `kubectl get pod --namespace ${namespace} ${name} -o jsonpath='{.metadata.finalizers}'`,
          `if its node is gone: kubectl delete pod --namespace ${namespace} ${name} --force --grace-period=0`,
        ],
      };
    }),
};

/** Seconds for which a container that ended is reported although it runs again. */
const LATELY = 3600;

const outOfMemory: Fault = {
  id: 'pod-out-of-memory',
  hop: 'agent',
  isMild: true,
  cause: 'a container needs more memory than its limit',
  find: (view) =>
    liveWorkloads(view).flatMap((one) => {
      // A pod that is not ready has another fault.
      const ended = podsIn(view, one).filter((pod) => isServing(pod) && endedLately(view, pod));
      const [first] = ended;
      if (!first) return [];
      const { namespace, kind, component } = one.expected;
      const restarts = Math.max(0, ...(first.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
      const names = some(ended.map(({ metadata }) => metadata.name));
      const message = `runs again after ${counted(restarts, 'restart')}`;
      const why = trouble(first.metadata.name, 'OOMKilled', message);
      return {
        hop: hopOf(component),
        evidence: `${titleOf(one.expected)}: ${names}: OOMKilled in the last hour, and ${message}`,
        fix: [hintFor(view.subject(namespace, kind, why)).next],
      };
    }),
};

/** True if a container of a pod was ended for its memory in the last hour. */
const endedLately = (view: View, { status }: SnapshotPod): boolean =>
  (status?.containerStatuses ?? []).some(({ lastState }) => {
    const { terminated } = lastState ?? {};
    return terminated?.reason === 'OOMKilled' && isLately(view, terminated);
  });

/** Several restarts of a container. */
const LEAST_RESTARTS = 3;

const restarting: Fault = {
  id: 'pod-restarts',
  hop: 'agent',
  isMild: true,
  cause: 'a container has ended several times, by itself or by the kubelet, and runs again for now',
  find: (view) =>
    liveWorkloads(view).flatMap((one) => {
      const again = podsIn(view, one).filter(
        (pod) => isServing(pod) && runsOf(pod).some((run) => isLately(view, run) && run.reason !== 'OOMKilled'),
      );
      const [first] = again;
      if (!first) return [];
      const { namespace, component } = one.expected;
      const { name } = first.metadata;
      const [run] = runsOf(first);
      const probe = warningsOf(one.workload, view.namespace(namespace)).findLast(
        (event) => isAbout(event, first) && PROBE.test(event.message ?? ''),
      );
      return {
        hop: hopOf(component),
        ...(probe ? { id: 'pod-probe', cause: POD_HINTS.get('pod-probe') } : {}),
        evidence: `${titleOf(one.expected)}: ${some(again.map(({ metadata }) => metadata.name))}: ${counted(run?.restartCount ?? 0, 'restart')}, the last one in the last hour, with code ${run?.exitCode}${probe?.message === undefined ? '' : `: ${probe.message.replace(/\s+/g, ' ')}`}`,
        fix: [`kubectl logs --namespace ${namespace} ${name} --all-containers --previous --tail 50`],
      };
    }),
};

/** Former runs of containers that were restarted several times. */
const runsOf = ({ status }: SnapshotPod) =>
  (status?.containerStatuses ?? []).flatMap(({ restartCount, lastState }) =>
    lastState?.terminated && restartCount >= LEAST_RESTARTS ? { ...lastState.terminated, restartCount } : [],
  );

/** True if a container ended in the last hour. */
const isLately = (view: View, { finishedAt }: { readonly finishedAt?: string }): boolean =>
  finishedAt !== undefined && view.secondsSince(finishedAt) < LATELY;

const otherCpu: Fault = {
  id: OTHER_CPU.id,
  hop: 'agent',
  cause: OTHER_CPU.cause,
  find: (view) =>
    liveWorkloads(view).flatMap((one) => {
      const pods = podsIn(view, one);
      const lines = view.logs('exec-format').filter(({ pod }) => pods.some(({ metadata }) => metadata.name === pod));
      if (lines.length === 0) return [];
      return {
        hop: hopOf(one.expected.component),
        isMild: isServed(view, one, pods.filter(isServing).length),
        evidence: `${titleOf(one.expected)}: exec format error: ${linesOf(lines)}`,
        fix: [OTHER_CPU.next()],
      };
    }),
};

/** Faults of states of pods, and of containers that ended. */
export const POD_STATE_FAULTS: readonly Fault[] = [terminating, outOfMemory, restarting, otherCpu];
