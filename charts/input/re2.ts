import { emptyAlternative } from './empty-alternative';
import type { TextForm } from './forms';
import type { Fault } from './problems';
import { isUnicodeClass } from './unicode-class';

/** First error in a regular expression of Go. */
export interface RegexError {
  /** Its place: characters before it. */
  readonly at: number;

  /** Words for what is wrong there: `has no )`. */
  readonly wrong: string;

  /** Advice. */
  readonly fix: string;
}

/** Most repetitions that Go counts, those of groups within groups multiplied. */
const MAX_REPEAT = 1000;

/** Deepest nesting that Go reads. */
const MAX_DEPTH = 1000;

/** Letters of escapes that mean a class or a position. */
const ESCAPES = 'dDsSwWbBAzafnrtv';

/** Escapes that a class in brackets may have. */
const CLASS_ESCAPES = 'dDsSwWafnrtv';

const POSIX = 'alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit';

/** Groups that only other programs have, by their beginning. */
const FOREIGN: readonly (readonly [begin: string, what: string])[] = [
  ['(?<=', 'looks behind'],
  ['(?<!', 'looks behind'],
  ['(?=', 'looks ahead'],
  ['(?!', 'looks ahead'],
  ['(?>', 'is an atomic group'],
];

/** Stops the reading. It never leaves this file. */
class Mistake extends Error {
  constructor(public readonly error: RegexError) {
    super(error.wrong);
  }
}

/** First error of a regular expression as Go's `regexp` reads it; undefined if it is valid. */
export function regexError(regex: string): RegexError | undefined {
  try {
    new Reader(regex).read();
    return undefined;
  } catch (error) {
    if (error instanceof Mistake) return error.error;
    throw error;
  }
}

/** Fault of a text that is no regular expression of Go. */
export function regexFault(regex: string): Fault | undefined {
  const error = regexError(regex);
  return (
    error && { wrong: `is not a regular expression of Go: character ${error.at + 1} ${error.wrong}`, fix: error.fix }
  );
}

/** Number of capturing groups of a valid expression. */
export function groupCount(regex: string): number {
  const reader = new Reader(regex);
  reader.read();
  return reader.groups;
}

/** Names of the groups of a valid expression. */
export function groupNames(regex: string): readonly string[] {
  const reader = new Reader(regex);
  reader.read();
  return reader.names;
}

/** Regular expression of a Go program. */
export const GO_REGEX: TextForm = {
  example: '^GET /healthz',
  faultOf: (regex) => {
    if (regex === '') return { wrong: 'is empty, and matches every line', fix: "write one such as '^GET /healthz'" };
    return regexFault(regex) ?? emptyAlternative(regex);
  },
};

/** Reader of one expression, with a method for each part of the grammar. */
class Reader {
  public groups = 0;
  public readonly names: string[] = [];
  private at = 0;

  constructor(private readonly regex: string) {}

  public read(): void {
    this.alternatives(0);
    if (this.at < this.regex.length)
      this.fail(this.at, 'is a ) without a (', 'write \\) for the character, or remove it');
  }

  private fail(at: number, wrong: string, fix: string): never {
    throw new Mistake({ at, wrong, fix });
  }

  private next(text: string): boolean {
    return this.regex.startsWith(text, this.at);
  }

