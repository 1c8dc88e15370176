import * as z from 'zod';
import { nearest } from '../../../charts/input/nearest';
import { type Fault, type Problem, problemOfValue } from '../../../charts/input/problems';
import { unknownKey } from '../../../charts/input/props';
import { short } from '../../../charts/input/show';
import { isObject } from '../values';
import { typeFault } from './fields';

/** Finds the fields elsewhere that an unknown key may mean. `path` is that of the object with the key. */
type OtherPlaces = (path: string, key: string) => readonly string[];

/** Problems of a value that a schema refuses. Paths begin below the value; '' is the value itself. */
export function schemaProblems(schema: z.ZodType, value: unknown, otherPlaces: OtherPlaces = () => []): Problem[] {
  const { error } = schema.safeParse(value, { reportInput: true });
  const issues = error?.issues ?? [];
  return [...issues.flatMap((issue) => issueProblems(schema, issue, otherPlaces)), ...protoProblems(schema, value)];
}

/** Problems of keys `__proto__`, which zod removes from maps. */
function protoProblems(schema: z.ZodType, value: unknown): Problem[] {
  const whole = withoutOptional(schema);
  const below = (key: string | number, inner: z.ZodType) =>
    protoProblems(inner, (value as Record<string | number, unknown>)[key]).map((each) => joined(step(key), each));
  if (Array.isArray(value)) {
    return whole instanceof z.ZodArray ? value.flatMap((_, index) => below(index, whole.element as z.ZodType)) : [];
  }
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  if (whole instanceof z.ZodObject) {
    return keys.flatMap((key) => (Object.hasOwn(whole.shape, key) ? below(key, whole.shape[key] as z.ZodType) : []));
  }
  if (!(whole instanceof z.ZodRecord)) return [];
  return keys.flatMap((key) => {
    const inner = whole.valueType as z.ZodType;
    const own = key === '__proto__' ? schemaProblems(inner, value[key]).map((each) => joined(step(key), each)) : [];
    return [...own, ...below(key, inner)];
  });
}

/** A problem below a step of the path. */
const joined = (first: string, problem: Problem): Problem => ({
  ...problem,
  path: `${first}${problem.path && !problem.path.startsWith('[') ? '.' : ''}${problem.path}`.replace(/^\./, ''),
});

/** Keys that unknown keys of an object probably mean. */
export function meantKeys(schema: z.ZodType, value: object): string[] {
  const known = keysOf(withoutOptional(schema));
  return Object.keys(value).flatMap((key) => (known.includes(key) ? [] : (nearest(key, known) ?? [])));
}

function issueProblems(schema: z.ZodType, issue: z.core.$ZodIssue, otherPlaces: OtherPlaces): Problem[] {
  const path = issue.path.map(step).join('').replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, issue.path));
    return issue.keys.map((key) =>
      joined(path, { path: short(key), ...unknownKey(key, known, otherPlaces(path, key)) }),
    );
  }
  const found =
    issue.code === 'custom' ? (issue.params as { readonly problem?: Problem } | undefined)?.problem : undefined;
  if (found) return [joined(path, { ...found, path: found.path.replace(/^\./, '') })];
  const own = issue.code === 'custom' ? (issue.params as Partial<Fault> | undefined) : undefined;
  const fault = own?.wrong === undefined ? typeFault(schemaAt(schema, issue.path), issue.input) : (own as Fault);
  return [problemOfValue(path, issue.input, fault)];
}

/** One step of a path, as in code: `.name` or `[0]`. */
function step(key: PropertyKey): string {
  return typeof key === 'number' ? `[${key}]` : `.${short(String(key))}`;
}

/** The schema of a value, without optional and default wrappers. */
export function withoutOptional(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
}

/** The schema of the value at a path. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType {
  const whole = withoutOptional(schema);
  const [key, ...rest] = path;
  if (key === undefined) return whole;
  if (whole instanceof z.ZodObject) return schemaAt(whole.shape[key as string] as z.ZodType, rest);
  if (whole instanceof z.ZodArray) return schemaAt(whole.element as z.ZodType, rest);
  if (whole instanceof z.ZodRecord) return schemaAt(whole.valueType as z.ZodType, rest);
  return whole;
}

function keysOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
