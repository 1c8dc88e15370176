import { InputError, type Problem, problemText } from '../../charts/input/problems';
import type { Random } from '../helpers/random';

/** A family of hostile inputs. */
export interface Family {
  /** Share of the cases, all shares being 1. */
  readonly share: number;

  /** Makes one case from random numbers. */
  readonly make: (random: Random) => Case;
}

/** One input. */
export interface Case {
  /** The input, as a report shows it. */
  readonly input: string;

  /** Runs it, and returns what is wrong with the behaviour; undefined if nothing is. */
  readonly run: () => Promise<string | undefined> | string | undefined;
}

/** Values that no field expects, or that few do. */
const VALUES: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -1, 1.5, NaN, Infinity, 1e300, 2 ** 53, 10n, Symbol('x'), new Date(NaN)],
  ...[
    '',
    ' ',
    'x',
    '\u0000',
    '\u001b[31m',
    'a\nb',
    'é',
    '__proto__',
    'constructor',
    '12h',
    '7d',
    '9999w',
    '1e9 GB/day',
    '*',
  ],
  ...[[], {}, [null], [[]], { a: 1 }, new Map(), () => undefined, /x/, ['a', 'a'], 'x'.repeat(5000)],
];

/** A value that may be hostile. */
export function hostile(random: Random): unknown {
  const value = random.of([...VALUES, 'cycle', 'getter', 'proxy'] as unknown[]);
  if (value === 'cycle') {
    const cycle: Record<string, unknown> = {};
    return Object.assign(cycle, { cycle });
  }
  if (value === 'getter')
    return {
      get region() {
        throw new Error('getter');
      },
    };
  if (value === 'proxy') {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }
  return value;
}

/** Fault of an error: only problems with one line each are right. */
export function faultOf(error: unknown): string | undefined {
  if (!(error instanceof InputError)) return `throws ${error instanceof Error ? error.stack : String(error)}`;
  return faultOfProblems(error.problems) ?? (error.problems.length === 0 ? 'refuses without a problem' : undefined);
}

/** Fault of problems as they are printed: each is one line that can be seen. */
export function faultOfProblems(problems: readonly Problem[]): string | undefined {
  const lines = problems.map(problemText);
  return lines
    .map((line) => (line.includes('\n') ? `reports several lines: ${line}` : faultOfText(line)))
    .find(Boolean);
}

/** Characters that a terminal obeys, or that change the text around them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Fault of a text as it is printed, whose lines are ours: all else of it can be seen. */
export function faultOfText(text: string): string | undefined {
  const bad = text.split('\n').find((line) => UNSEEN.test(line) || line.includes('    at '));
  return bad === undefined ? undefined : `prints ${JSON.stringify(bad)}`;
}

/** A text with some random changes. */
export function mutated(random: Random, text: string, bits: readonly string[]): string {
  let result = text;
  for (let changes = random.below(4) + 1; changes > 0; changes--) {
    const at = random.below(result.length + 1);
    result = `${result.slice(0, at)}${random.below(3) ? random.of(bits) : ''}${result.slice(at + random.below(4))}`;
  }
  return result;
}
