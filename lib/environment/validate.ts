import type * as z from 'zod';
import { ENVIRONMENT_NAME, ENVIRONMENT_SCHEMA, isObject } from './schema/environment';
import type { EnvironmentProps } from './props';
import { INPUT_RULES } from './rules/environment';
import { nearest } from '../../charts/nearest';
import { kindOf, show, type Problem, problemFrom } from '../../charts/problems';

/** The top of every path. */
const ROOT = 'environments';

/** Says everything that is wrong with what the user wrote as environments: nothing, where it is right. */
export function checkEnvironments(input: unknown): Problem[] {
  if (!isObject(input)) {
    return [
      { path: ROOT, found: `${kindOf(input)} is not an object`, fix: `export defineEnvironments({ … }) as default` },
    ];
  }
  if (Object.keys(input).length === 0) {
    return [
      { path: ROOT, found: 'empty', fix: 'write at least one environment, such as dev: { cluster: { create: {} } }' },
    ];
  }
  return Object.entries(input).flatMap(([name, environment]) => checkEnvironment(name, environment));
}

function checkEnvironment(name: string, input: unknown): Problem[] {
  const path = `${ROOT}.${name}`;
  const problems: Problem[] = [];
  if (!ENVIRONMENT_NAME.test(name)) {
    problems.push({
      path,
      found: `${show(name)} is not a name`,
      fix: `begin with a letter and use lower-case letters, digits and single hyphens`,
    });
  }
  const result = ENVIRONMENT_SCHEMA.safeParse(input, { reportInput: true });
  for (const issue of result.error?.issues ?? []) problems.push(...issueProblems(issue, [ROOT, name]));
  if (isObject(input)) {
    for (const rule of INPUT_RULES) {
      for (const found of rule(name, input as unknown as EnvironmentProps)) {
        const at = found.path ? `${path}.${found.path}` : path;
        // A field that is wrong in itself is said once.
        if (!problems.some((problem) => problem.path === at)) problems.push({ ...found, path: at });
      }
    }
  }
  return problems;
}

function issueProblems(issue: z.core.$ZodIssue, root: string[]): Problem[] {
  const path = root.join('.') + issue.path.map(step).join('');
  if (issue.code === 'unrecognized_keys') {
    // The schema's message for unknown keys is the list of the right ones.
    const known = issue.message.split(' ');
    return issue.keys.map((key) => ({ path: `${path}.${key}`, ...unknownKey(key, known) }));
  }
  return [problemFrom(path, `${show(issue.input)} ${issue.message}`.replace(/^missing write/, 'missing; write'))];
}

/** One step of a path, as it is written in code: `.name` or `[0]`. */
function step(key: PropertyKey): string {
  return typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
}

/** What to say of a key that does not exist: the one it was meant to be, or all there are. */
export function unknownKey(key: string, known: readonly string[]): Omit<Problem, 'path'> {
  const meant = nearest(key, known);
  return { found: 'not a key', fix: meant ? `did you mean ${meant}?` : `the keys here are ${known.join(', ')}` };
}
