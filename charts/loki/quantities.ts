import type { Duration } from 'cdk8s';
import type { Fault } from '../input/problems';
import { SECONDS_PER_DAY } from '../input/seconds';
import { MAX_GIGABYTES_PER_DAY } from './sizes/sizes';

/** Fault of a duration. */
export function durationFault(duration: Duration, example = '28d'): Fault | undefined {
  if (duration.toSeconds() > 0) return undefined;
  return { wrong: 'is not a positive duration', fix: `write a whole number above 0, such as '${example}'` };
}

/** Fault of the timeout of a query. */
export function queryTimeoutFault(timeout: Duration): Fault | undefined {
  if (timeout.toSeconds() <= SECONDS_PER_DAY) return durationFault(timeout, '5m');
  return {
    wrong: 'is longer than a day, and a rollout waits as long for each pod',
    fix: "use at most 24h, such as '5m'",
  };
}

/** Fault of a number of GB a day. `example` is a small volume in the notation of the field. */
export function gigabytesFault(gigabytes: unknown, example: string): Fault | undefined {
  if (gigabytes === 0) return { wrong: 'is zero', fix: `write the volume per day, such as ${example}` };
  if (typeof gigabytes !== 'number' || !(gigabytes > 0)) {
    return { wrong: 'is not a volume', fix: `write the volume per day, such as ${example}` };
  }
  if (gigabytes <= MAX_GIGABYTES_PER_DAY) return undefined;
  return {
    wrong: `is more than the largest size, ${MAX_GIGABYTES_PER_DAY / 1000} TB/day`,
    fix: 'run the workloads on several clusters, each with an environment of its own',
  };
}
