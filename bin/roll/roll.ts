import type { Workload } from '../../lib/manifests/workloads';
import { CLOCK, type Clock } from '../wait/clock';
import { complaint, type KubectlRunner } from '../wait/kubectl';
import { ACTIVE, type RingReader } from './ring';
import { readSet, type SetState } from '../wait/set-state';

/** Outcome of one StatefulSet. */
export interface Rolled {
  /** Its name. */
  readonly name: string;

  /** Pods that were restarted. */
  readonly pods: readonly string[];

  /** Seconds until all its pods were ready again. */
  readonly seconds: number;

  /** Reason why it is not complete. @default - it is */
  readonly failure?: string;
}

/** Options of `rollSets`. */
export interface RollOptions {
  /** Seconds for each wait. */
  readonly timeoutSeconds: number;

  /** Reads the ring. */
  readonly ring: RingReader;

  /** Called with each step. */
  readonly onStep: (line: string) => void;

  /** If true, the pods of a set are restarted one after the other. @default false */
  readonly oneByOne?: boolean;

  /** StatefulSets that are not restarted, and whose pods must all be ready meanwhile. @default - none */
  readonly beside?: readonly Workload[];

  /** Seconds between two readings. @default 3 */
  readonly pollEverySeconds?: number;

  /** Time. @default - that of this machine */
  readonly clock?: Clock;
}

/**
 * Restarts the pods of StatefulSets that run a former version: all of one set at once, unless one by one is asked for, and
 * the next set when the pods of every set are ready and active in the ring. A set with pods that are not ready is first, since the change may repair it.
 * The first failure ends it.
 */
export async function rollSets(
  kubectl: KubectlRunner,
  sets: readonly Workload[],
  options: RollOptions,
): Promise<Rolled[]> {
  const states = await Promise.all(sets.map((set) => readSet(kubectl, set)));
  const isReady = (set: Workload) => isComplete(states[sets.indexOf(set)]);
  const inOrder = [...sets].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
  const rolled: Rolled[] = [];
  for (const set of inOrder) {
    const one = await rollSet(kubectl, set, sets, options);
    rolled.push(one);
    if (one.failure !== undefined) break;
  }
  return rolled;
}

const isComplete = (state: SetState | string | undefined): boolean =>
  typeof state === 'object' && state.ready === state.replicas;

async function rollSet(
  kubectl: KubectlRunner,
  set: Workload,
  all: readonly Workload[],
  options: RollOptions,
): Promise<Rolled> {
  const { name, title, namespace = 'default' } = set;
  const { clock = CLOCK } = options;
  const start = clock.now();
  const seconds = () => Math.round((clock.now() - start) / 1000);
  const others = all.filter((one) => one !== set);
  const apart = [...others, ...(options.beside ?? [])];
  const before = await until(options, () => othersFault(kubectl, apart));
  if (before !== undefined) return { name, pods: [], seconds: seconds(), failure: before };
  const state = await readSet(kubectl, set);
  if (typeof state !== 'object')
    return { name, pods: [], seconds: 0, failure: state ?? `${title} is not observed yet` };
  const pods = state.outdated;
  if (pods.length === 0 && isComplete(state)) {
    options.onStep(`${title}: all pods have the deployed version`);
    return { name, pods, seconds: 0 };
  }
  const batches = options.oneByOne ? pods.map((pod) => [pod]) : [pods];
  const restarted: string[] = [];
  for (const batch of batches) {
    if (batch.length > 0) {
      options.onStep(`${title}: restarting ${batch.join(', ')}`);
      const result = await kubectl.run(['delete', 'pods', ...batch, '--namespace', namespace, '--wait=false']);
      if (result.status !== 0) return { name, pods: restarted, seconds: seconds(), failure: complaint(result) };
      restarted.push(...batch);
    }
    const left = pods.filter((pod) => !restarted.includes(pod));
    const failure = await until(
      options,
      async () =>
        (await setFault(kubectl, set, others, { ring: options.ring, left })) ??
        (left.length > 0 ? othersFault(kubectl, apart) : undefined),
    );
    if (failure !== undefined) return { name, pods: restarted, seconds: seconds(), failure };
  }
  options.onStep(`${title}: ready after ${seconds()} s`);
  return { name, pods: restarted, seconds: seconds() };
}

/** Fault that keeps a set from being restarted: another that is not complete. */
async function othersFault(kubectl: KubectlRunner, others: readonly Workload[]): Promise<string | undefined> {
  for (const other of others) {
    const state = await readSet(kubectl, other);
    if (!isComplete(state)) return `waits for ${other.title}: ${shown(state)}`;
  }
  return undefined;
}

/**
 * Fault that keeps a set from being complete: pods of a former version or not ready, or members of the ring that are not
 * active. Pods that are left for later may have a former version.
 */
async function setFault(
  kubectl: KubectlRunner,
  set: Workload,
  others: readonly Workload[],
  { ring: readRing, left }: { readonly ring: RingReader; readonly left: readonly string[] },
): Promise<string | undefined> {
  const state = await readSet(kubectl, set);
  const isLate = typeof state === 'object' && state.outdated.some((pod) => !left.includes(pod));
  if (typeof state !== 'object' || isLate || !isComplete(state)) return shown(state);
  const ring = await readRing(set.namespace ?? 'default', `${(others[0] ?? set).name}-0`);
  if (typeof ring === 'string') return `the ring cannot be read: ${ring}`;
  const names = Array.from({ length: state.replicas }, (_, index) => `${set.name}-${index}`);
  const away = names.filter((name) => ring.every(({ id, state: is }) => id !== name || is !== ACTIVE));
  return away.length > 0 ? `not active in the ring: ${away.join(', ')}` : undefined;
}

function shown(state: SetState | string | undefined): string {
  if (typeof state === 'string') return state;
  if (!state) return 'its controller has not seen the last change yet';
  const outdated = state.outdated.length > 0 ? `, of a former version: ${state.outdated.join(', ')}` : '';
  return `${state.ready} of ${state.replicas} pods are ready${outdated}`;
}

/** Waits until nothing is wrong; what is still wrong when the time is over. */
async function until(
  { timeoutSeconds, pollEverySeconds = 3, clock = CLOCK }: RollOptions,
  fault: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const end = clock.now() + timeoutSeconds * 1000;
  for (;;) {
    const found = await fault();
    if (found === undefined || clock.now() >= end) return found;
    await clock.sleep(pollEverySeconds * 1000);
  }
}
