import * as z from 'zod';
import { type NumberForm, numberFault, type TextForm } from '../../../charts/input/forms';
import type { Fault } from '../../../charts/input/problems';
import type { PropValidators, Validator } from '../../../charts/input/props';
import { nearest } from '../../../charts/input/nearest';
import { type ArnForm, arnFault } from '../aws/arn';
import type { Parsed } from '../quantities';

/** Faults of values of the wrong type, and a valid value, by schema. Zod keeps this metadata when a check is added. */
const TYPE_FAULTS = z.registry<{ readonly fault: (value: unknown) => Fault; readonly example?: string }>();

/** Fault of a value that a schema refuses for its type. */
export function typeFault(schema: z.ZodType, value: unknown): Fault {
  return TYPE_FAULTS.get(schema)?.fault(value) ?? { wrong: 'is not expected here', fix: 'leave it out' };
}

/**
 * Schema that describes what it expects: a kind, such as `a string`, and the literal of a valid value. `fixOf` knows what to
 * write instead of some wrong values.
 */
export function expecting<T extends z.ZodType>(
  schema: T,
  kind: string,
  example: string,
  fixOf: (value: unknown) => string | undefined = () => undefined,
): T {
  const fault = (value: unknown): Fault =>
    value === undefined
      ? { wrong: '', fix: `write ${kind}, such as ${example}` }
      : {
          wrong: `is not ${typeof value === 'symbol' ? kind.replace('an object', 'a plain object') : kind}`,
          fix: fixOf(value) ?? `write one such as ${example}`,
        };
  TYPE_FAULTS.add(schema, { fault, example });
  return schema;
}

/** Adds a condition to a schema. */
export const must = <T extends z.ZodType>(schema: T, condition: (value: z.output<T>) => boolean, fault: Fault): T =>
  schema.refine(condition, { params: { ...fault } });

/** A string. */
export const string = (example: string) => expecting(z.string(), 'a string', `'${example}'`);

/** True or false. */
export const boolean = () => expecting(z.boolean(), 'true or false', 'true');

/** A list of fields. Its example holds the example of its items by default. */
export const list = <T extends z.ZodType>(
  item: T,
  example = TYPE_FAULTS.get(item)?.example ?? '',
): z.ZodType<readonly z.input<T>[], readonly z.input<T>[]> =>
  expecting(z.array(item), 'a list', `[${example}]`) as never;

/** A list, each item once. Two items with one key are the same; a string is its own key. */
export const setOf = <I>(
  schema: z.ZodType<readonly I[], readonly I[]>,
  keyOf: (item: I) => string = String,
): z.ZodType<readonly I[], readonly I[]> =>
  schema.superRefine((items, context) => {
    const known = new Set<string>();
    items.forEach((item, index) => {
      if (known.has(keyOf(item)))
        context.addIssue({ code: 'custom', path: [index], params: { ...TWICE }, input: item });
      known.add(keyOf(item));
    });
  });

const TWICE: Fault = { wrong: 'occurs twice', fix: 'write it once' };

/** A list with at least one item. */
export const filledList = <T extends z.ZodType>(item: T, example: string, fix: string) =>
  must(list(item, example), (items) => items.length > 0, { wrong: 'is empty', fix });

/** An object whose keys the user chooses. */
export const map = <T extends z.ZodType>(
  value: T,
  example: string,
): z.ZodType<Readonly<Record<string, z.input<T>>>, Readonly<Record<string, z.input<T>>>> =>
  expecting(z.record(z.string(), value), 'an object', `{ ${example} }`) as never;

/** A number as the string that it should be, if it has the form of one. */
const quoted =
  (form: RegExp) =>
  (value: unknown): string | undefined =>
    typeof value === 'number' && form.test(String(value)) ? `write it as a string, '${value}'` : undefined;

/** A string of one form. */
export const text = (example: string, form: RegExp, wrong: string, fix = `write one such as '${example}'`) =>
  must(expecting(z.string(), 'a string', `'${example}'`, quoted(form)), (value) => form.test(value), { wrong, fix });

