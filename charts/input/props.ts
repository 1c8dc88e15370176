import {
  booleanProblems,
  isList,
  listProblems,
  missingProblems,
  type NumberForm,
  numberProblems,
  type TextForm,
  textProblems,
} from './forms';
import { nearest } from './nearest';
import { readOf } from './plain-copy';
import { type Fault, InputError, kindOf, type Problem, problemOfValue } from './problems';
import { isPlain, lookAlikes, short } from './show';

/** Finds the problems of a value at a path. A value that is left out has none, unless it is required. */
export type Validator = (path: string, value: unknown) => Problem[];

/** A validator for each property of an interface. */
export type PropValidators<T> = { readonly [K in keyof Required<T>]: Validator };

/** Problem of a key that does not exist. The fix names a similar key, here or elsewhere, or all keys. */
export function unknownKey(
  key: string,
  known: readonly string[],
  otherPlaces: readonly string[] = [],
): Omit<Problem, 'path'> {
  const meant = otherPlaces.length > 0 ? alternatives(otherPlaces) : nearest(key, known);
  return {
    found: `not a key${lookAlikes(key)}`,
    fix: meant ? `did you mean ${meant}?` : `the keys here are ${known.join(', ')}`,
  };
}

/** Most places that a message names. */
const MOST_PLACES = 3;

/** The places, unless there are so many that naming them does not help. */
export const fewPlaces = (places: readonly string[]): readonly string[] => (places.length <= MOST_PLACES ? places : []);

/** The least deep of some places. */
export function nearPlaces(places: readonly string[]): readonly string[] {
  const depths = places.map((place) => place.split('.').length);
  return places.filter((_place, index) => depths[index] === Math.min(...depths));
}

/** Names as alternatives: `a, b or c`. */
const alternatives = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' or $1');

/** Validator of a text of a form. */
export const text =
  (form: TextForm): Validator =>
  (path, value) =>
    textProblems(path, value, form);

/** Validator of a list of texts of a form. */
export const texts =
  (form: TextForm): Validator =>
  (path, value) =>
    listProblems(path, value, form);

/** Validator of a kind of number. */
export const number =
  (form: NumberForm): Validator =>
  (path, value) =>
    numberProblems(path, value, form);

/** True or false. */
export const boolean: Validator = booleanProblems;

/** Validator of a required value. `example` is one, as in code. */
export const required = (validate: Validator, example: string): Validator =>
  sameFields(validate, (path, value) => {
    const missing = missingProblems(path, value, example);
    return missing.length > 0 ? missing : validate(path, value);
  });

/** Validator of a value that a function recognizes, which may also find a fault. */
export const made =
  <T>(kind: string, example: string, is: (value: T) => boolean, faultOf?: (value: T) => Fault | undefined): Validator =>
  (path, value) => {
    if (value === undefined) return [];
    try {
      const fault = is(value as T)
        ? faultOf?.(value as T)
        : { wrong: `is not ${kind}`, fix: `write one such as ${example}` };
      return fault ? [problemOfValue(path, value, fault)] : [];
    } catch {
      return [{ path, found: `${kindOf(value)} is not ${kind}`, fix: `write one such as ${example}` }];
    }
  };

/** Validator of one of a few words. */
export const oneOf =
  (words: readonly string[]): Validator =>
  (path, value) => {
    if (value === undefined || words.includes(value as string)) return [];
    const meant = typeof value === 'string' ? nearest(value, words) : undefined;
    const fix = meant ? `did you mean ${meant}?` : 'write one of them';
    return [problemOfValue(path, value, { wrong: `is not one of ${words.join(', ')}`, fix })];
  };

/** A list of items. */
export const list =
  (validate: Validator, example: string): Validator =>
  (path, value) => {
    if (value === undefined) return [];
    if (!isList(value)) {
      return [problemOfValue(path, value, { wrong: 'is not a list', fix: `write one such as [${example}]` })];
    }
    const item = required(validate, example);
    return Array.from({ length: value.length }, (_, index) => item(`${path}[${index}]`, readOf(value, index))).flat();
  };

