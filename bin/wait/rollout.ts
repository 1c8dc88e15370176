import { CLOCK, type Clock } from './clock';
import { complaint, type KubectlRunner } from './kubectl';
import { type ClusterEvent, type NamespaceSnapshot, warningsOf } from '../../lib/live/pods';
import { readNamespace } from './snapshot';
import { isOnDelete, readSet } from './set-state';
import { type Trouble, troublesOf } from '../../lib/live/trouble';
import type { Workload } from '../../lib/manifests/workloads';

/** State of a workload's rollout. */
export enum RolloutState {
  /** Not complete yet. */
  WAITING = 'waiting',

  /** Every pod has the deployed version and is ready. */
  READY = 'ready',

  /** It cannot complete: the workload does not exist, or has no rollout. */
  FAILED = 'failed',

  /** It did not complete in time. */
  LATE = 'late',
}

/** Rollout of one workload, and what prevents it. */
export interface Rollout {
  /** The workload. */
  readonly workload: Workload;

  /** Its state. */
  state: RolloutState;

  /** Last message of `kubectl rollout status`. */
  message: string;

  /** Seconds until it reached this state. */
  seconds: number;

  /** Reasons why its pods are not ready. */
  troubles: readonly Trouble[];

  /** Last warnings about it. */
  events: readonly ClusterEvent[];

  /** Pods of a former version that Kubernetes does not restart. @default - none */
  outdated?: readonly string[];
}

/** Options of `waitForRollouts`. */
export interface RolloutOptions {
  /** Seconds after which a workload that is not ready is late. */
  readonly timeoutSeconds: number;

  /** Seconds between reads of the pods of workloads that are not ready. @default 10 */
  readonly pollEverySeconds?: number;

  /** Called whenever a rollout has changed. @default - not called */
  readonly onChange?: (rollouts: readonly Rollout[]) => void;

  /** Time. @default - that of this machine */
  readonly clock?: Clock;
}

/** Following of one rollout. */
interface Following {
  readonly kubectl: KubectlRunner;
  readonly rollout: Rollout;
  readonly clock: Clock;

  /** Seconds that are left. */
  readonly left: () => number;

  /** Called whenever the rollout has changed. */
  readonly changed: () => void;
}

/** Number of warnings to keep for each workload. */
const MAX_EVENTS = 3;

/** Seconds that kubectl may take to exit after its own timeout. */
const GRACE_SECONDS = 5;

/** Seconds before the status is asked for again after kubectl failed. */
const PAUSE_SECONDS = 2;

/** Failures that waiting cannot fix. */
const FINAL = /\(NotFound\)|rollout status is only available/;

/** Waits for all workloads at once, until each is ready or the time is over. */
export async function waitForRollouts(
  kubectl: KubectlRunner,
  workloads: readonly Workload[],
  { timeoutSeconds, pollEverySeconds = 10, onChange, clock = CLOCK }: RolloutOptions,
): Promise<Rollout[]> {
  const rollouts = workloads.map((workload): Rollout => ({
    workload,
    state: RolloutState.WAITING,
    message: '',
    seconds: 0,
    troubles: [],
    events: [],
  }));
  const changed = () => onChange?.(rollouts);
  const start = clock.now();
  const elapsed = () => (clock.now() - start) / 1000;
  const left = () => timeoutSeconds - elapsed();
  const done = new AbortController();
  const pause = () => clock.sleep(pollEverySeconds * 1000, done.signal);
  const polling = pollPods(kubectl, rollouts, pause, changed);
  changed();
  try {
    await Promise.all(
      rollouts.map(async (rollout) => {
        rollout.state = await follow({ kubectl, rollout, clock, left, changed });
        rollout.seconds = Math.min(timeoutSeconds, Math.round(elapsed()));
        changed();
      }),
    );
  } finally {
    done.abort();
  }
  await polling;
  await readTroubles(kubectl, rollouts);
  changed();
  return rollouts;
}

/** Follows one rollout. If kubectl fails it is asked again: a lost connection is not a lost pod. */
async function follow(following: Following): Promise<RolloutState> {
  const { kubectl, rollout, clock, left, changed } = following;
  if (isOnDelete(rollout.workload)) return followPods(following);
  const { kind, name, namespace = 'default' } = rollout.workload;
  while (left() > 0) {
    const seconds = Math.max(1, Math.ceil(left()));
    const args = [
      'rollout',
      'status',
      `${kind.toLowerCase()}/${name}`,
      '--namespace',
      namespace,
      `--timeout=${seconds}s`,
    ];
    const onLine = (line: string) => {
      if (line.trim() === '' || line === rollout.message) return;
      rollout.message = line.trim();
      changed();
    };
    const signal = AbortSignal.timeout((seconds + GRACE_SECONDS) * 1000);
    const result = await kubectl.run(args, { signal, onLine });
    if (result.status === 0) return RolloutState.READY;
    const error = complaint(result, '');
    if (FINAL.test(error)) {
      rollout.message = error;
      return RolloutState.FAILED;
    }
    // The message of its own timeout adds nothing.
    if (error !== '' && !error.includes('timed out waiting')) rollout.message = error;
    if (left() > 0) await clock.sleep(Math.min(PAUSE_SECONDS, left()) * 1000);
  }
  return RolloutState.LATE;
}

/**
 * Follows the pods of a StatefulSet that Kubernetes does not roll, for which kubectl has no rollout status. Pods of a former version
 * count: who restarts them decides when.
 */
async function followPods({ kubectl, rollout, clock, left, changed }: Following): Promise<RolloutState> {
  for (;;) {
    const state = await readSet(kubectl, rollout.workload);
    if (typeof state === 'object') {
      rollout.outdated = state.outdated;
      if (state.ready === state.replicas) return RolloutState.READY;
    }
    const message = typeof state === 'object' ? `${state.ready} of ${state.replicas} pods are ready` : (state ?? '');
    if (message !== rollout.message) {
      rollout.message = message;
      changed();
    }
    if (FINAL.test(message)) return RolloutState.FAILED;
    if (left() <= 0) return RolloutState.LATE;
    await clock.sleep(Math.min(PAUSE_SECONDS, left()) * 1000);
  }
}

async function pollPods(
  kubectl: KubectlRunner,
  rollouts: readonly Rollout[],
  pause: () => Promise<unknown>,
  changed: () => void,
): Promise<void> {
  for (;;) {
    try {
      await pause();
    } catch {
      return;
    }
    await readTroubles(kubectl, rollouts);
    changed();
  }
}

/** Finds out why workloads are not ready, and forgets it for those that are. */
async function readTroubles(kubectl: KubectlRunner, rollouts: readonly Rollout[]): Promise<void> {
  for (const rollout of rollouts.filter(({ state }) => state === RolloutState.READY)) {
    rollout.troubles = [];
    rollout.events = [];
  }
  const late = rollouts.filter(({ state }) => state === RolloutState.WAITING || state === RolloutState.LATE);
  const namespaces = [...new Set(late.map(({ workload }) => workload.namespace ?? 'default'))];
  const snapshots = new Map<string, NamespaceSnapshot>(
    await Promise.all(namespaces.map(async (name) => [name, await readNamespace(kubectl, name)] as const)),
  );
  for (const rollout of late) {
    const snapshot = snapshots.get(rollout.workload.namespace ?? 'default') as NamespaceSnapshot;
    rollout.troubles = troublesOf(rollout.workload, snapshot);
    rollout.events = warningsOf(rollout.workload, snapshot).slice(-MAX_EVENTS);
  }
}
