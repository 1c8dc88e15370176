import type { TextForm } from './forms';
import type { Fault } from './problems';

/** Parts of a layout of Go's `time`, the longest first, each with an expression for the texts that it stands for. */
const PARTS: readonly (readonly [part: string, matches: string])[] = [
  ['January', '[A-Za-z]+'],
  ['Monday', '[A-Za-z]+'],
  ['Jan', '[A-Za-z]{3}'],
  ['Mon', '[A-Za-z]{3}'],
  ['MST', '[A-Z+-][A-Z0-9+-]*'],
  ['2006', '(?:19|20)\\d{2}'],
  ['Z07:00:00', '(?:Z|[+-]\\d{2}:\\d{2}:\\d{2})'],
  ['Z070000', '(?:Z|[+-]\\d{6})'],
  ['Z07:00', '(?:Z|[+-]\\d{2}:\\d{2})'],
  ['Z0700', '(?:Z|[+-]\\d{4})'],
  ['Z07', '(?:Z|[+-]\\d{2})'],
  ['-07:00:00', '[+-]\\d{2}:\\d{2}:\\d{2}'],
  ['-070000', '[+-]\\d{6}'],
  ['-07:00', '[+-]\\d{2}:\\d{2}'],
  ['-0700', '[+-]\\d{4}'],
  ['-07', '[+-]\\d{2}'],
  ['002', '\\d{3}'],
  ['__2', '[ \\d]{2}\\d'],
  ['_2', '[ \\d]?\\d'],
  ['01', '\\d{2}'],
  ['02', '\\d{2}'],
  ['03', '\\d{2}'],
  ['04', '\\d{2}'],
  ['05', '\\d{2}(?:[.,]\\d{1,9})?'],
  ['06', '\\d{2}'],
  ['15', '\\d{2}'],
  ['PM', '[AP]M'],
  ['pm', '[ap]m'],
  ['1', '\\d{1,2}'],
  ['2', '\\d{1,2}'],
  ['3', '\\d{1,2}'],
  ['4', '\\d{1,2}'],
  ['5', '\\d{1,2}(?:[.,]\\d{1,9})?'],
];

/** Layouts that Go has a name for. */
const NAMED: Readonly<Record<string, string | undefined>> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05Z07:00',
};

/** Numbers since 1970 that lie between 1973 and 2286. */
const NUMBERS: Readonly<Record<string, string | undefined>> = {
  Unix: '\\d{9,10}(?:\\.\\d{1,9})?',
  UnixMs: '\\d{12,13}',
  UnixUs: '\\d{15,16}',
  UnixNs: '\\d{18,19}',
};

/** Parts that a time of the calendar needs, one of each. */
const NEEDED: readonly (readonly [what: string, parts: readonly string[], example: string])[] = [
  ['hour', ['15', '03', '3'], '15'],
  ['month', ['January', 'Jan', '01', '1', '002', '__2'], '01'],
  ['day', ['02', '_2', '2', '002', '__2'], '02'],
];

/** Parts that a layout has at most once. One that repeats a part is an example time, such as 2021-12-23. */
const ONCE: readonly (readonly [what: string, parts: readonly string[]])[] = [
  ['year', ['2006', '06']],
  ['month', ['January', 'Jan', '01', '1']],
  ['day', ['02', '_2', '2']],
  ['hour', ['15', '03', '3']],
  ['minute', ['04', '4']],
  ['second', ['05', '5']],
];

/** Splits a layout into its parts. */
interface Layout {
  /** Parts that stand for a number or a word. */
  readonly parts: readonly string[];

  /** Regular expression of a time of the layout whose year is 1900 to 2099. */
  readonly source: string;
}

function layoutOf(text: string): Layout {
  const parts: string[] = [];
  let source = '';
  for (let at = 0; at < text.length;) {
    const fraction = /^[.,](0+|9+)(?!\d)/.exec(text.slice(at))?.[0];
    const part = PARTS.find(([each]) => text.startsWith(each, at));
    if (fraction !== undefined) at += fraction.length;
    else if (part) {
      parts.push(part[0]);
      source += part[1];
      at += part[0].length;
    } else {
      source += (text[at] ?? '').replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
      at += 1;
    }
  }
  return { parts, source };
}

/**
 * Regular expression of times whose year Alloy can encode. With a single time after the year 9999, such as a number in
 * another unit, Alloy drops the whole batch.
 */
