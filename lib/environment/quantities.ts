import { Duration } from 'cdk8s';
import type { Fault } from '../../charts/input/problems';
import { lokiSeconds, retentionFault } from '../../charts/loki/config/retention';
import { durationFault, gigabytesFault, queryTimeoutFault } from '../../charts/loki/quantities';

/** A text that was parsed: either its value or its fault. */
export interface Parsed<T> {
  /** The value. @default - the text is invalid */
  readonly value?: T;

  /** The fault. @default - the text is valid */
  readonly fault?: Fault;
}

/** Parses `28d`, `12h`, `5m`: a whole number and one unit of s, m, h, d, w, y (365 days). `example` is a valid value of the field. */
export function parseDuration(text: string, example = '28d'): Parsed<Duration> {
  const seconds = /^\d+[smhdwy]$/.test(text) ? lokiSeconds(text) : undefined;
  if (seconds === undefined) {
    const fix = `write a whole number and s, m, h, d, w or y, such as '${example}'`;
    return { fault: { wrong: 'is not a duration', fix } };
  }
  const value = Duration.seconds(seconds);
  const fault = durationFault(value, example);
  return fault ? { fault } : { value };
}

/** Parses the timeout of a query. */
export function parseQueryTimeout(text: string): Parsed<Duration> {
  const parsed = parseDuration(text, '5m');
  const fault = parsed.value && queryTimeoutFault(parsed.value);
  return fault ? { fault } : parsed;
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
