import type { Manifest } from '../../lib/manifests/manifest';
import { at } from '../../lib/manifests/shape';
import type { Workload } from '../../lib/manifests/workloads';
import { CLOCK, type Clock } from '../wait/clock';
import { complaint, type KubectlRunner } from '../wait/kubectl';
import { found, isSmaller, listed, selectionOf } from './cluster';
import { missingOf } from './missing';
import { type SetPlan, sizesOf } from './plan';
import { type Recreated, recreatedFrom, recreatedFromRevision } from './recreated';

/** Outcome of one StatefulSet. */
export interface Grown {
  /** Its name. */
  readonly name: string;

  /** Its namespace. */
  readonly namespace: string;

  /** Claims that were too small, and their sizes before and after. */
  readonly claims: readonly { readonly name: string; readonly from: string; readonly to: string }[];

  /** True if it was created again. */
  readonly recreated: boolean;

  /** Seconds until all was done. */
  readonly seconds: number;

  /** Reason why it is not complete. @default - it is */
  readonly failure?: string;
}

/** Options of `growVolumes`. */
export interface GrowOptions {
  /** Seconds for each StatefulSet. */
  readonly timeoutSeconds: number;

  /** The rendered StatefulSet. It is used if the cluster no longer has the former one. */
  readonly rendered: (set: Workload) => Manifest;

  /** True if the objects are applied on the server's side, as on a local cluster. */
  readonly serverSide: boolean;

  /** Called with each step. */
  readonly onStep: (line: string) => void;

  /** Seconds between two readings. @default 3 */
  readonly pollEverySeconds?: number;

  /** Time. @default - that of this machine */
  readonly clock?: Clock;
}

/** Ends the work on one StatefulSet. */
class Failure extends Error {}

/**
 * Grows the volumes of StatefulSets, one after the other: claims first, then the StatefulSet, whose pods keep running.
 * Each step reads the cluster first, so the next run continues an interrupted one. The first failure ends the run.
 */
export async function growVolumes(
  kubectl: KubectlRunner,
  plans: readonly SetPlan[],
  options: GrowOptions,
): Promise<Grown[]> {
  const all: Grown[] = [];
  for (const plan of plans) {
    const one = await growSet(kubectl, plan, options);
    all.push(one);
    if (one.failure !== undefined) break;
  }
  return all;
}

async function growSet(kubectl: KubectlRunner, plan: SetPlan, options: GrowOptions): Promise<Grown> {
  const { name, namespace = 'default', title } = plan.set;
  const { clock = CLOCK } = options;
  const start = clock.now();
  const end = start + options.timeoutSeconds * 1000;
  let recreated = false;
  const outcome = (failure?: string): Grown => ({
    ...{ name, namespace, recreated },
    claims: plan.claims.map(({ name: claim, request, size }) => ({ name: claim, from: request, to: size })),
    seconds: Math.round((clock.now() - start) / 1000),
    ...(failure === undefined ? {} : { failure }),
  });
  try {
    await patchClaims(kubectl, plan, options);
    if (plan.recreated) recreated = await recreate(kubectl, plan, options, end);
    await until(options, end, title, () => missingOf(kubectl, plan));
  } catch (error) {
    if (error instanceof Failure) return outcome(error.message);
    throw error;
  }
  const done = outcome();
  options.onStep(`${title}: complete after ${done.seconds} s`);
  return done;
}

async function patchClaims(kubectl: KubectlRunner, { set, claims }: SetPlan, options: GrowOptions): Promise<void> {
  for (const { name, request, size } of claims.filter(({ grows }) => grows)) {
    options.onStep(`${set.title}: ${name} asks for ${size} instead of ${request}`);
    await succeed(kubectl, patchArgs(set, name, size));
  }
}

/** Arguments of kubectl that let a claim ask for a size. */
export const patchArgs = ({ namespace = 'default' }: Workload, claim: string, size: string): string[] => [
  ...['patch', 'persistentvolumeclaim', claim, '--namespace', namespace, '--type', 'merge', '--patch'],
  JSON.stringify({ spec: { resources: { requests: { storage: size } } } }),
];

