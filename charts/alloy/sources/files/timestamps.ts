import type { Fault } from '../../../input/problems';
import { literalRegex } from '../patterns';

/** Formats of numbers: how a number of that kind looks that is a time before the year 2287. */
const NUMBERS: Readonly<Record<string, string>> = {
  Unix: String.raw`\d{1,10}(?:\.\d{1,9})?`,
  UnixMs: String.raw`\d{1,13}`,
  UnixUs: String.raw`\d{1,16}`,
  UnixNs: String.raw`\d{1,18}`,
};

/** Formats that have names: their layouts in Go's notation. */
const NAMED: Readonly<Record<string, string>> = {
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
};

const NAME = '[A-Za-z]+';
const TWO = String.raw`\d{2}`;
const SOME = String.raw`\d{1,2}`;

/** Parts of a layout (https://pkg.go.dev/time#Layout), longest first, and how their values look. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  // A year that Alloy cannot encode costs the whole batch: with these two digits in front it can.
  [/^2006/, String.raw`(?:19|20|21)\d{2}`],
  [/^(January|Monday|Jan|Mon)/, NAME],
  [/^MST/, '[A-Z]{1,5}'],
  [/^(Z07:00:00|Z07:00|Z0700|Z07)/, String.raw`(?:Z|[+-]\d{2}:?\d{0,2}(?::?\d{2})?)`],
  [/^(-07:00:00|-07:00|-0700|-07)/, String.raw`[+-]\d{2}:?\d{0,2}(?::?\d{2})?`],
  // Go reads a fraction after seconds even if the layout has none.
  [/^[.,](0+|9+)(?!\d)/, String.raw`(?:[.,]\d+)?`],
  [/^(002|__2)/, String.raw`[ \d]{2}\d`],
  [/^05/, String.raw`\d{2}(?:[.,]\d+)?`],
  [/^(01|02|03|04|06|15)/, TWO],
  [/^_2/, String.raw`[ \d]?\d`],
  [/^5/, String.raw`\d{1,2}(?:[.,]\d+)?`],
  [/^[1234]/, SOME],
  [/^(PM|pm)/, '[AaPp][Mm]'],
];

/** Regular expression of the values of a format; undefined if the format has no part of a time. */
export function timeRegex(format: string): string | undefined {
  const numbers = NUMBERS[format];
  if (numbers !== undefined) return numbers;
  let rest = NAMED[format] ?? format;
  let regex = '';
  let parts = 0;
  while (rest !== '') {
    const found = PARTS.find(([part]) => part.test(rest));
    const length = found?.[0].exec(rest)?.[0].length ?? 1;
    regex += found ? found[1] : literalRegex(rest.slice(0, 1));
    parts += found ? 1 : 0;
    rest = rest.slice(length);
  }
  return parts > 0 ? regex : undefined;
}

/** True for a format whose values do not say their zone. */
export function lacksZone(format: string): boolean {
  return NUMBERS[format] === undefined && !/MST|Z07|[-+]07/.test(NAMED[format] ?? format);
}

/** Fault of a format. */
export function formatFault(format: string): Fault | undefined {
  if (/[`\p{Cc}]/u.test(format)) return { wrong: 'has a backtick or a control character', fix: 'leave it out' };
  const layout = NAMED[format] ?? format;
  if (NUMBERS[format] !== undefined || /(15|03|3).*(04|4)|(04|4).*(15|03|3)/s.test(layout)) return undefined;
  const fix = "write one such as 'RFC3339', 'UnixMs', or the time 2006-01-02 15:04:05 as your lines have it";
  return { wrong: 'is not a format in the notation of Go', fix };
}

/** Fault of a time zone. */
export function locationFault(name: string): Fault | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return undefined;
  } catch {
    return { wrong: 'is not a time zone', fix: "write one such as 'Europe/Berlin'" };
  }
}
