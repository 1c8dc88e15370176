import { setTimeout as sleep } from 'node:timers/promises';

/** Clock; tests pass their own. */
export interface Clock {
  /** Milliseconds since some moment. */
  readonly now: () => number;

  /** Waits. @throws Error if the signal ends it */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** The clock of this machine. */
export const CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};
