import { HOURS } from '../factors';

/** Amount, and the arithmetic that it follows from. */
export interface Term {
  /** US dollars for a month. */
  readonly dollars: number;

  /** Arithmetic in words: `4 m6i.2xlarge × 730 h × 0.384`. */
  readonly arithmetic: string;
}

/** Factor: a number, and its unit if it has one. */
export type Factor = number | readonly [value: number, unit: string];

/** All hours of a month. */
export const PER_HOUR: Factor = [HOURS, 'h'];

/** Digits of a number in the arithmetic. */
const DIGITS = 6;

let numbers: Intl.NumberFormat | undefined;

/** A number as the arithmetic shows it: `15,200`. */
export function shown(value: number): string {
  // Making a formatter takes a hundred times as long as using it.
  numbers ??= new Intl.NumberFormat('en-US', { maximumSignificantDigits: DIGITS });
  return numbers.format(value);
}

/** Dollars, rounded to whole cents. */
export const rounded = (dollars: number): number => Math.round(dollars * 100 + 1e-6) / 100;

/** Dollars with cents: `1,121.28` without the comma, as tables have them. */
export const cents = (dollars: number): string => rounded(dollars).toFixed(2);

const textOf = (factor: Factor): string =>
  typeof factor === 'number' ? shown(factor) : [shown(factor[0]), factor[1]].join(' ');

/** Product of factors. */
export const times = (...factors: readonly Factor[]): Term => ({
  dollars: factors.reduce<number>((product, factor) => product * (typeof factor === 'number' ? factor : factor[0]), 1),
  arithmetic: factors.map(textOf).join(' × '),
});

/** Sum of terms. Those of no dollars are left out. */
export function plus(...terms: readonly Term[]): Term {
  const some = terms.filter(({ dollars }) => dollars !== 0);
  return { dollars: total(some), arithmetic: some.map(({ arithmetic }) => arithmetic).join(' + ') };
}

/** Sum of dollars. */
export const total = (terms: readonly Pick<Term, 'dollars'>[]): number =>
  terms.reduce((sum, { dollars }) => sum + dollars, 0);
