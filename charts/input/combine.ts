import { isList, type TextForm } from './forms';
import { type Problem, problemOfValue } from './problems';
import { boolean, isReadable, map, sameFields, texts, type Validator } from './props';
import { short, show } from './show';

/** A validator, and a check of the whole value once all of its parts are valid. */
export const together = <T>(validate: Validator, check: (path: string, value: T) => Problem[]): Validator =>
  sameFields(validate, (path, value) => {
    const problems = validate(path, value);
    return value === undefined || problems.length > 0 ? problems : check(path, value as T);
  });

/** An object, which one validator judges, or another value, which another does. */
export const objectOr = (ofObject: Validator, ofOther: Validator): Validator =>
  sameFields(ofObject, (path, value) => (isReadable(value) ? ofObject(path, value) : ofOther(path, value)));

/** True, false, or an object. `example` is such an object, as in code. */
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

/** A list that is not empty, if it is given. */
export const filled =
  (validate: Validator, fix = 'write at least one, or leave it out'): Validator =>
  (path, value) =>
    isList(value) && value.length === 0 ? [{ path, found: '[] is empty', fix }] : validate(path, value);

/** A list of at most so many items. `why` says what more of them do. */
export const atMost = (most: number, why: string, validate: Validator): Validator => {
  return (path, value) =>
    isList(value) && value.length > most
      ? [{ path, found: `${value.length} items, and ${why}`, fix: `use at most ${most}` }]
      : validate(path, value);
};

/** A list, each item once. Two items with one key are the same; a text is its own key. Items without a key repeat none. */
export const once = <T = string>(validate: Validator, keyOf: (item: T) => string | undefined = String): Validator =>
  together<readonly T[]>(validate, (path, items) =>
    repeats(items, keyOf, (item, index) => twice(`${path}[${index}]`, item)),
  );

/** A list of texts of a form: at least one, each once. `fix` is the advice for an empty one. */
export const someTexts = (form: TextForm, fix?: string): Validator => filled(once(texts(form)), fix);

/** Problems of items of a list whose key an item before them has, which is at `first`. Items without a key repeat none. */
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

/** Problems of items of a list whose names occur before them. */
export const namesOnce = (path: string, items: readonly { readonly name: string }[]): Problem[] =>
  repeats(
    items,
    ({ name }) => name,
    ({ name }, index) => twice(`${path}[${index}].name`, name, 'rename one'),
  );

const twice = (path: string, value: unknown, fix = 'write it once'): Problem => ({
  path,
  found: `${show(value)} occurs twice`,
  fix,
});

/** An object whose keys have a form, and values a validator. */
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
