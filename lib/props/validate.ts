import { type Duration, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { plainCopy, readOf } from '../../charts/plain-copy';
import { type Fault, InputError, type Problem, problemOfValue } from '../../charts/problems';
import { custom, expecting } from '../environment/schema/fields';
import { schemaProblems, unknownKey } from '../environment/schema/issues';
import type { Place } from '../environment/rules/place';
import { below } from '../environment/validate';

/** Schema of each property of a construct. */
export type PropSchemas<T> = { readonly [K in keyof Required<T>]: z.ZodType };

/** A construct, or another object of the CDK: TypeScript knows its type, and its members are not looked at. */
export const objectOfCdk = (kind: string, example: string) =>
  expecting(
    z.custom((value) => typeof value === 'object' && value !== null),
    kind,
    example,
  );

/** A value of an enum. */
export const enumOf = (values: Readonly<Record<string, string>>, name: string) =>
  custom((value) => Object.values(values).includes(value as string), {
    wrong: `is not one of ${name}`,
    fix: `write one such as ${name}.${Object.keys(values)[0]}`,
  });

const isDuration = (value: unknown): value is Duration =>
  typeof value === 'object' && value !== null && typeof (value as Duration).toSeconds === 'function';

/** A duration of the CDK, which a function may refuse by its seconds. */
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
 * looked at.
 */
export function propProblems<T extends object>(props: T, schemas: PropSchemas<T>): Problem[] {
  if (typeof props !== 'object' || props === null) {
    return [problemOfValue('', props, { wrong: 'is not an object', fix: 'write an object with properties' })];
  }
  const known = Object.keys(schemas);
  const unknown = Object.keys(props).filter((key) => !known.includes(key));
  return [
    ...unknown.map((key) => ({ path: key, ...unknownKey(key, known) })),
    ...known.flatMap((key) => valueProblems(key, readOf(props, key), schemas[key as keyof T])),
  ];
}

function valueProblems(key: string, value: unknown, schema: z.ZodType): Problem[] {
  if (isToken(value)) return [];
  const own = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const readable = plainCopy(value, (each, path) => (path === '' && own instanceof z.ZodCustom) || isDuration(each));
  return schemaProblems(schema, readable).flatMap((problem) => {
    const index = /^\[(\d+)\]/.exec(problem.path)?.[1];
    if (index !== undefined && Array.isArray(value) && isToken(value[Number(index)])) return [];
    return [{ ...problem, path: `${key}${/^(\[|$)/.test(problem.path) ? '' : '.'}${problem.path}` }];
  });
}

/** Account and region of a stack, as far as they are plain text. */
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
