import { show } from '../../charts/input/problems';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';
import { parseDuration } from '../../lib/environment/quantities';
import { UsageError } from '../terminal/problems';

/** Longest time that a command waits, in days. Node's timers fire at once if they are set to more than 24 days. */
const MOST_DAYS = 7;

/**
 * Seconds of `--timeout`.
 *
 * @throws UsageError if it is not a duration, or longer than a command waits
 */
export function secondsOfTimeout(timeout: string): number {
  const refuse = (found: string, fix: string) => new UsageError([{ path: '--timeout', found, fix }]);
  const { value } = parseDuration(timeout);
  if (!value) {
    const fix = 'write a whole number above 0 and s, m, h, d or w, such as 20m';
    throw refuse(`${show(timeout)} is not a duration`, fix);
  }
  const seconds = value.toSeconds();
  if (seconds <= MOST_DAYS * SECONDS_PER_DAY) return seconds;
  throw refuse(`${show(timeout)} is longer than ${MOST_DAYS} days`, `write at most ${MOST_DAYS}d`);
}
