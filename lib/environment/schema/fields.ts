import * as z from 'zod';
import type { Reading } from '../quantities';

/** What a field expects, for the message when it got something else. */
interface Expectation {
  /** What the value is, as `a string`. */
  readonly kind: string;

  /** A right value, as it is written in the file. */
  readonly example: string;
}

/** Says of a value of the wrong kind what to write instead. The words of all other messages are the check's own. */
function expecting({ kind, example }: Expectation) {
  return (issue: z.core.$ZodRawIssue) => {
    if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
    if (issue.input === undefined) return `write ${kind}, such as ${example}`;
    return `is not ${kind}; write one such as ${example}`;
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

/** An object of keys that are not known before. */
export const map = <T extends z.ZodType>(value: T, example: string) =>
  z.record(z.string(), value, { error: expecting({ kind: 'an object', example: `{ ${example} }` }) });

/** A string of one form. */
export const text = (example: string, form: RegExp, problem: string) =>
  string(example).refine((value) => form.test(value), { error: problem });

/** One of a few words. */
export const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, { error: () => `is not one of ${words.join(', ')}` });

/** A string that a function says what is wrong with. */
export const checked = (example: string, problemOf: (value: string) => string | undefined) =>
  string(example).superRefine((value, context) => {
    const message = problemOf(value);
    if (message) context.addIssue({ code: 'custom', message, input: value });
  });

/** A string that is read as a quantity. */
export const quantity = (example: string, read: (value: string) => Reading<unknown>) =>
  checked(example, (value) => read(value).problem);

/** A number of at least `least`, whole unless said otherwise. */
export const number = (example: string, least: number, whole = true) =>
  z
    .number({ error: expecting({ kind: 'a number', example }) })
    .refine((value) => value >= least && (!whole || Number.isInteger(value)), {
      error: `is not a ${whole ? 'whole ' : ''}number of at least ${least}; write one such as ${example}`,
    });

/** Whether no two of a list are the same. */
export const isSet = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** An object without any other keys. Its message for those is the list of the right ones. */
export function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? Object.keys(shape).join(' ')
        : expecting({ kind: 'an object', example: '{}' })(issue),
  });
}

/** Name of an object in Kubernetes. */
export const objectName = text(
  'loki-credentials',
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  'is not a name Kubernetes takes; use lower-case letters, digits, hyphens and dots',
);
