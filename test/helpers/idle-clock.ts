import type { Clock } from '../../bin/wait/clock';

/** Clock on which time goes by only while something waits, and then at once: a busy machine changes nothing. */
export interface IdleClock extends Clock {
  /** Lets time go by, to a moment in milliseconds. */
  readonly until: (milliseconds: number) => void;
}

/** A new clock, at 0. */
export function idleClock(): IdleClock {
  let time = 0;
  const until = (milliseconds: number): void => void (time = Math.max(time, milliseconds));
  return {
    now: () => time,
    until,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
        // What polls ends with what it polls for.
        if (!signal) setImmediate(() => resolve(until(time + milliseconds)));
      }),
  };
}
