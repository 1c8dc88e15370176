import { Duration } from 'cdk8s';
import type { Fault } from '../../input/problems';
import { SECONDS_PER_DAY } from '../../input/seconds';

/** Period of an index table: with TSDB always 24 hours. Retention works on whole tables. */
export const INDEX_PERIOD = Duration.hours(24);

/**
 * Delay between marking and deleting chunks in the compactor: Loki's default. During the delay, queriers and index
 * gateways fetch the index without the marked chunks.
 */
export const RETENTION_DELETE_DELAY = Duration.hours(2);

/** Hours for which Loki takes old lines: its default. */
export const OLDEST_LINE_HOURS = 168;

/** Longest retention that still makes sense as a number of days in an S3 lifecycle rule. */
export const MAX_RETENTION_DAYS = 3650;

/** Fault of a retention in seconds. */
export function retentionFault(seconds: number): Fault | undefined {
  if (seconds < INDEX_PERIOD.toSeconds()) {
    return { wrong: `is shorter than the ${INDEX_PERIOD.toHours()}h index period`, fix: 'use at least 1d' };
  }
  if (seconds <= MAX_RETENTION_DAYS * SECONDS_PER_DAY) return undefined;
  return { wrong: 'is longer than ten years', fix: `use at most ${MAX_RETENTION_DAYS}d` };
}

/** Seconds per unit of Loki's durations (those of Prometheus). */
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: SECONDS_PER_DAY,
  w: 604800,
  y: 31536000,
};

/** Formats a duration for Loki's configuration: in hours if they are whole, else in seconds. */
export function lokiDuration(duration: Duration): string {
  const seconds = duration.toSeconds();
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds}s`;
}

/** Maximum duration that Loki reads, in seconds: it counts nanoseconds in 64 bits. */
export const MOST_SECONDS = 9_223_372_036;

/** Parses a duration of Loki's configuration, such as `31d` or `1w2d12h`, in seconds; undefined if it is invalid. */
export function lokiSeconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[smhdwy]))+$/.test(text)) return text === '0' ? 0 : undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_SECONDS[unit as string] as number),
    0,
  );
}
