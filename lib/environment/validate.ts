import type * as z from 'zod';
import { kindOf, type Problem, problemOfValue, show } from '../../charts/problems';
import type { EnvironmentProps } from './props';
import { INPUT_RULES } from './rules';
import { ENVIRONMENT_NAME, ENVIRONMENT_SCHEMA, LOGGING_SCHEMA } from './schema/environment';
import { carriedBy, isObject } from './schema/fields';
import { unknownKey } from './unknown-key';

/** First step of every path in a file of environments. */
const ROOT = 'environments';

/** Validates a file of environments. It finds all problems of all environments, and nothing in a valid file. */
export function validateEnvironments(input: unknown): Problem[] {
  if (!isObject(input)) {
    return [
      { path: ROOT, found: `${kindOf(input)} is not an object`, fix: 'export defineEnvironments({ … }) as default' },
    ];
  }
  if (Object.keys(input).length === 0) {
    return [
      { path: ROOT, found: 'empty', fix: 'write at least one environment, such as dev: { cluster: { create: {} } }' },
    ];
  }
  return Object.entries(input).flatMap(([name, environment]) => {
    const path = `${ROOT}.${name}`;
    return [...nameProblems(path, name), ...fieldProblems(path, name, environment, ENVIRONMENT_SCHEMA)];
  });
}

/** Validates the fields of an environment that say nothing of a cluster, for `LokiLogging`. Paths begin with `root`. */
export function validateLogging(root: string, name: string, input: Omit<EnvironmentProps, 'cluster'>): Problem[] {
  return fieldProblems(root, name, input, LOGGING_SCHEMA);
}

/** Problems of the name of an environment. */
export function nameProblems(path: string, name: string): Problem[] {
  if (ENVIRONMENT_NAME.test(name)) return [];
  const fix = 'begin with a letter and use lower-case letters, digits and single hyphens';
  return [{ path, found: `${show(name)} is not a name`, fix }];
}

function fieldProblems(root: string, name: string, input: unknown, schema: z.ZodType): Problem[] {
  const result = schema.safeParse(input, { reportInput: true });
  const problems = (result.error?.issues ?? []).flatMap((issue) => issueProblems(issue, root));
  if (!isObject(input)) return problems;
  for (const rule of INPUT_RULES) {
    for (const found of rule(name, input as unknown as EnvironmentProps)) {
      const path = found.path ? `${root}.${found.path}` : root;
      // A field whose own form is invalid has one problem.
      if (!problems.some((problem) => problem.path === path)) problems.push({ ...found, path });
    }
  }
  return problems;
}

function issueProblems(issue: z.core.$ZodIssue, root: string): Problem[] {
  const path = root + issue.path.map(step).join('');
  const carried = carriedBy(issue);
  if (!('keys' in carried)) return [problemOfValue(path, issue.input, carried)];
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return unknown.map((key) => ({ path: `${path}.${key}`, ...unknownKey(key, carried.keys) }));
}

/** One step of a path, as it is written in code: `.name` or `[0]`. */
function step(key: PropertyKey): string {
  return typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
}