/** One of a few words. */
export const oneOf = <const T extends string>(...words: readonly T[]): z.ZodType<T, T> => {
  const fault = (value: unknown): Fault => {
    const quoted = words.find((word) => typeof value === 'number' && word === String(value));
    if (quoted !== undefined) return { wrong: 'is a number', fix: `write it as a string, '${quoted}'` };
    const meant = typeof value === 'string' ? nearest(value, words) : undefined;
    const fix = meant ? `did you mean ${meant}?` : 'write one of them';
    return { wrong: `is not one of ${words.join(', ')}`, fix };
  };
  const schema = z.enum(words);
  TYPE_FAULTS.add(schema, { fault });
  return schema as never;
};

/** A value of a kind, with a function that finds a fault. */
const judged = <T extends z.ZodType>(schema: T, faultOf: (value: z.output<T>) => Fault | undefined): T =>
  schema.superRefine((value, context) => {
    const fault = faultOf(value);
    if (fault) context.addIssue({ code: 'custom', params: { ...fault }, input: value });
  });

/** A string, with a function that finds its fault. */
export const checked = (example: string, faultOf: (value: string) => Fault | undefined) =>
  judged(string(example), faultOf);

/** A string of a form of the charts. */
export const formed = ({ example, faultOf }: TextForm) => checked(example, faultOf);

/** An ARN. */
export const arn = (form: ArnForm) => checked(form.example, (value) => arnFault(value, form));

/** A string that is parsed as a quantity. */
export const quantity = (example: string, parse: (value: string) => Parsed<unknown>) =>
  checked(example, (value) => parse(value).fault);

/** A number of at least `least`, within bounds. */
export const number = (example: string, least: number, bounds: Omit<NumberForm, 'example' | 'least'> = {}) =>
  judged(expecting(z.number(), 'a number', example), (value) => numberFault(value, { example, least, ...bounds }));

/** A value that a function recognizes. */
export const custom = <T>(isValid: (value: unknown) => boolean, fault: Fault): z.ZodType<T, T> =>
  z.custom<T>(isValid, { params: { ...fault } });

/** Validators of the charts, by the schemas that call them. */
const VALIDATORS = new WeakMap<z.ZodType, Validator>();

/** Validator of the charts that a schema calls; undefined for other schemas. */
export const validatorOf = (schema: z.ZodType): Validator | undefined => VALIDATORS.get(schema);

/** A value that a validator of the charts checks. */
function validated<T>(validate: Validator): z.ZodType<T, T> {
  const schema = z.unknown().superRefine((input, context) => {
    for (const problem of validate('', input)) context.addIssue({ code: 'custom', params: { problem }, input });
  });
  VALIDATORS.set(schema, validate);
  return schema as never;
}

/** A map of texts that a validator of the charts checks. */
export const validatedTexts = (validate: Validator) => validated<Readonly<Record<string, string>>>(validate);

/** Fields that validators of the charts check. */
export const validatedFields = <T extends object>(validators: PropValidators<T>) =>
  Object.fromEntries(
    Object.entries<Validator>(validators).map(([key, validate]) => [key, validated(validate).optional()]),
  ) as unknown as { readonly [K in keyof T]-?: z.ZodType<T[K], T[K]> };

/** True if no two items of a list are the same. */
export const isSet = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** Identical types: `readonly` and optional keys count. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Field that an interface lacks or has with another type. No schema has this type. */
interface NotTheFieldOf<T> {
  readonly expected: T;
}

/** Shape whose keys and types are exactly those of an interface. */
type ShapeOf<T, S> = {
  [K in keyof S]: K extends keyof T ? (Same<z.input<S[K]>, T[K]> extends true ? S[K] : NotTheFieldOf<T[K]>) : never;
} & { [K in Exclude<keyof T, keyof S>]-?: z.ZodType<T[K], T[K]> };

/**
 * Schema of an object, from the schemas of its keys. It compiles only if keys and types are exactly those of the
 * interface. An object with required keys has a kind, such as `a collector`, and an example, as it is written in code.
 */
export const objectOf =
  <T>(kind = 'an object', example = '{}') =>
  <S extends Readonly<Record<string, z.ZodType>>>(shape: S & ShapeOf<T, S>): z.ZodType<T, T> =>
    expecting(z.strictObject(shape), kind, example) as never;