  /** Reads the text that a pattern matches at this place. */
  private match(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, 'uy');
    sticky.lastIndex = this.at;
    return sticky.exec(this.regex)?.[0];
  }

  /** Everything up to a closing parenthesis. Its result is the most that its parts repeat. */
  private alternatives(depth: number): number {
    if (depth > MAX_DEPTH) this.fail(this.at, 'is nested too deeply', 'write fewer groups within groups');
    let most = 1;
    let hasOperand = false;
    while (this.at < this.regex.length && !this.next(')')) {
      const flags = this.match(/\(\?[imsU]*(?:-[imsU]+)?\)/);
      // Flags cannot be repeated, but the part before them can.
      if (flags !== undefined) this.at += flags.length;
      else if (this.next('|')) {
        this.at += 1;
        hasOperand = false;
      } else {
        most = Math.max(most, this.repeated(depth, hasOperand));
        hasOperand = true;
      }
    }
    return most;
  }

  private repeated(depth: number, hasOperand: boolean): number {
    const start = this.at;
    const operator = this.match(REPETITION);
    if (operator !== undefined && !hasOperand)
      this.fail(
        start,
        `is a ${operator} with nothing to repeat`,
        `write \\${operator[0]} for the character, or something before it`,
      );
    let most = operator === undefined ? this.atom(depth) : 1;
    let last: string | undefined;
    for (;;) {
      const at = this.at;
      const repetition = this.match(REPETITION);
      if (repetition === undefined) return most;
      if (last !== undefined)
        this.fail(at, `repeats the repetition ${last}`, 'put what is repeated into a group: (?: … )');
      this.at += repetition.length;
      const [, least, , upper] = /^\{(\d+)(,(\d*))?\}/.exec(repetition) ?? [];
      if (least !== undefined) {
        const count = Math.max(Number(least), Number(upper ?? 0));
        if (count > MAX_REPEAT || (upper && Number(upper) < Number(least)))
          this.fail(
            at,
            `is ${repetition}, and counts are at most ${MAX_REPEAT} and not descending`,
            'write a smaller count',
          );
        most *= Math.max(count, 1);
        if (most > MAX_REPEAT)
          this.fail(
            at,
            `repeats more than ${MAX_REPEAT} times, groups within groups multiplied`,
            'write smaller counts',
          );
      }
      last = repetition;
    }
  }

  private atom(depth: number): number {
    if (this.next('(')) return this.group(depth);
    if (this.next('[')) this.bracket();
    else if (this.next('\\')) this.escape(ESCAPES);
    else this.at += this.match(/[^]/)?.length ?? 1;
    return 1;
  }

  private group(depth: number): number {
    const start = this.at;
    const foreign = FOREIGN.find(([begin]) => this.next(begin));
    if (foreign) this.fail(start, `${foreign[1]}, which Go cannot`, 'write an expression without it');
    const named = this.match(/\(\?P?<\w+>/);
    const flags = this.match(/\(\?[imsU]*(?:-[imsU]+)?:/);
    if (named !== undefined) {
      // Two groups may have one name.
      this.names.push(/<(\w+)>/.exec(named)?.[1] ?? '');
      this.groups += 1;
      this.at += named.length;
    } else if (flags !== undefined) this.at += flags.length;
    else if (this.next('(?'))
      this.fail(start, 'begins a group that Go does not have', 'write (?: … ), or (?P<name> … )');
    else {
      this.groups += 1;
      this.at += 1;
    }
    const most = this.alternatives(depth + 1);
    if (!this.next(')')) this.fail(start, 'is a ( without a )', 'close it, or write \\( for the character');
    this.at += 1;
    return most;
  }

  private bracket(): void {
    const start = this.at;
    this.at += this.next('[^') ? 2 : 1;
    for (let isFirst = true; isFirst || !this.next(']'); isFirst = false) {
      if (this.at >= this.regex.length)
        this.fail(start, 'is a [ without a ]', 'close it, or write \\[ for the character');
      const at = this.at;
      const posix = this.match(/\[:\^?\w+:\]/);
      if (posix !== undefined) {
        if (!new RegExp(`^\\[:\\^?(${POSIX}):\\]$`).test(posix))
          this.fail(at, `is ${posix}, a class that Go does not have`, `write one of ${POSIX.replaceAll('|', ', ')}`);
        this.at += posix.length;
        continue;
      }
      const low = this.classCharacter();
      if (low === undefined || !this.next('-') || this.regex.startsWith('-]', this.at)) continue;
      this.at += 1;
      if (this.at >= this.regex.length)
        this.fail(start, 'is a [ without a ]', 'close it, or write \\[ for the character');
      const high = this.classCharacter();
      if (high === undefined || high < low)
        this.fail(
          at,
          `is the range ${this.regex.slice(at, this.at)}, whose end is before its beginning`,
          'write the lower character first, or \\- for the character -',
        );
    }
    this.at += 1;
  }

  /** Code of a character in brackets; undefined for a class. */
  private classCharacter(): number | undefined {
    if (this.next('\\')) return this.escape(CLASS_ESCAPES);
    const code = this.regex.codePointAt(this.at) ?? 0;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** Code of an escaped character; undefined for a class or a place. */
  private escape(letters: string): number | undefined {
    const start = this.at;
    const literal = letters === ESCAPES ? this.match(/\\Q[^]*?(?:\\E|$)/) : undefined;
    const whole =
      literal ?? this.match(/\\(?:x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|p\w|P\w|[pP]\{\^?\w+\}|[0-7]{2,3}|0|[^])/);
    if (whole === undefined) this.fail(start, 'is a \\ with nothing after it', 'write \\\\ for the character');
    const rest = whole.slice(1);
    this.at += whole.length;
    if (literal !== undefined) return undefined;
    const hexadecimal = /^x\{?([0-9A-Fa-f]{2,6}|[0-9A-Fa-f])\}?$/.exec(rest)?.[1];
    if (hexadecimal !== undefined && Number.parseInt(hexadecimal, 16) <= 0x10ffff)
      return Number.parseInt(hexadecimal, 16);
    if (/^[pP]./.test(rest)) {
      if (!isUnicodeClass(rest.slice(1).replace(/[{}^]/g, '')))
        this.fail(start, `is ${whole}, a class that Go does not have`, 'write one such as \\pL or \\p{Greek}');
      return undefined;
    }
    if (/^(0[0-7]{0,2}|[1-7][0-7]{1,2})$/.test(rest)) return Number.parseInt(rest, 8);
    if (/^[1-9]/.test(rest))
      this.fail(
        start,
        `is ${whole}, which refers back to a group, as Go cannot`,
        'write what the group matches once more',
      );
    if (letters.includes(rest)) return CONTROLS[rest];
    const code = rest.codePointAt(0) ?? 0;
    if (code < 128 && !/[0-9A-Za-z]/.test(rest)) return code;
    this.fail(
      start,
      `is ${whole}, an escape that Go does not have`,
      rest === 'Z'
        ? 'write \\z for the end of the text'
        : code < 128
          ? `write ${rest} for the character`
          : 'leave the \\ out',
    );
  }
}

/** Operators that repeat the part before them. `{` with anything but counts is a character. */
const REPETITION = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/;

/** Codes of characters that are written as letters. */
const CONTROLS: Readonly<Record<string, number | undefined>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
