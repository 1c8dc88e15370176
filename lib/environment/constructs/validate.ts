import { type Duration, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { nearest } from '../../../charts/input/nearest';
import { plainCopy, readOf } from '../../../charts/input/plain-copy';
import { type Fault, InputError, type Problem, problemOfValue } from '../../../charts/input/problems';
import { isReadable, unknownKey } from '../../../charts/input/props';
import { custom, expecting } from '../schema/fields';
import { schemaProblems, withoutOptional } from '../schema/issues';
import type { Place } from '../rules/place';
import { below } from '../validate';

/** Schema of each property of a construct. */
export type PropSchemas<T> = { readonly [K in keyof Required<T>]: z.ZodType };

/** Schema of an object of the CDK or of this library. It checks some members; TypeScript checks the others. */
export const objectOfCdk = <T = object>(kind: string, example: string, ...members: (keyof T & string)[]) =>
  expecting(
    z.custom<T>(
      (value) => typeof value === 'object' && value !== null && members.every((member) => hasMember(value, member)),
    ),
    kind,
    example,
  );

function hasMember(value: object, member: string): boolean {
  try {
    return member in value;
  } catch {
    return false;
  }
}

/** Schemas of values that are needed at synthesis. */
const NEEDED = new WeakSet<z.ZodType>();

/** Schema of a value that is needed at synthesis, and so cannot be known at deploy time only. */
export function needed<T extends z.ZodType>(schema: T): T {
  NEEDED.add(schema);
  return schema;
}

/** Schema of a value of an enum. */
export const enumOf = (values: Readonly<Record<string, string>>, name: string) => {
  const isOne = (value: unknown) => Object.values(values).includes(value as string);
  return needed(
    z.custom<string>().superRefine((value: unknown, context) => {
      if (isOne(value)) return;
      // Such as 'kms' for LogEncryption.KMS.
      const meant = typeof value === 'string' ? nearest(value.toUpperCase(), Object.keys(values)) : undefined;
      const fix =
        meant === undefined ? `write one such as ${name}.${Object.keys(values)[0]}` : `write ${name}.${meant}`;
      context.addIssue({ code: 'custom', params: { wrong: `is not one of ${name}`, fix }, input: value });
    }),
  );
};

/** True for a duration of the CDK. */
export function isDuration(value: unknown): value is Duration {
  return (
    typeof value === 'object' && value !== null && hasMember(value, 'toSeconds') && hasMember(value, 'isUnresolved')
  );
}

/** Schema of a CDK duration. A function may refuse it by its seconds. */
export const duration = (example: string, faultOf: (seconds: number) => Fault | undefined = () => undefined) => {
  const fix = `write one such as ${example}`;
  return custom(isDuration, { wrong: 'is not a Duration', fix }).superRefine((value, context) => {
    if (!isDuration(value)) return;
    const isLate = value.isUnresolved();
    const fault = isLate
      ? { wrong: 'is known at deploy time only', fix }
      : faultOf(value.toSeconds({ integral: false }));
    if (!fault) return;
    context.addIssue({ code: 'custom', params: { ...fault }, input: isLate ? 'it' : value.toHumanString() });
  });
};

/**
 * Finds everything that is wrong with the properties of a construct. Values that are known at deploy time only are not
 * checked, unless they are needed before. `fields` are the properties that correspond to fields of an environment.
 */
export function propProblems<T extends object>(
  props: T,
  schemas: PropSchemas<T>,
  fields: Readonly<Record<string, keyof T & string>> = {},
): Problem[] {
  if (!isReadable(props)) {
    return [problemOfValue('', props, { wrong: 'is not an object', fix: 'write an object with properties' })];
  }
  const known = Object.keys(schemas);
  const unknown = Object.keys(props).filter((key) => !known.includes(key));
  const placesOf = (key: string) => (Object.hasOwn(fields, key) ? [fields[key] ?? ''] : []);
  return [
    ...unknown.map((key) => ({ path: key, ...unknownKey(key, known, placesOf(key)) })),
    ...valueProblems(props, schemas),
  ];
}

/** Finds everything that is wrong with the properties that have a schema. */
export function valueProblems<T extends object>(props: T, schemas: PropSchemas<T>): Problem[] {
  return Object.entries<z.ZodType>(schemas).flatMap(([key, schema]) => problemsOf(key, readOf(props, key), schema));
}

function problemsOf(key: string, value: unknown, schema: z.ZodType): Problem[] {
  if (isToken(value)) {
    const whole = withoutOptional(schema);
    if (!NEEDED.has(whole) && !(whole instanceof z.ZodBoolean)) return [];
    return [
      { path: key, found: 'is known at deploy time only, and is needed before', fix: 'write it as a plain value' },
    ];
  }
  // `Array.isArray` throws for a revoked proxy: the copy then describes it.
  const readable = plainCopy(
    value,
    (each, path) => !Array.isArray(each) && (isCustom(schema, path) || isDuration(each)),
  );
  return schemaProblems(schema, readable).flatMap((problem) => {
    const index = /^\[(\d+)\]/.exec(problem.path)?.[1];
    if (index !== undefined && Array.isArray(value) && isToken(value[Number(index)])) return [];
    return [{ ...problem, path: `${key}${/^(\[|$)/.test(problem.path) ? '' : '.'}${problem.path}` }];
  });
}

/** True if a special function validates the value at a path: an object of a class, which has no plain copy. */
function isCustom(schema: z.ZodType, path: string): boolean {
  const whole = withoutOptional(schema);
  const [, index, key = '', rest = ''] = /^(?:\[(\d+)\]|\.?([^.[]+))(.*)$/s.exec(path) ?? [];
  if (path === '') return whole instanceof z.ZodCustom;
  if (whole instanceof z.ZodArray) return index !== undefined && isCustom(whole.element as z.ZodType, rest);
  if (!(whole instanceof z.ZodObject) || !Object.hasOwn(whole.shape, key)) return false;
  return isCustom(whole.shape[key] as z.ZodType, rest);
}

/** Account and region of a stack, if they are plain text. */
export function placeOf(scope: Construct): Place {
  const { account, region } = Stack.of(scope);
  return { ...(isToken(account) ? {} : { account }), ...(isToken(region) ? {} : { region }), owner: 'the stack' };
}

/** True for a value that is known at deploy time only. */
export function isToken(value: unknown): boolean {
  try {
    return Token.isUnresolved(value);
  } catch {
    return false;
  }
}

/**
 * Refuses properties of a construct.
 *
 * @throws InputError if there are problems, with all of them below the path of the construct
 */
export function refuse(path: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new InputError(problems.map((each) => ({ ...each, path: below(path, each) })));
}