/** Arguments of kubectl that delete a StatefulSet without its pods. */
export const deleteArgs = ({ name, namespace = 'default' }: Workload): string[] => [
  ...['delete', 'statefulset', name, '--namespace', namespace, '--cascade=orphan', '--wait=false'],
];

/** Deletes a StatefulSet without its pods and creates it with larger claims; false if the deploy is to create it. */
async function recreate(
  kubectl: KubectlRunner,
  { set, sizes }: SetPlan,
  options: GrowOptions,
  end: number,
): Promise<boolean> {
  const { title } = set;
  const live = await found(kubectl, 'statefulset', set);
  const isDeleted = !live || at(live, 'metadata.deletionTimestamp') !== undefined;
  if (live && !isDeleted && hasSizes(live, sizes)) return false;
  const next = live ? recreatedFrom(live, sizes) : await fromRevision(kubectl, set, options);
  if (!next) {
    options.onStep(`${title}: has no pods; the deploy creates it`);
    return false;
  }
  if (!isDeleted) {
    await rehearse(kubectl, next);
    options.onStep(`${title}: deleting it, without its pods`);
    await succeed(kubectl, deleteArgs(set));
  }
  const uid = at(live, 'metadata.uid');
  await until(options, end, title, async () => {
    const present = await found(kubectl, 'statefulset', set);
    return present && at(present, 'metadata.uid') === uid ? 'is being deleted' : undefined;
  });
  options.onStep(`${title}: creating it with the new size`);
  const { status, ...rest } = await kubectl.run(next.args, { input: JSON.stringify(next.object) });
  if (status === 0) return true;
  // A program that delivers manifests by itself may have been faster.
  const present = await found(kubectl, 'statefulset', set);
  if (present && hasSizes(present, sizes)) return false;
  throw new Failure(`cannot be created: ${complaint({ status, ...rest })}; its pods run without it, so run this again`);
}

const hasSizes = (set: Manifest, sizes: Readonly<Record<string, string>>): boolean => {
  const present = sizesOf(at(set, 'spec.volumeClaimTemplates'));
  return Object.entries(sizes).every(([name, size]) => !isSmaller(present[name] ?? size, size));
};

/** Has the API server check the new object under another name, before the former one is deleted. */
async function rehearse(kubectl: KubectlRunner, { object }: Recreated): Promise<void> {
  const named = { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-rehearsal` } };
  const result = await kubectl.run(['create', '--dry-run=server', '--filename', '-'], { input: JSON.stringify(named) });
  if (result.status !== 0) throw new Failure(`the cluster would not accept it again: ${complaint(result)}`);
}

/** The StatefulSet for pods that run without one. */
async function fromRevision(
  kubectl: KubectlRunner,
  set: Workload,
  { rendered, serverSide }: GrowOptions,
): Promise<Recreated | undefined> {
  const [pods, revisions] = await Promise.all([
    listed(kubectl, ['pods', ...selectionOf(set)]),
    listed(kubectl, ['controllerrevisions', ...selectionOf(set)]),
  ]);
  const own = revisions.filter(({ metadata }) => metadata.name.startsWith(`${set.name}-`));
  const [latest] = own.sort((a, b) => Number(b['revision']) - Number(a['revision']));
  return pods.length > 0 && latest ? recreatedFromRevision(rendered(set), latest, serverSide) : undefined;
}

async function succeed(kubectl: KubectlRunner, args: readonly string[]): Promise<void> {
  const result = await kubectl.run(args);
  if (result.status !== 0) throw new Failure(`kubectl ${args.slice(0, 3).join(' ')}: ${complaint(result)}`);
}

/** Waits until nothing is missing, and reports each change of what is missing. */
async function until(
  { pollEverySeconds = 3, onStep, clock = CLOCK }: GrowOptions,
  end: number,
  title: string,
  missing: () => Promise<string | undefined>,
): Promise<void> {
  let last: string | undefined;
  for (;;) {
    const state = await missing();
    if (state === undefined) return;
    if (clock.now() >= end) throw new Failure(state);
    if (state !== last) onStep(`${title}: ${state}`);
    last = state;
    await clock.sleep(pollEverySeconds * 1000);
  }
}
