import type { Fault } from '../../../../charts/input/problems';
import { isGoDuration } from '../alloy/types';

/** Fields of a schedule: the least and the greatest number of each, and names that stand for numbers. */
const FIELDS: readonly {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words: string;
}[] = [
  { name: 'minute', least: 0, most: 59, words: '' },
  { name: 'hour', least: 0, most: 23, words: '' },
  { name: 'day of the month', least: 1, most: 31, words: '' },
  { name: 'month', least: 1, most: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { name: 'day of the week', least: 0, most: 6, words: 'sun mon tue wed thu fri sat' },
];

/** Schedules of one word. */
const WORDS = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

const FIX = "write five fields, such as '0 3 * * *'";

/** Fault of the schedule of a CronJob; undefined if it has none. */
export function cronFault(schedule: string): Fault | undefined {
  if (schedule.includes('TZ')) return { wrong: 'has a time zone', fix: 'write it below timeZone' };
  const [, every] = /^@every (.*)$/.exec(schedule) ?? [];
  if (every !== undefined)
    return isGoDuration(every) ? undefined : { wrong: 'has no time', fix: 'write one such as @every 1h30m' };
  if (schedule.startsWith('@')) {
    return WORDS.test(schedule) ? undefined : { wrong: 'is not a schedule', fix: 'write one such as @daily' };
  }
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return { wrong: `has ${parts.length} fields`, fix: FIX };
  const wrong = FIELDS.findIndex(
    (field, index) => !(parts[index] as string).split(',').every((part) => isPart(part, field)),
  );
  const field = FIELDS[wrong];
  if (!field) return undefined;
  return {
    wrong: `has the ${field.name} ${parts[wrong]}`,
    fix: `use * or numbers from ${field.least} to ${field.most}`,
  };
}

/** True for a part of a field: a number, a range or all, with or without a step. */
function isPart(part: string, { least, most, words }: (typeof FIELDS)[number]): boolean {
  const names = words.split(' ');
  const numberOf = (text: string | undefined): number => {
    const place = text === undefined ? -1 : names.indexOf(text.toLowerCase());
    return words !== '' && place >= 0 ? least + place : /^\d+$/.test(text ?? '') ? Number(text) : NaN;
  };
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !(numberOf(step) > 0))) return false;
  if (range === '*' || range === '?') return true;
  const [from, to, ...rest] = range.split('-').map(numberOf);
  if (rest.length > 0 || from === undefined) return false;
  return from >= least && from <= most && (to === undefined || (to >= from && to <= most));
}
