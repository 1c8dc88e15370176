import { DAY } from '../../../input/forms';
import type { Fault } from '../../../input/problems';
import { isPlain, scalarText, show as shown } from '../../../input/show';

/** Fix for a value of the wrong type. */
export const OF_THAT_TYPE = 'write a value of that type';

/** Short text of a value for messages: `'5 minutes'`, `a list`, `a block`. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${shown(value)}'`;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return `the date ${value.toISOString()}`;
  if (isPlain(value)) return 'a block';
  return Array.isArray(value) ? 'a list' : shown(value);
}

/** Units of durations, by the beginnings of their names. */
const WORDS: [pattern: RegExp, unit: string][] = [
  [/^(ms|milli)/i, 'ms'],
  [/^(s|sec)/i, 's'],
  [/^(m|min)/i, 'm'],
  [/^(h|hour)/i, 'h'],
  [/^d/i, 'd'],
  [/^w/i, 'w'],
  [/^y/i, 'y'],
];

/** Hours per unit that Go's durations do not have. */
const HOURS: Record<string, number> = { d: 24, w: 168, y: 8760 };

/** Duration that a value most likely means. */
function meantDuration(value: unknown, long: boolean): string | undefined {
  if (typeof value === 'number') return value > 0 && Number.isFinite(value) ? `${value}s` : undefined;
  const match = /^\s*(\d+)\s*([a-z]*)\.?\s*$/i.exec(scalarText(value));
  if (!match) return undefined;
  const count = Number(match[1]);
  const unit = match[2] === '' ? 's' : WORDS.find(([pattern]) => pattern.test(match[2] as string))?.[1];
  const hours = HOURS[unit ?? ''];
  if (hours !== undefined && !long) return `${count * hours}h`;
  return unit && `${count}${unit}`;
}

// Both forms that Loki parses: Go's time.ParseDuration, and Prometheus' form with days, weeks and years.
const GO_DURATION = /^[-+]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
const LONG_DURATION = /^(0|(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?)$/;
const BYTES = /^\d+ *([kmgtpe]b?|b)?$/i;
/** A time, or a day. */
const TIME = /^(0|\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)$/;
const UNIT_BYTES = /^(0|((\d+\.?\d*|\.\d+)([KMGTPE]i?B|B))+)$/;

/** Fault of a value that must be something else, in words after "must be". */
export function fault(what: string, value: unknown, meant?: string): Fault {
  return { wrong: `${what}, but is ${show(value)}`, fix: meant ? `write ${meant}` : OF_THAT_TYPE };
}

/** Fault of a duration. */
function duration(value: unknown, long: boolean): Fault | undefined {
  if (value === 0 || (typeof value === 'string' && (long ? LONG_DURATION : GO_DURATION).test(value))) return undefined;
  const meant = meantDuration(value, long);
  const form = long ? 'a duration such as 90m or 7d' : 'a duration such as 90s or 1h30m, with h as its largest unit';
  return fault(form, value, meant && `'${meant}'`);
}

/** Fault of a number. */
function number(value: unknown, what: string, good: (value: number) => boolean): Fault | undefined {
  if (typeof value === 'number' && good(value)) return undefined;
  const text = typeof value === 'string' ? value.trim() : '';
  return fault(what, value, text !== '' && good(Number(text)) ? text : undefined);
}

/** Fault of a value that must match a pattern. */
function form(value: unknown, what: string, pattern: RegExp, numbers = false): Fault | undefined {
  const good =
    (typeof value === 'string' && pattern.test(value)) || (numbers && Number.isInteger(value) && Number(value) >= 0);
  return good ? undefined : fault(what, value);
}

/** Fault of a value that must be a string. */
function string(value: unknown): Fault | undefined {
  if (typeof value === 'string') return undefined;
  if (value instanceof Date) return { ...fault('a string', value), fix: 'put it into quotes' };
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return fault('a string', value, scalar ? `'${value}'` : undefined);
}

/** Fault of a value of each scalar type; undefined if it is valid. */
const SCALARS: Record<string, (value: unknown) => Fault | undefined> = {
  any: (value) => (isWritable(value) ? undefined : fault('a value that YAML has', value)),
  boolean: (value) => {
    if (typeof value === 'boolean') return undefined;
    const meant = /^(true|false)$/i.exec(scalarText(value))?.[1];
    return fault('true or false', value, meant && `${meant.toLowerCase()} without quotes`);
  },
  bytes: (value) => form(value, 'a size in bytes such as 5MB or 1048576', BYTES, true),
  csv: (value) =>
    typeof value === 'string'
      ? undefined
      : fault('one string with commas', value, Array.isArray(value) ? `'${value.join(',')}'` : undefined),
  date: (value) =>
    string(value) ?? (DAY.faultOf(value as string) ? fault('a day such as 2024-04-01', value) : undefined),
  duration: (value) => duration(value, false),
  float: (value) => number(value, 'a number', Number.isFinite),
  int: (value) => number(value, 'a whole number', Number.isInteger),
  'long-duration': (value) => duration(value, true),
  string,
  time: (value) =>
    string(value) ??
    (TIME.test(value as string) ? undefined : fault('a time', value, "one such as '2026-01-31T12:00:00Z'")),
  uint: (value) => number(value, 'a whole number not below 0', (count) => Number.isInteger(count) && count >= 0),
  'unit-bytes': (value) => (value === 0 ? undefined : form(value, 'a size with its unit such as 64KB', UNIT_BYTES)),
};

/** True for a value that a configuration can have: not a function, and not NaN or infinity. */
function isWritable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isWritable);
  if (isPlain(value)) return Object.values(value).every(isWritable);
  return (
    ['string', 'boolean'].includes(typeof value) || Number.isFinite(value) || value === null || value === undefined
  );
}

/** True if a type of `generated/keys.json` is a scalar. */
export function isScalar(type: string): boolean {
  return type in SCALARS;
}

/**
 * Fault of a scalar, in words after "must be"; undefined if it is valid.
 *
 * A string with `${…}` is valid: Loki replaces it from the environment before it reads the file, and the CDK before it
 * writes it.
 */
export function scalarFault(type: string, value: unknown): Fault | undefined {
  if (typeof value === 'string' && value.includes('${')) return undefined;
  return SCALARS[type]?.(value);
}
