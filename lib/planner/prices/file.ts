import { regionFault } from '../../../charts/endpoint/object-store';
import { type Fault, InputError, type Problem, problemOfValue } from '../../../charts/input/problems';
import { fields, isReadable, map, number, type PropValidators, type Validator } from '../../../charts/input/props';
import { instanceTypeFault } from '../../environment/aws/names';
import { userJson } from '../../environment/user-json';
import { ASSUMPTION_KEYS, type AssumptionKey } from '../assumptions';
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

/** Price or amount, which cannot be negative. */
const amount = (example: string): Validator => number({ example, least: 0, most: 1e9, why: 'too much', whole: false });

const FACTOR = number({ example: '1.1', least: 0.01, most: 100, why: 'no region differs so much', whole: false });

const each = <K extends string>(keys: readonly K[], validator: Validator) =>
  Object.fromEntries(keys.map((key) => [key, validator])) as Record<K, Validator>;

const VALIDATORS: PropValidators<PriceFile> = {
  prices: fields<Required<PriceFile>['prices']>('{ volume: 0.0952 }', each(PRICE_KEYS, amount('0.1'))),
  instances: named(instanceTypeFault, amount('0.214'), '"m6i.xlarge": 0.214'),
  regions: named(regionFault, FACTOR, '"eu-north-1": 1.1'),
  assumptions: fields<Required<PriceFile>['assumptions']>('{ streams: 5000 }', each(ASSUMPTION_KEYS, amount('1'))),
};

/** Numbers by names that an environment may have: no other would ever be read. */
function named(faultOf: (name: string) => Fault | undefined, value: Validator, example: string): Validator {
  return (path, given) => {
    const names = isReadable(given) ? Object.keys(given) : [];
    const wrong = names.flatMap((name) => {
      const fault = faultOf(name);
      return fault ? problemOfValue(path, name, fault) : [];
    });
    return [...wrong, ...map(value, example)(path, given)];
  };
}

/**
 * Parses a file of prices.
 *
 * @param text JSON
 * @param file its name, which begins each path of a problem
 * @throws InputError if it is not JSON, has a key twice, or anything in it is invalid, with all problems
 */
export function parsePriceFile(text: string, file: string): PriceFile {
  const example = '{ "prices": { "volume": 0.0952 } }';
  const read = userJson(text, file);
  if ('reason' in read) throw new InputError([{ path: file, found: read.reason, fix: `write ${example}` }]);
  const { value, repeated } = read;
  const problems = [...repeated, ...fields(example, VALIDATORS)('', value ?? null).map(inWrongPlace)];
  if (problems.length === 0) return value as PriceFile;
  throw new InputError(problems.map((one) => ({ ...one, path: [file, one.path].filter(Boolean).join(' ') })));
}

/** Sections whose keys a user may have written outside them, each with a test for its keys. */
const SECTIONS: Readonly<Record<keyof PriceFile, (key: string) => boolean>> = {
  prices: (key) => PRICE_KEYS.some((one) => one === key),
  instances: (key) => instanceTypeFault(key) === undefined,
  regions: (key) => regionFault(key) === undefined,
  assumptions: (key) => ASSUMPTION_KEYS.some((one) => one === key),
};

/** Problem of a key beside the sections, with the section that it belongs to. */
function inWrongPlace(problem: Problem): Problem {
  const place = Object.entries(SECTIONS).find(([, has]) => has(problem.path));
  return place ? { ...problem, fix: `write it in ${place[0]}` } : problem;
}