/** Validator of an object whose keys the user chooses. `faultsOf` finds the faults of its keys, whatever their values are. */
export const map =
  (validate: Validator, example: string, faultsOf?: (keys: object) => readonly Fault[]): Validator =>
  (path, value) => {
    if (value === undefined) return [];
    if (!isReadable(value)) return [notAnObject(path, value, `{ ${example} }`)];
    const each = required(validate, `{ ${example} }`);
    const problems = Object.keys(value).flatMap((key) => each(`${path}.${short(key)}`, readOf(value, key)));
    const faults = isPlain(value) ? (faultsOf?.(value) ?? []) : [];
    return [...problems, ...faults.map((fault) => problemOfValue(path, value, fault))];
  };

/** Validator of an object whose content is validated elsewhere. */
export const anObject =
  (example: string): Validator =>
  (path, value) =>
    value === undefined || (isReadable(value) && isPlain(value)) ? [] : [notAnObject(path, value, example)];

/** Validators of the fields of an object, by the validator of the object. */
const FIELDS = new WeakMap<Validator, Readonly<Record<string, Validator>>>();

/** Gives a validator the fields of another one, whose objects it judges too. */
export function sameFields(of: Validator, validate: Validator): Validator {
  const known = FIELDS.get(of);
  if (known) FIELDS.set(validate, known);
  return validate;
}

/** Validator of an object with the properties of an interface. */
export function fields<T extends object>(example: string, validators: PropValidators<T>): Validator {
  const validate: Validator = (path, value) =>
    value === undefined ? [] : fieldProblems(path, value, example, validators);
  FIELDS.set(validate, validators as Readonly<Record<string, Validator>>);
  return validate;
}

/** Places with a key in the objects that a validator judges, and in those below them, such as `tls.caSecret`. */
export function placesIn(validate: Validator, key: string): string[] {
  const own = FIELDS.get(validate) ?? {};
  return [...(Object.hasOwn(own, key) ? [key] : []), ...placesBelow(own, key)];
}

const placesBelow = (validators: Readonly<Record<string, Validator>>, key: string): string[] =>
  Object.entries(validators).flatMap(([name, validate]) => placesIn(validate, key).map((place) => `${name}.${place}`));

function fieldProblems<T extends object>(
  path: string,
  value: unknown,
  example: string,
  validators: PropValidators<T>,
): Problem[] {
  if (!isReadable(value)) return [notAnObject(path, value, example)];
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  const known = Object.keys(validators);
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const placesOf = (key: string) =>
    fewPlaces(nearPlaces(placesBelow(validators as Readonly<Record<string, Validator>>, key)));
  return [
    ...unknown.map((key) => ({ path: below(short(key)), ...unknownKey(key, known, placesOf(key)) })),
    ...Object.entries<Validator>(validators).flatMap(([key, validate]) => validate(below(key), readOf(value, key))),
  ];
}

const notAnObject = (path: string, value: unknown, example: string): Problem =>
  problemOfValue(path, value, { wrong: 'is not an object', fix: `write one such as ${example}` });

/** True for an object whose keys can be read: not a list, a Map, a Date or the like. */
export function isReadable(value: unknown): value is object {
  try {
    return Object.prototype.toString.call(value) === '[object Object]' && Array.isArray(Object.keys(value as object));
  } catch {
    return false;
  }
}

/**
 * Finds everything that is wrong with the properties of a class. Paths are those of the properties; `name` is the path
 * of properties that are not an object.
 */
export function propProblems<T extends object>(name: string, props: T, validators: PropValidators<T>): Problem[] {
  const problems = fieldProblems('', props, '{ … }', validators);
  return problems.map((problem) => (problem.path === '' ? { ...problem, path: name } : problem));
}

/** @throws InputError if there are problems, with all of them */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new InputError(problems);
}

/** @throws InputError if a property of a class is invalid, with all problems below the name of the class */
export function refuseInvalid<T extends object>(name: string, props: T, validators: PropValidators<T>): void {
  const below = ({ path }: Problem) => (path === name ? path : `${name}.${path}`);
  refuse(propProblems(name, props, validators).map((problem) => ({ ...problem, path: below(problem) })));
}
