import { counted } from '../../charts/input/counted';
import type { Workload } from '../manifests/workloads';
import { claimTrouble, PROVISIONER, SELECTED_NODE } from './claims';
import {
  type Claim,
  claimsOf,
  type ClusterEvent,
  type ContainerStatus,
  isAbout,
  isReady,
  type NamespaceSnapshot,
  type Pod,
  podsOf,
  targetNode,
  warningsOf,
} from './pods';
import { claimWarning, DENIED, lastCause, NO_PULL_SECRET } from './warnings';

/** Reason why a pod is not ready, or does not exist. */
export interface Trouble {
  /** Name of the pod; of the workload if it has none. */
  readonly on: string;

  /** Reason, in one word: `ImagePullBackOff`. */
  readonly reason: string;

  /** Message of the cluster, on one line, without its middle if it is long. */
  readonly message: string;

  /** The whole of a long message, by which its cause is recognized. @default - it is not long */
  readonly whole?: string;
}

/** Reasons why a workload is not ready: one for each pod that is not. */
export function troublesOf(workload: Workload, snapshot: NamespaceSnapshot): Trouble[] {
  const warnings = warningsOf(workload, snapshot);
  const pods = podsOf(workload, snapshot);
  const late = pods.filter((pod) => !isReady(pod) && !pod.metadata.deletionTimestamp);
  if (late.length > 0) return late.map((pod) => troubleOf(pod, warnings, snapshot));
  // New pods may be refused while pods of a former version still serve.
  const last = pods.length > 0 ? warnings.findLast(({ reason }) => reason === 'FailedCreate') : warnings.at(-1);
  return last ? [trouble(workload.name, last.reason, last.message)] : [];
}

/** Volume claims of a namespace, their provisioners, and events. */
type Around = Partial<Pick<NamespaceSnapshot, 'claims' | 'makers' | 'events'>>;

/** Reason why a pod is not ready. */
export function troubleOf(
  pod: Pod,
  warnings: readonly ClusterEvent[],
  { claims = [], makers = {}, events = [] }: Around = {},
): Trouble {
  const { name } = pod.metadata;
  const own = claims.filter((claim) => claimsOf(pod).includes(claim.metadata.name));
  const unmade = own.map((claim) => claimTrouble(claim, makers)).find((one) => one !== undefined);
  if (unmade) return trouble(name, unmade.reason, unmade.message);
  return podTrouble(pod, warnings, claims, events);
}

