import { overlap } from './change';
import type { Mutation } from './mutations';
import { Outcome, type Result } from './outcome';

/** A test that failed. */
export interface Failure {
  /** Path of its file, from the root of the repository. */
  readonly file: string;
  readonly name: string;
}

/** Runs tests while mutations are in the sources. */
export interface Runner {
  /** Tests of these files up to the first that fails; undefined if they do not end. */
  first(mutations: readonly Mutation[], files: readonly string[], snapshots: Snapshots): Promise<Failures>;

  /** All tests that depend on the mutated files, with every failure; undefined if they do not end. */
  related(mutations: readonly Mutation[]): Promise<Failures>;

  /** All tests of files with snapshots, which count, with every failure; undefined if they do not end. */
  snapshots(mutations: readonly Mutation[]): Promise<Failures>;
}

/** `count` if a snapshot that differs is a failure. */
export type Snapshots = 'count' | 'ignore';

/** Undefined: an endless loop. */
export type Failures = readonly Failure[] | undefined;

/** Most test files that each of several mutations runs alone; if more fail, the mutations are halved. */
const ALONE = 40;

/** Judges a mutation by the tests near it; undefined if none of them fails. */
export async function judgeNear(
  runner: Runner,
  mutation: Mutation,
  near: readonly string[],
): Promise<Result | undefined> {
  if (near.length === 0) return undefined;
  return resultOf(mutation, await runner.first([mutation], near, 'ignore'), Outcome.ASSERTION);
}

/**
 * Judges mutations that no test near them has seen. The many tests of the rest run once with all of these mutations, and
 * each mutation runs alone what failed then: it counts as killed only if a test fails with no other mutation.
 */
export async function judgeTogether(runner: Runner, mutations: readonly Mutation[]): Promise<Result[]> {
  const killed = await judge(
    mutations,
    (some) => runner.related(some),
    (one, files) => runner.first([one], files, 'ignore'),
    Outcome.ASSERTION,
  );
  const left = without(mutations, killed);
  const seen = await judge(
    left,
    (some) => runner.snapshots(some),
    (one, files) => runner.first([one], files, 'count'),
    Outcome.SNAPSHOT,
  );
  const survived = without(left, seen).map((mutation) => ({ mutation, outcome: Outcome.SURVIVED, failed: [] }));
  return [...killed, ...seen, ...survived];
}

/** Mutations that tests see. */
async function judge(
  mutations: readonly Mutation[],
  all: (mutations: readonly Mutation[]) => Promise<Failures>,
  alone: (mutation: Mutation, files: readonly string[]) => Promise<Failures>,
  outcome: Outcome,
): Promise<Result[]> {
  const results: (Result | undefined)[] = [];
  const batches = apart(mutations);
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    const failures = await all(batch);
    const files = new Set(failures?.map(({ file }) => file));
    const [only, ...others] = batch;
    if (only && others.length === 0) results.push(resultOf(only, failures, outcome));
    else if (!failures || files.size > ALONE) batches.unshift(...halves(batch));
    else if (files.size > 0)
      for (const mutation of batch) results.push(resultOf(mutation, await alone(mutation, [...files]), outcome));
  }
  return results.filter((result) => result !== undefined);
}

/** Result of a mutation by the failures of tests; undefined if there are none. */
function resultOf(mutation: Mutation, failures: Failures, outcome: Outcome): Result | undefined {
  if (!failures) return { mutation, outcome: Outcome.TIMEOUT, failed: [] };
  if (failures.length === 0) return undefined;
  return { mutation, outcome, failed: failures.map(({ name }) => name) };
}

/** Groups in which no two mutations change the same text. */
function apart(mutations: readonly Mutation[]): Mutation[][] {
  const groups: Mutation[][] = [];
  for (const mutation of mutations) {
    const group = groups.find(
      (others) => !others.some((other) => mutation.file === other.file && overlap(mutation, other)),
    );
    if (group) group.push(mutation);
    else groups.push([mutation]);
  }
  return groups;
}

function halves<T>(list: readonly T[]): T[][] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

function without(mutations: readonly Mutation[], results: readonly Result[]): Mutation[] {
  return mutations.filter((mutation) => !results.some((result) => result.mutation === mutation));
}