export function timeRegex(format: string): string {
  return `^${NUMBERS[format] ?? layoutOf(namedLayout(format)).source}$`;
}

/** Layout of a format that Go has a name for; any other format is its own layout. */
export const namedLayout = (format: string): string => NAMED[format] ?? format;

/**
 * True if times of a format say how far they are from UTC. The abbreviation of a zone does not: without a place that has
 * it, Go takes it for UTC.
 */
export function hasOffset(format: string): boolean {
  if (NUMBERS[format] !== undefined) return true;
  return layoutOf(namedLayout(format)).parts.some((part) => /^Z?-?07/.test(part));
}

/** Fault of a time of day that Go parses in another way than intended. */
function clockFault(format: string, parts: readonly string[]): Fault | undefined {
  const hour = parts.find((part) => part === '03' || part === '3');
  if (hour !== undefined && !parts.some((part) => part === 'PM' || part === 'pm')) {
    const wrong = `has ${hour}, an hour up to 12, and no PM`;
    return { wrong, fix: 'write 15 for hours up to 24, or PM where the lines have AM or PM' };
  }
  // Go reads a fraction only after a point or a comma. Other digits must occur literally in each line.
  const fraction = /05(0{3,9}|9{3,9})(?!\d)/.exec(format)?.[1];
  if (fraction === undefined) return undefined;
  const wrong = `has ${fraction} right after the seconds, where Go reads no fraction`;
  return { wrong, fix: `write .${fraction} if the lines have a point there, or read the time without its fraction` };
}

/** Format of times: a layout of Go, or a name of one. */
export const TIME_FORMAT: TextForm = {
  example: '2006-01-02 15:04:05',
  faultOf: (format) => {
    if (NAMED[format] !== undefined || NUMBERS[format] !== undefined) return undefined;
    const foreign = /%[A-Za-z]|[yY]{4}|\bHH\b/.exec(format)?.[0];
    if (foreign !== undefined) {
      const fix = "write the time 2006-01-02 15:04:05 in its form, such as '02/Jan/2006:15:04:05 -0700'";
      return { wrong: `has ${foreign}, and Go writes layouts another way`, fix };
    }
    const known = [...Object.keys(NUMBERS), ...Object.keys(NAMED)];
    const meant = known.find((name) => name.toLowerCase() === format.toLowerCase());
    if (meant !== undefined) return { wrong: 'is not a name of Go', fix: `did you mean ${meant}?` };
    const { parts } = layoutOf(format);
    const twice = ONCE.find(([, any]) => parts.filter((part) => any.includes(part)).length > 1);
    if (twice) {
      const fix = "write the time 2006-01-02 15:04:05 in its form, not another time: '2006-01-02T15:04:05Z07:00'";
      return { wrong: `has the ${twice[0]} twice as Go reads it`, fix };
    }
    const missing = NEEDED.find(([, any]) => !any.some((part) => parts.includes(part)));
    if (!missing) return clockFault(format, parts);
    const names = known.join(', ');
    return {
      wrong: `has no ${missing[0]}`,
      fix: `write ${missing[2]} where it stands in the time, or use one of ${names}`,
    };
  },
};

/** A place as the time zone database writes it; undefined for an alias, such as US/Eastern. */
export const placeOf = (name: string): string | undefined =>
  ['UTC', ...Intl.supportedValuesOf('timeZone')].find((one) => one.toLowerCase() === name.toLowerCase());

/** Name of a place in the time zone database. Unlike JavaScript, Go is case-sensitive here. */
export const LOCATION: TextForm = {
  example: 'Europe/Berlin',
  faultOf: (name) => {
    // The database takes 6 MB of memory, and the stages here name no other place.
    if (name === 'UTC') return undefined;
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      if (/^[+-]/.test(name)) return { wrong: 'is an offset', fix: "write a place such as 'Europe/Berlin'" };
      const known = placeOf(name);
      const isWritten = known === undefined ? /^[A-Z]/.test(name) : known === name;
      return isWritten
        ? undefined
        : { wrong: 'has letters that Go does not find it by', fix: `write it as '${known ?? 'US/Eastern'}'` };
    } catch {
      return { wrong: 'is not a place in the time zone database', fix: "write one such as 'Europe/Berlin'" };
    }
  },
};
