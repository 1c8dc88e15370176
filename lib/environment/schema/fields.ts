import * as z from 'zod';
import type { Fault } from '../../../charts/problems';
import type { Reading } from '../quantities';

/** A field's expectation, for the message when it got something else. */
interface Expectation {
  /** Kind of the value, as `a string`. */
  readonly kind: string;

  /** A valid value, as it is written in the file. */
  readonly example: string;
}

/** Text that zod carries from a schema to its issue: a fault, or the valid keys of an object. */
type Carried = Fault | { readonly keys: readonly string[] };

const carry = (carried: Carried): string => JSON.stringify(carried);

/** Fault of a field, as zod carries it. */
export const fault = (wrong: string, fix: string): string => carry({ wrong, fix });

/** Fault of an issue of this schema, or the valid keys of the object at its path. */
export function carriedBy(issue: z.core.$ZodIssue): Carried {
  return JSON.parse(issue.message) as Carried;
}

function expecting({ kind, example }: Expectation) {
  return (issue: z.core.$ZodRawIssue) => {
    if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
    if (issue.input === undefined) return fault('', `write ${kind}, such as ${example}`);
    return fault(`is not ${kind}`, `write one such as ${example}`);
  };
}

/** A string. */
export const string = (example: string) =>
  z.string({ error: expecting({ kind: 'a string', example: `'${example}'` }) });

/** True or false. */
export const boolean = () => z.boolean({ error: expecting({ kind: 'true or false', example: 'true' }) });

/** A list of fields. */
export const list = <T extends z.ZodType>(item: T, example: string) =>
  z.array(item, { error: expecting({ kind: 'a list', example: `[${example}]` }) });

/** An object with keys of the user's own. */
export const map = <T extends z.ZodType>(value: T, example: string) =>
  z.record(z.string(), value, { error: expecting({ kind: 'an object', example: `{ ${example} }` }) });

/** A string of one form. `problem` is a `fault`. */
export const text = (example: string, form: RegExp, problem: string) =>
  string(example).refine((value) => form.test(value), { error: problem });

/** One of a few words. */
export const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, { error: () => fault('is not a value of this field', `use one of ${words.join(', ')}`) });

/** One of a few words, in a field whose type is any string. */
export const word = (...words: readonly string[]) =>
  z.custom<string>((value) => words.includes(value as string), {
    error: () => fault('is not a value of this field', `use one of ${words.join(', ')}`),
  });

/** A string that a function finds the fault of. */
export const checked = (example: string, faultOf: (value: string) => Fault | undefined) =>
  string(example).superRefine((value, context) => {
    const found = faultOf(value);
    if (found) context.addIssue({ code: 'custom', message: carry(found), input: value });
  });

/** A string that is read as a quantity. */
export const quantity = (example: string, read: (value: string) => Reading<unknown>) =>
  checked(example, (value) => read(value).fault);

/** A number of at least `least`, whole by default. */
export const number = (example: string, least: number, whole = true) =>
  z
    .number({ error: expecting({ kind: 'a number', example }) })
    .refine((value) => value >= least && (!whole || Number.isInteger(value)), {
      error: fault(`is not a ${whole ? 'whole ' : ''}number of at least ${least}`, `write one such as ${example}`),
    });

/** A value that TypeScript knows as `T` and that is an object. */
export const typed = <T extends object>(kind: string, example: string) =>
  z.custom<T>(isObject, { error: expectingAny(kind, example) });

/** A function. */
export const callback = <T extends (...args: never[]) => unknown>(example: string) =>
  z.custom<T>((value) => typeof value === 'function', { error: expectingAny('a function', example) });

function expectingAny(kind: string, example: string) {
  return () => fault(`is not ${kind}`, `write one such as ${example}`);
}

/** True if no two items of a list are the same. */
export const isSet = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** True for an object with keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object without any other keys. */
function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? carry({ keys: Object.keys(shape) })
        : expecting({ kind: 'an object', example: '{}' })(issue),
  });
}

type Mutable<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends readonly (infer Item)[]
    ? Mutable<Item>[]
    : T extends object
      ? { -readonly [K in keyof T]: Mutable<T[K]> }
      : T;

/** `true` if a schema takes exactly the values of a type. */
type Takes<S extends z.ZodType, T> = [z.input<S>] extends [T]
  ? [Mutable<T>] extends [z.input<S>]
    ? true
    : false
  : false;

/** The shape of `P`, and an error of the compiler at each key that is not of `P` or takes other values. */
type Tied<S, P> = {
  readonly [K in keyof S]: K extends keyof P
    ? S[K] extends z.ZodType
      ? Takes<S[K], P[K]> extends true
        ? S[K]
        : { readonly 'the schema takes other values than the interface': P[K] }
      : never
    : { readonly 'the interface has no such key': K };
};

/** Schemas of the keys of `P`, tied to it by the compiler: each key once, with the same values. */
export const fieldsOf =
  <P extends object>() =>
  <S extends Record<keyof Required<P>, z.ZodType>>(shape: S & Tied<S, P>): S =>
    shape;

/** Schema of `P`, tied to it by the compiler. */
export const objectOf =
  <P extends object>() =>
  <S extends Record<keyof Required<P>, z.ZodType>>(shape: S & Tied<S, P>) =>
    object(shape as S);

/** Name of an object in Kubernetes. */
export const objectName = text(
  'loki-credentials',
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  fault('is not a name Kubernetes accepts', 'use lower-case letters, digits, hyphens and dots'),
);

/** Name of a namespace. */
export const namespaceName = text(
  'loki',
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  fault('is not a name of a namespace', 'use at most 63 lower-case letters, digits and hyphens'),
);
