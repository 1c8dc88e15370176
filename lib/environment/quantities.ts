import { Duration } from 'cdk8s';
import type { Fault } from '../../charts/problems';
import { lokiSeconds, retentionFault } from '../../charts/loki/config/retention';
import { MAX_GIGABYTES_PER_DAY } from '../../charts/loki/sizes';

/** A text that was parsed: either its value or its fault. */
export interface Parsed<T> {
  /** The value. @default - the text is invalid */
  readonly value?: T;

  /** The fault. @default - the text is valid */
  readonly fault?: Fault;
}

/** Parses `28d`, `12h`, `5m`: a whole number and one unit of s, m, h, d, w. */
export function parseDuration(text: string): Parsed<Duration> {
  const seconds = /^\d+[smhdw]$/.test(text) ? lokiSeconds(text) : undefined;
  if (seconds === undefined) {
    return { fault: { wrong: 'is not a duration', fix: "write a whole number and s, m, h, d or w, such as '28d'" } };
  }
  const value = Duration.seconds(seconds);
  const fault = durationFault(value);
  return fault ? { fault } : { value };
}

/** Fault of a duration. */
function durationFault(duration: Duration): Fault | undefined {
  if (duration.toSeconds() > 0) return undefined;
  return { wrong: 'is not a positive duration', fix: "write a whole number above 0, such as '28d'" };
}

/** Parses the timeout of a query. */
export function parseQueryTimeout(text: string): Parsed<Duration> {
  const parsed = parseDuration(text);
  const fault = parsed.value && queryTimeoutFault(parsed.value);
  return fault ? { fault } : parsed;
}

/** Fault of the timeout of a query. */
export function queryTimeoutFault(timeout: Duration): Fault | undefined {
  if (timeout.toSeconds() <= 86_400) return durationFault(timeout);
  return {
    wrong: 'is longer than a day, and a rollout waits as long for each pod',
    fix: "use at most 24h, such as '5m'",
  };
}

/** Parses a retention: a duration of at least one index period. */
export function parseRetention(text: string): Parsed<Duration> {
  const parsed = parseDuration(text);
  const fault = parsed.value && retentionFault(parsed.value.toSeconds());
  return fault ? { fault } : parsed;
}

const UNIT_GIGABYTES: Record<string, number> = { mb: 0.001, gb: 1, tb: 1000 };

/** Parses `500 GB/day`: raw log lines over all tenants, in MB, GB or TB a day. */
export function parseVolume(text: string): Parsed<number> {
  const match = /^(\d+(?:\.\d+)?)\s*([MGT]B)\s*\/\s*day$/i.exec(text);
  const [, count, unit] = match ?? [];
  if (!count || !unit) {
    return { fault: { wrong: 'is not a volume', fix: "write MB, GB or TB a day, such as '500 GB/day'" } };
  }
  const value = Number(count) * (UNIT_GIGABYTES[unit.toLowerCase()] as number);
  const fault = gigabytesFault(value, "'20 GB/day'");
  return fault ? { fault } : { value };
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
