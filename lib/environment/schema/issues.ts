import * as z from 'zod';
import { nearest } from '../../../charts/nearest';
import { type Fault, type Problem, problemOfValue } from '../../../charts/problems';
import { typeFault } from './fields';

/** Problems of a value that a schema refuses. Paths begin below the value; '' is the value itself. */
export function schemaProblems(schema: z.ZodType, value: unknown): Problem[] {
  const { error } = schema.safeParse(value, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) => issueProblems(schema, issue));
}

function issueProblems(schema: z.ZodType, issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map(step).join('').replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, issue.path));
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, ...unknownKey(key, known) }));
  }
  const fault =
    issue.code === 'custom'
      ? (issue.params as Fault | undefined)
      : typeFault(schemaAt(schema, issue.path), issue.input);
  return [problemOfValue(path, issue.input, fault ?? { wrong: 'is not valid', fix: 'correct it' })];
}

/** One step of a path, as in code: `.name` or `[0]`. */
function step(key: PropertyKey): string {
  return typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
}

/** The schema of the value at a path. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType {
  const whole = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
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

/** Problem of a key that does not exist: the key that was meant, or all keys there are. */
export function unknownKey(key: string, known: readonly string[]): Omit<Problem, 'path'> {
  const meant = nearest(key, known);
  return { found: 'not a key', fix: meant ? `did you mean ${meant}?` : `the keys here are ${known.join(', ')}` };
}