function podTrouble(
  pod: Pod,
  warnings: readonly ClusterEvent[],
  claims: readonly Claim[],
  events: readonly ClusterEvent[],
): Trouble {
  const { name } = pod.metadata;
  const own = warnings.filter((event) => isAbout(event, pod));
  const last = lastCause(own);
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const { phase, reason: over, message: ended, initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  // The kubelet ended or refused the pod, and says why.
  if (phase === 'Failed' && over !== undefined) return trouble(name, over, ended);
  const containers = [...initContainerStatuses, ...containerStatuses];
  const waits = waitingClaim(pod, claims);
  // While the scheduler waits for a volume, the pod has no condition, or a former one.
  if (waits && scheduled?.status !== 'True') return trouble(name, 'VolumeNotProvisioned', waits);
  if (scheduled?.status === 'False') {
    const node = targetNode(pod);
    if (node?.startsWith(FARGATE_PREFIX)) return trouble(name, 'Fargate', `${node} runs no pods of a DaemonSet`);
    if (scheduled.reason === GATED) return trouble(name, GATED, scheduled.message);
    const karpenter = own.findLast(({ message = '' }) => OF_KARPENTER.test(message));
    if (karpenter) return trouble(name, 'Karpenter', karpenter.message);
    const claim = claimWarning(pod, warnings, claims);
    // Warnings of a bound claim are old.
    if (claim && !/node affinity/.test(scheduled.message ?? '')) return trouble(name, claim.reason, claim.message);
    const why = withoutPreemption(scheduled.message);
    return unplaced(pod, events, why) ?? trouble(name, 'Pending', why);
  }
  const stuck = containers
    .map((container) => containerTrouble(name, container, initContainerStatuses.includes(container)))
    .find((one) => one !== undefined);
  const probe = own.findLast(({ reason, message = '' }) => reason === 'Unhealthy' && PROBE.test(message));
  if (stuck?.reason === CRASHES && probe && containers.some(wasKilled))
    return trouble(name, 'ProbeFailed', probe.message);
  const hook = own.findLast(({ reason }) => reason === FAILED_HOOK);
  if (stuck?.reason === CRASHES && hook && containers.some(wasKilled)) return trouble(name, FAILED_HOOK, hook.message);
  const lacksSecret = own.findLast(({ reason }) => reason === NO_PULL_SECRET);
  if (stuck && lacksSecret && DENIED.test(stuck.whole ?? stuck.message))
    return trouble(name, 'PullSecretMissing', lacksSecret.message);
  if (stuck) return stuck;
  const condition = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.message;
  if (condition !== undefined && READINESS_GATE.test(condition)) return trouble(name, 'ReadinessGate', condition);
  if (last) return trouble(name, last.reason, last.message);
  const starting = containers.find(({ state }) => state?.waiting);
  return starting
    ? trouble(name, starting.state?.waiting?.reason, `container ${starting.name} is starting`)
    : trouble(name, 'NotReady', condition ?? 'its readiness probe has not succeeded yet');
}

/** Reason of a pod that waits for somebody to remove its scheduling gates. */
const GATED = 'SchedulingGated';

/** Beginning of Karpenter's message about a pod for which it creates no node. */
const OF_KARPENTER = /^(?:Failed to|Could not) schedule pod, /;

/** Message of a pod whose containers are ready, and whose readiness gates are not. */
const READINESS_GATE = /pod readiness gate "/;

/** Reason of a container that ends repeatedly. */
const CRASHES = 'CrashLoopBackOff';

/** Beginning of the kubelet's message before it ends a container. */
export const PROBE = /^(Liveness|Startup) probe failed/;

/** Reason of the kubelet's warning before it ends a container whose hook failed. */
const FAILED_HOOK = 'FailedPostStartHook';

/** Exit codes of a program that was ended by SIGKILL or SIGTERM. */
const KILLED = [0, 137, 143];

/** True if the last run of a container may have been ended by the kubelet. */
const wasKilled = ({ state, lastState }: ContainerStatus): boolean => {
  const ended = state?.terminated ?? lastState?.terminated;
  return ended !== undefined && ended.reason !== 'OOMKilled' && KILLED.includes(ended.exitCode);
};

/** Beginning of the names of Fargate's nodes. */
const FARGATE_PREFIX = 'fargate-';

/** Reasons of normal events that say why a pod has no node: of the scheduler, and of the Cluster Autoscaler. */
export const PLACING = { preempted: 'Preempted', noScaleUp: 'NotTriggerScaleUp' } as const;

/** Name of a pod without the random end from its controller. */
const stemOf = (name: string): string => name.replace(/-[a-z0-9]{5}$/, '');

/** Reason why a pod has no node, with more than the scheduler's message. */
function unplaced(pod: Pod, events: readonly ClusterEvent[], why: string): Trouble | undefined {
  const { name } = pod.metadata;
  if (!/Insufficient|Too many pods/.test(why)) return undefined;
  const preempted = events.findLast(
    ({ reason, involvedObject: { kind, name: former = '' } }) =>
      reason === PLACING.preempted && kind === 'Pod' && stemOf(former) === stemOf(name),
  );
  if (preempted) {
    const { involvedObject, related, message = '' } = preempted;
    const by = related?.name === undefined ? '' : ` (pod ${related.namespace ?? ''}/${related.name})`;
    return trouble(name, PLACING.preempted, `${involvedObject.name}: ${message}${by}; now: ${why}`);
  }
  const held = events.findLast((event) => event.reason === PLACING.noScaleUp && isAbout(event, pod));
  return held && trouble(name, PLACING.noScaleUp, `${held.message ?? ''}; ${why}`);
}

/** Message of the scheduler without the sentence with which Kubernetes 1.35 ends all such messages. */
const withoutPreemption = (message = ''): string => message.replace(/\.? *,? ?no new claims to deallocate\b.*$/, '.');

/** Cause of a waiting claim of a pod: its provisioner has not created the requested volume. */
function waitingClaim(pod: Pod, claims: readonly Claim[]): string | undefined {
  const names = claimsOf(pod);
  const waits = claims.find(
    ({ metadata, status }) =>
      names.includes(metadata.name) &&
      status?.phase === 'Pending' &&
      metadata.annotations?.[SELECTED_NODE] !== undefined,
  );
  const provisioner = waits?.metadata.annotations?.[PROVISIONER];
  return waits && `volume claim ${waits.metadata.name} waits for ${provisioner ?? 'its provisioner'} to make a volume`;
}

/** Reason of a container that the runtime could not start. */
export const START_ERROR = 'StartError';

/** Reasons of a container that waits during a normal startup. */
const NORMAL_STARTUP = ['ContainerCreating', 'PodInitializing'];

function containerTrouble(
  pod: string,
  { name, state, lastState, restartCount }: ContainerStatus,
  isInit: boolean,
): Trouble | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  const waiting = state?.waiting;
  const title = `${isInit ? 'init ' : ''}container ${name}`;
  if (ended?.reason === 'OOMKilled') {
    return trouble(pod, 'OOMKilled', `${title} needed more memory than its limit; ${counted(restartCount, 'restart')}`);
  }
  if (waiting?.reason === CRASHES || (state?.terminated && state.terminated.exitCode !== 0)) {
    const code = ended ? ` with code ${ended.exitCode}` : '';
    // Message of the runtime about a container that never ran. A program's own message is in its log.
    const why = ended?.reason === START_ERROR && ended.message !== undefined ? `: ${ended.message}` : '';
    return trouble(pod, CRASHES, `${title} exits${code}; ${counted(restartCount, 'restart')}${why}`);
  }
  if (!waiting?.reason || NORMAL_STARTUP.includes(waiting.reason)) return undefined;
  return trouble(pod, waiting.reason, `${title}: ${waiting.message ?? 'is waiting'}`);
}

