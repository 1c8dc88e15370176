import { isList, type TextForm } from './forms';
import { type Problem, problemOfValue } from './problems';
import { boolean, isReadable, map, sameFields, texts, type Validator } from './props';
import { readOf } from './plain-copy';
import { isPlain, short, show } from './show';

/** Validator that checks the parts of a value and, if all are valid, the whole value. */
export const together = <T>(validate: Validator, check: (path: string, value: T) => Problem[]): Validator =>
  sameFields(validate, (path, value) => {
    const problems = validate(path, value);
    return value === undefined || problems.length > 0 ? problems : check(path, value as T);
  });

/** Validator with one validator for objects and another for all other values. */
export const objectOr = (ofObject: Validator, ofOther: Validator): Validator =>
  sameFields(ofObject, (path, value) => (isReadable(value) ? ofObject(path, value) : ofOther(path, value)));

/** Validator of true, false or an object. `example` is the code of such an object. */
export const switchOr = (ofObject: Validator, example: string): Validator =>
  objectOr(ofObject, (path, value) =>
    boolean(path, value).length === 0
      ? []
      : [
          problemOfValue(path, value, {
            wrong: 'is not true, false or an object',
            fix: `write one such as ${example}`,
          }),
        ],
  );

/** Validator of a map in which a key without a value is as good as none. */
export const withoutGaps = (validate: Validator): Validator =>
  sameFields(validate, (path, value) => {
    if (!isReadable(value) || !isPlain(value)) return validate(path, value);
    const read = Object.keys(value).map((key) => [key, readOf(value, key)] as const);
    return validate(path, Object.fromEntries(read.filter(([, each]) => each !== undefined)));
  });

/** Validator of an optional list that is not empty. */
export const filled =
  (validate: Validator, fix = 'write at least one, or leave it out'): Validator =>
  (path, value) =>
    isList(value) && value.length === 0 ? [{ path, found: '[] is empty', fix }] : validate(path, value);

/** Validator of a list of at most `most` items. `why` says why there may not be more. */
export const atMost = (most: number, why: string, validate: Validator): Validator => {
  return (path, value) =>
    isList(value) && value.length > most
      ? [{ path, found: `${value.length} items, and ${why}`, fix: `use at most ${most}`, most }]
      : validate(path, value);
};

/**
 * Validator of a list without duplicates. Items with the same key are duplicates; a text is its own key. An item
 * without a key is never a duplicate.
 */
export const once = <T = string>(validate: Validator, keyOf: (item: T) => string | undefined = String): Validator =>
  together<readonly T[]>(validate, (path, items) =>
    repeats(items, keyOf, (item, index) => twice(`${path}[${index}]`, item)),
  );

/** Validator of a list of texts of a form: at least one, without duplicates. `fix` is the advice for an empty list. */
export const someTexts = (form: TextForm, fix?: string): Validator => filled(once(texts(form)), fix);

/**
 * Problems of items with the key of an earlier item, which is at `first`. An item without a key is never a duplicate.
 */
export function repeats<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
  problem: (item: T, index: number, first: number) => Problem,
): Problem[] {
  const known = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    const first = known.get(key);
    if (first !== undefined) return [problem(item, index, first)];
    known.set(key, index);
    return [];
  });
}

/** Problems of items with the name of an earlier item. */
export const namesOnce = (path: string, items: readonly { readonly name: string }[]): Problem[] =>
  repeats(
    items,
    ({ name }) => name,
    ({ name }, index) => twice(`${path}[${index}].name`, name, 'rename one'),
  );

/** Problem of a value that a list has before. */
export const twice = (path: string, value: unknown, fix = 'write it once'): Problem => ({
  path,
  found: `${show(value)} occurs twice`,
  fix,
});

/** Validator of an object whose keys have a form and whose values have a validator. */
export const keyed = (key: TextForm, value: Validator, example: string): Validator =>
  objectOr(
    (path, object) => {
      const keys = Object.keys(object as object).flatMap((name): Problem[] => {
        const fault = key.faultOf(name);
        return fault ? [problemOfValue(`${path}.${short(name)}`, name, fault)] : [];
      });
      return keys.length > 0 ? keys : map(value, example)(path, object);
    },
    map(value, example),
  );
