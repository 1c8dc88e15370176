import { setTimeout } from 'node:timers/promises';
import type { Probe } from '../objects';

/** How a probe is repeated. */
interface Probing {
  readonly probe: Probe;

  /** True as long as the container runs that is probed. */
  readonly isCurrent: () => boolean;

  /** Runs the probe once: what is wrong; undefined if it succeeds. */
  readonly ask: () => Promise<string | undefined>;

  /** Called with each failure. */
  readonly failed: (failure: string) => void;

  /** Called when the threshold of failures or successes is reached, with true for success. @default - nobody asks */
  readonly said?: (success: boolean) => void;

  /** Its end: the first success, or too many failures. @default - it goes on as long as the container runs */
  readonly until?: 'success' | 'failure';
}

/** Repeats a probe as the kubelet does. The result is false if it has failed too often, or the container has ended. */
export async function probing({ probe, isCurrent, ask, failed, said, until }: Probing): Promise<boolean> {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3, successThreshold = 1 } = probe;
  await sleep(initialDelaySeconds);
  let [failures, successes] = [0, 0];
  while (isCurrent()) {
    const failure = await ask();
    if (!isCurrent()) return false;
    if (failure === undefined) [failures, successes] = [0, successes + 1];
    else {
      [failures, successes] = [failures + 1, 0];
      failed(failure);
    }
    if (successes >= successThreshold) {
      if (until === 'success') return true;
      said?.(true);
    }
    if (failures >= failureThreshold) {
      if (until) return false;
      said?.(false);
    }
    await sleep(periodSeconds);
  }
  return false;
}

/** Waits for some seconds, without keeping the process of the tests. */
async function sleep(seconds: number): Promise<void> {
  await setTimeout(seconds * 1000, undefined, { ref: false });
}
