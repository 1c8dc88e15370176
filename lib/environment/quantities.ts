import { Duration } from 'cdk8s';
import type { Fault } from '../../charts/problems';
import { INDEX_PERIOD } from '../../charts/loki/config/retention';
import { MAX_GIGABYTES_PER_DAY } from '../../charts/loki/sizes';

/** A text read as a quantity: either the value, or what is wrong with the text. */
export interface Reading<T> {
  /** The value, where the text is right. */
  readonly value?: T;

  /** Fault of the text. @default - the text is valid */
  readonly fault?: Fault;
}

const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** Reads `28d`, `12h`, `5m`: a whole number and one unit of s, m, h, d, w. */
export function readDuration(text: string): Reading<Duration> {
  const match = /^(\d+)([smhdw])$/.exec(text);
  const [, count, unit] = match ?? [];
  if (!count || !unit)
    return { fault: { wrong: 'is not a duration', fix: "write a whole number and s, m, h, d or w, such as '28d'" } };
  if (Number(count) === 0)
    return { fault: { wrong: 'is no time at all', fix: "write a whole number above 0, such as '28d'" } };
  return { value: Duration.seconds(Number(count) * (UNIT_SECONDS[unit] as number)) };
}

/** Longest retention that still makes sense as a number of days in an S3 lifecycle rule. */
const MAX_RETENTION_DAYS = 3650;

/** Reads a retention: a duration of at least one index period. */
export function readRetention(text: string): Reading<Duration> {
  const { value, fault } = readDuration(text);
  if (!value) return { fault };
  if (value.toSeconds() < INDEX_PERIOD.toSeconds()) {
    const wrong = `is shorter than the ${INDEX_PERIOD.toHours()}h index period`;
    return { fault: { wrong, fix: 'use at least 1d' } };
  }
  if (value.toSeconds() > MAX_RETENTION_DAYS * 86400) {
    return { fault: { wrong: 'is longer than ten years', fix: `use at most ${MAX_RETENTION_DAYS}d` } };
  }
  return { value };
}

const UNIT_GIGABYTES: Record<string, number> = { mb: 0.001, gb: 1, tb: 1000 };

/** Reads `500 GB/day`: raw log lines over all tenants, in MB, GB or TB a day. */
export function readVolume(text: string): Reading<number> {
  const match = /^(\d+(?:\.\d+)?)\s*([MGT]B)\s*\/\s*day$/i.exec(text);
  const [, count, unit] = match ?? [];
  if (!count || !unit)
    return { fault: { wrong: 'is not a volume', fix: "write MB, GB or TB a day, such as '500 GB/day'" } };
  const gigabytes = Number(count) * (UNIT_GIGABYTES[unit.toLowerCase()] as number);
  const fault = gigabytesFault(gigabytes, "'20 GB/day'");
  return fault ? { fault } : { value: gigabytes };
}

/** Fault of a number of GB a day. `example` is a small volume, as it is written there. */
export function gigabytesFault(gigabytes: number, example: string): Fault | undefined {
  if (gigabytes === 0) return { wrong: 'is nothing', fix: `write what is logged a day, such as ${example}` };
  if (gigabytes <= MAX_GIGABYTES_PER_DAY) return undefined;
  return {
    wrong: `is more than the largest size, ${MAX_GIGABYTES_PER_DAY / 1000} TB/day`,
    fix: 'split it into several environments, each with its own Loki',
  };
}
