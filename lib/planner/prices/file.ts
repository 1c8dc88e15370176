import { InputError, type Problem } from '../../../charts/input/problems';
import { fields, map, number, type PropValidators, type Validator } from '../../../charts/input/props';
import { short } from '../../../charts/input/show';
import { ASSUMPTION_KEYS, type AssumptionKey } from '../assumptions';
import { instancePrice } from './instances';
import { FACTOR_REGIONS } from './regions';
import { PRICE_KEYS, type PriceKey } from './table';

/** Prices and assumptions of a user, in place of those of the table. */
export interface PriceFile {
  /** Prices by key, in the region of the environment if its factor is 1. @default - those of the table */
  readonly prices?: Readonly<Partial<Record<PriceKey, number>>>;

  /** Dollars for an hour, by instance type. @default - those of the table */
  readonly instances?: Readonly<Record<string, number>>;

  /** Factors of all prices, by region. @default - those of the table */
  readonly regions?: Readonly<Record<string, number>>;

  /** Values of assumptions, by key. @default - those of the table */
  readonly assumptions?: Readonly<Partial<Record<AssumptionKey, number>>>;
}

/** Price or amount: nothing costs less than nothing. */
const amount = (example: string): Validator => number({ example, least: 0, most: 1e9, why: 'too much', whole: false });

const FACTOR = number({ example: '1.1', least: 0.01, most: 100, why: 'no region differs so much', whole: false });

const each = <K extends string>(keys: readonly K[], validator: Validator) =>
  Object.fromEntries(keys.map((key) => [key, validator])) as Record<K, Validator>;

/** Form of the name of an instance type, and of a region. */
const [INSTANCE, REGION] = [/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, /^[a-z]{2}(-[a-z]+)+-\d$/];

const VALIDATORS: PropValidators<PriceFile> = {
  prices: fields<Required<PriceFile>['prices']>('{ volume: 0.0952 }', each(PRICE_KEYS, amount('0.1'))),
  instances: named(INSTANCE, 'm6i.xlarge', amount('0.214'), (name) => instancePrice(name) !== undefined),
  regions: named(REGION, 'eu-north-1', FACTOR, (name) => FACTOR_REGIONS.includes(name)),
  assumptions: fields<Required<PriceFile>['assumptions']>('{ streams: 5000 }', each(ASSUMPTION_KEYS, amount('1'))),
};

/** Numbers by names of a form. A name that is known needs no look at its form. */
function named(form: RegExp, example: string, value: Validator, isKnown: (name: string) => boolean): Validator {
  return (path, given) => {
    const keys = typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.keys(given) : [];
    const odd = keys.filter((key) => !isKnown(key) && !form.test(key));
    return [
      ...odd.map((key) => ({
        path: `${path}.${short(key)}`,
        found: 'not a name',
        fix: `write one such as ${example}`,
      })),
      ...map(value, `"${example}": 1.1`)(path, given),
    ];
  };
}

/**
 * Parses a file of prices.
 *
 * @param text JSON
 * @param file its name, which begins each path of a problem
 * @throws InputError if it is not JSON, or anything in it is invalid, with all problems
 */
export function parsePriceFile(text: string, file: string): PriceFile {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const [reason = ''] = String((error as Error).message).split('\n');
    const example = '{ "prices": { "volume": 0.0952 } }';
    throw new InputError([{ path: file, found: `is not JSON: ${short(reason, 120)}`, fix: `write ${example}` }]);
  }
  const problems = fields('{ "prices": { "volume": 0.0952 } }', VALIDATORS)('', value ?? null).map(inWrongPlace);
  if (problems.length === 0) return value as PriceFile;
  throw new InputError(problems.map((one) => ({ ...one, path: [file, one.path].filter(Boolean).join(' ') })));
}

/** Sections whose keys a user may have written outside them. */
const SECTIONS = { prices: PRICE_KEYS, assumptions: ASSUMPTION_KEYS } as const satisfies Record<
  string,
  readonly string[]
>;

/** Problem of a key beside the sections, with the section that it belongs to. */
function inWrongPlace(problem: Problem): Problem {
  const place = Object.entries<readonly string[]>(SECTIONS).find(([, keys]) => keys.includes(problem.path));
  return place ? { ...problem, fix: `write it in ${place[0]}` } : problem;
}