/** Longest message that is shown, in characters: those of the API server have up to 1 KB. */
const MAX_MESSAGE = 300;

/** Both ends of a long text: messages begin with the action and end with the cause. */
const ends = (text: string): string => `${text.slice(0, MAX_MESSAGE / 2 - 1)}…${text.slice(-MAX_MESSAGE / 2)}`;

/** Characters that are shown before and after words in the middle of a long message. */
const AROUND = 60;

/** Message of a trouble, with the words by which its cause is recognized if they are in the middle that it lacks. */
export function messageWith({ message, whole }: Trouble, words: string): string {
  if (whole === undefined || words === '' || message.includes(words)) return message;
  const at = whole.indexOf(words);
  const half = MAX_MESSAGE / 2;
  const from = Math.max(at - AROUND, half - 1);
  const to = Math.min(at + Math.min(words.length, MAX_MESSAGE) + AROUND, whole.length - half);
  return [whole.slice(0, half - 1), whole.slice(from, to), whole.slice(-half)].join('…');
}

/** Beginning of the message of an event that counts several; the message of the last one follows. */
const COMBINED = /^\(combined from similar events\): /;

/** A trouble whose message is on one line and not too long. */
export function trouble(on: string, reason = 'Unknown', message = ''): Trouble {
  const line = message.replace(COMBINED, '').replace(/\s+/g, ' ').trim();
  return line.length > MAX_MESSAGE ? { on, reason, message: ends(line), whole: line } : { on, reason, message: line };
}
