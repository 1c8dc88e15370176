import { setTimeout as sleep } from 'node:timers/promises';
import { complaint, type KubectlRunner } from './kubectl';
import { type ClusterEvent, look, type Seen, warningsOf } from './seen';
import { type Trouble, troublesOf } from './trouble';
import type { Workload } from '../../lib/manifests/workloads';

/** How far a workload is. */
export enum RolloutState {
  /** Not there yet. */
  WAITING = 'waiting',

  /** Every pod is of the version deployed, and ready. */
  READY = 'ready',

  /** It never will be: it is not in the cluster, or cannot be waited for. */
  FAILED = 'failed',

  /** It was not within the time. */
  LATE = 'late',
}

/** How far one workload is, and why it is no further. */
export interface Rollout {
  /** The workload. */
  readonly workload: Workload;

  /** How far it is. */
  state: RolloutState;

  /** What `kubectl rollout status` says last. */
  message: string;

  /** Seconds until it was as it is. */
  seconds: number;

  /** What is wrong with its pods. */
  troubles: readonly Trouble[];

  /** The last warnings about it. */
  events: readonly ClusterEvent[];
}

/** How to wait. */
export interface RolloutOptions {
  /** Seconds after which what is not ready is late. */
  readonly timeoutSeconds: number;

  /** Seconds between looks at the pods of what is not ready. @default 10 */
  readonly lookEverySeconds?: number;

  /** Is told whenever something has changed. @default - nobody is */
  readonly onChange?: (rollouts: readonly Rollout[]) => void;
}

/** Warnings that are shown of a workload. */
const MAX_EVENTS = 3;

/** Seconds a kubectl gets to end by itself once its own timeout is over. */
const GRACE_SECONDS = 5;

/** Seconds before a status that broke off is asked for again. */
const PAUSE_SECONDS = 2;

/** What waiting does not mend. */
const FINAL = /\(NotFound\)|rollout status is only available/;

/** Waits for all workloads, side by side, until each is ready or the time is over. */
export async function waitForRollouts(
  kubectl: KubectlRunner,
  workloads: readonly Workload[],
  { timeoutSeconds, lookEverySeconds = 10, onChange }: RolloutOptions,
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
  const begun = Date.now();
  const elapsed = () => (Date.now() - begun) / 1000;
  const done = new AbortController();
  const looking = lookAgainAndAgain(kubectl, rollouts, lookEverySeconds, done.signal, changed);
  changed();
  try {
    await Promise.all(
      rollouts.map(async (rollout) => {
        rollout.state = await follow(kubectl, rollout, () => timeoutSeconds - elapsed(), changed);
        rollout.seconds = Math.min(timeoutSeconds, Math.round(elapsed()));
        changed();
      }),
    );
  } finally {
    done.abort();
  }
  await looking;
  await lookAt(kubectl, rollouts);
  changed();
  return rollouts;
}

/** Follows one rollout, and asks again where the answer breaks off: a lost connection is not a lost pod. */
async function follow(
  kubectl: KubectlRunner,
  rollout: Rollout,
  left: () => number,
  changed: () => void,
): Promise<RolloutState> {
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
    const said = complaint(result);
    if (FINAL.test(said)) {
      rollout.message = said;
      return RolloutState.FAILED;
    }
    // Its own timeout says nothing that we do not know.
    if (said !== '' && !said.includes('timed out waiting')) rollout.message = said;
    if (left() > 0) await sleep(Math.min(PAUSE_SECONDS, left()) * 1000);
  }
  return RolloutState.LATE;
}

async function lookAgainAndAgain(
  kubectl: KubectlRunner,
  rollouts: readonly Rollout[],
  everySeconds: number,
  signal: AbortSignal,
  changed: () => void,
): Promise<void> {
  for (;;) {
    try {
      await sleep(everySeconds * 1000, undefined, { signal });
    } catch {
      return;
    }
    await lookAt(kubectl, rollouts);
    changed();
  }
}

/** Says of everything that is not ready what is wrong with it. */
async function lookAt(kubectl: KubectlRunner, rollouts: readonly Rollout[]): Promise<void> {
  for (const rollout of rollouts.filter(({ state }) => state === RolloutState.READY)) {
    rollout.troubles = [];
    rollout.events = [];
  }
  const late = rollouts.filter(({ state }) => state === RolloutState.WAITING || state === RolloutState.LATE);
  const namespaces = [...new Set(late.map(({ workload }) => workload.namespace ?? 'default'))];
  const seen = new Map<string, Seen>(
    await Promise.all(namespaces.map(async (name) => [name, await look(kubectl, name)] as const)),
  );
  for (const rollout of late) {
    const there = seen.get(rollout.workload.namespace ?? 'default') as Seen;
    rollout.troubles = troublesOf(rollout.workload, there);
    rollout.events = warningsOf(rollout.workload, there).slice(-MAX_EVENTS);
  }
}
