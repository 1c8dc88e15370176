import type { Workload } from '../../lib/manifests/workloads';
import {
  type ClusterEvent,
  type ContainerStatus,
  type Pod,
  type NamespaceSnapshot,
  podsOf,
  targetNode,
  warningsOf,
} from './snapshot';

/** Reason why a pod is not ready, or does not exist. */
export interface Trouble {
  /** Name of the pod; of the workload if it has none. */
  readonly on: string;

  /** Reason, in one word: `ImagePullBackOff`. */
  readonly reason: string;

  /** Message of the cluster, on one line. */
  readonly message: string;
}

/** Reasons why a workload is not ready: one for each pod that is not. */
export function troublesOf(workload: Workload, snapshot: NamespaceSnapshot): Trouble[] {
  const warnings = warningsOf(workload, snapshot);
  const pods = podsOf(workload, snapshot);
  const ready = (pod: Pod) => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  const late = pods.filter((pod) => !ready(pod) && !pod.metadata.deletionTimestamp);
  if (pods.length > 0) return late.map((pod) => troubleOf(pod, warnings));
  const [last] = warnings.slice(-1);
  return last ? [trouble(workload.name, last.reason, last.message)] : [];
}

/** Reason why a pod is not ready. */
export function troubleOf(pod: Pod, warnings: readonly ClusterEvent[]): Trouble {
  const { name } = pod.metadata;
  const own = warnings.filter(({ involvedObject }) => involvedObject.kind === 'Pod' && involvedObject.name === name);
  const [last] = own.slice(-1);
  const unscheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) {
    const node = targetNode(pod);
    if (node?.startsWith(FARGATE_PREFIX)) return trouble(name, 'Fargate', `${node} runs no pods of a DaemonSet`);
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
    ? trouble(name, starting.state?.waiting?.reason, `container ${starting.name} is starting`)
    : trouble(name, 'NotReady', condition ?? 'its readiness probe has not succeeded yet');
}

/** Beginning of the names of Fargate's nodes. */
const FARGATE_PREFIX = 'fargate-';

/** Warning about the volume claim of a pod: the scheduler only reports that it waits for the volume. */
function claimWarning({ spec }: Pod, warnings: readonly ClusterEvent[]): ClusterEvent | undefined {
  const claims = spec?.volumes?.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []) ?? [];
  const own = warnings.filter(
    ({ involvedObject: { kind, name = '' } }) => kind === 'PersistentVolumeClaim' && claims.includes(name),
  );
  return own.at(-1);
}

/** Reasons for which a container waits during a normal startup. */
const NORMAL_STARTUP = ['ContainerCreating', 'PodInitializing'];

function containerTrouble(pod: string, { name, state, lastState, restartCount }: ContainerStatus): Trouble | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  const waiting = state?.waiting;
  if (ended?.reason === 'OOMKilled') {
    return trouble(pod, 'OOMKilled', `container ${name} needed more memory than its limit; ${restarts(restartCount)}`);
  }
  if (waiting?.reason === 'CrashLoopBackOff' || (state?.terminated && state.terminated.exitCode !== 0)) {
    const code = ended ? ` with code ${ended.exitCode}` : '';
    return trouble(pod, 'CrashLoopBackOff', `container ${name} exits${code}; ${restarts(restartCount)}`);
  }
  if (!waiting?.reason || NORMAL_STARTUP.includes(waiting.reason)) return undefined;
  return trouble(pod, waiting.reason, `container ${name}: ${waiting.message ?? 'is waiting'}`);
}

const restarts = (count: number): string => `${count} ${count === 1 ? 'restart' : 'restarts'}`;

/** Longest message that is shown, in characters: those of the API server have up to 1 KB. */
const MAX_MESSAGE = 300;

/** A trouble whose message is on one line and not too long. */
export function trouble(on: string, reason = 'Unknown', message = ''): Trouble {
  const line = message.replace(/\s+/g, ' ').trim();
  return { on, reason, message: line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE - 1)}…` : line };
}
