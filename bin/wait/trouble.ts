import { type ClusterEvent, type ContainerStatus, type Pod, podsOf, type Seen, warningsOf } from './seen';
import type { Workload } from '../../lib/manifests/workloads';

/** Why a pod is not ready, or is not there. */
export interface Trouble {
  /** Name of the pod; of the workload, where it has none. */
  readonly on: string;

  /** In one word: `ImagePullBackOff`. */
  readonly reason: string;

  /** What the cluster says of it, on one line. */
  readonly message: string;
}

/** What is wrong with a workload that is not ready, a line a pod. */
export function troublesOf(workload: Workload, seen: Seen): Trouble[] {
  const warnings = warningsOf(workload, seen);
  const pods = podsOf(workload, seen);
  const ready = (pod: Pod) => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  const late = pods.filter((pod) => !ready(pod) && !pod.metadata.deletionTimestamp);
  if (pods.length > 0) return late.map((pod) => troubleOf(pod, warnings));
  const [last] = warnings.slice(-1);
  return last ? [trouble(workload.name, last.reason, last.message)] : [];
}

function troubleOf(pod: Pod, warnings: readonly ClusterEvent[]): Trouble {
  const { name } = pod.metadata;
  const own = warnings.filter(({ involvedObject }) => involvedObject.kind === 'Pod' && involvedObject.name === name);
  const [last] = own.slice(-1);
  const unscheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) {
    const claim = claimWarning(pod, warnings);
    return claim ? trouble(name, claim.reason, claim.message) : trouble(name, 'Pending', unscheduled.message);
  }
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const stuck = containers.map((container) => containerTrouble(name, container)).find((one) => one !== undefined);
  if (stuck) return stuck;
  if (last) return trouble(name, last.reason, last.message);
  const starting = containers.find(({ state }) => state?.waiting);
  const condition = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.message;
  return starting
    ? trouble(name, starting.state?.waiting?.reason, `container ${starting.name} is about to start`)
    : trouble(name, 'NotReady', condition ?? 'its readiness probe has not succeeded yet');
}

/** What keeps the volume of a pod from being made: the scheduler only says that it waits for it. */
function claimWarning({ spec }: Pod, warnings: readonly ClusterEvent[]): ClusterEvent | undefined {
  const claims = spec?.volumes?.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []) ?? [];
  const own = warnings.filter(
    ({ involvedObject: { kind, name = '' } }) => kind === 'PersistentVolumeClaim' && claims.includes(name),
  );
  return own.at(-1);
}

/** Reasons of a container that only waits for its turn. */
const ORDERLY = ['ContainerCreating', 'PodInitializing'];

function containerTrouble(pod: string, { name, state, lastState, restartCount }: ContainerStatus): Trouble | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  const waiting = state?.waiting;
  if (ended?.reason === 'OOMKilled') {
    return trouble(pod, 'OOMKilled', `container ${name} needed more memory than its limit; ${restarts(restartCount)}`);
  }
  if (waiting?.reason === 'CrashLoopBackOff' || (state?.terminated && state.terminated.exitCode !== 0)) {
    const code = ended ? `exit code ${ended.exitCode}; ` : '';
    return trouble(pod, 'CrashLoopBackOff', `container ${name} ends with ${code}${restarts(restartCount)}`);
  }
  if (!waiting?.reason || ORDERLY.includes(waiting.reason)) return undefined;
  return trouble(pod, waiting.reason, `container ${name}: ${waiting.message ?? 'waits'}`);
}

const restarts = (count: number): string => `started anew ${count} ${count === 1 ? 'time' : 'times'}`;

/** Longest message that is shown: the API server's own stop at 1 KB. */
const MAX_MESSAGE = 300;

/** On one line, and not too long. */
export function trouble(on: string, reason = 'Unknown', message = ''): Trouble {
  const line = message.replace(/\s+/g, ' ').trim();
  return { on, reason, message: line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE - 1)}…` : line };
}
