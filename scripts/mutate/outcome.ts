import type { Mutation } from './mutations';

/** Ways a mutation can end. */
export enum Outcome {
  ASSERTION = 'killed by an assertion',
  TIMEOUT = 'killed by a timeout',
  SNAPSHOT = 'seen by a snapshot only',
  SURVIVED = 'survived',
}

/** A mutation that was tried. */
export interface Result {
  readonly mutation: Mutation;
  readonly outcome: Outcome;

  /** Tests that failed. */
  readonly failed: readonly string[];
}

/** True if a test, not only a snapshot, failed. */
export function isKilled({ outcome }: Result): boolean {
  return outcome === Outcome.ASSERTION || outcome === Outcome.TIMEOUT;
}
