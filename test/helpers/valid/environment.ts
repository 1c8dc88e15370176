import { InputError, type Problem } from '../../../charts/input/problems';
import { type CheckedCharts, checkCharts } from '../../../lib/checks/checked-charts';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { validateEnvironments } from '../../../lib/environment/validate';
import { inputCopy } from '../../../lib/environment/values';
import { Random } from '../random';
import { ENVIRONMENT } from './fields';
import { Dice, fields } from './words';

type Fields = Record<string, unknown>;

/** A valid environment, with what was taken out of it until it was. */
export interface ValidEnvironment {
  readonly name: string;
  readonly props: EnvironmentProps;
  readonly checked: CheckedCharts;
  readonly refused: readonly Problem[];
}

const NAMES = ['real', 'a-b', 'n1', 'prod-x'];

/** Names of the fields of an environment. */
const FIELDS = Object.keys(ENVIRONMENT).map((name) => name.replace(/^!/, ''));

/** The environment of a seed, in which fields may contradict each other. */
export function randomEnvironment(seed: number): { readonly name: string; readonly props: Fields } {
  const first = new Random(seed);
  const random = new Dice(first.below(2 ** 31), first.of([20, 45, 70, 90]));
  return { name: random.of(NAMES), props: inputCopy(fields(ENVIRONMENT)(random)) };
}

/** The valid environment of a seed: one with many odd values, without what validation refuses. @throws Error if nothing is left */
export function validEnvironment(seed: number): ValidEnvironment {
  const { name, props: written } = randomEnvironment(seed);
  const { props, refused } = withoutRefused(name, written);
  const [checked] = checkCharts([resolveEnvironment(name, props)]);
  if (!checked) throw new Error('no charts');
  return { name, props, checked, refused };
}

/** An environment without what validation refuses of it, which is taken out of `props`. @throws Error if nothing is left */
export function withoutRefused(name: string, props: Fields): Pick<ValidEnvironment, 'props' | 'refused'> {
  const refused: Problem[] = [];
  for (let round = 0; round < 200; round++) {
    const problems = problemsOf(name, props);
    if (problems.length === 0) return { props: props as unknown as EnvironmentProps, refused };
    refused.push(...problems);
    for (const { path } of problems) remove(props, path);
  }
  throw new Error(`nothing is left: ${JSON.stringify(refused.slice(-3))}`);
}

/** Problems of an environment, or else of its charts. */
function problemsOf(name: string, props: Fields): readonly Problem[] {
  const problems = validateEnvironments({ [name]: props });
  if (problems.length > 0) return problems;
  try {
    environmentCharts(resolveEnvironment(name, props as unknown as EnvironmentProps));
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

/** Parts of a path: `a.b[0]["c d"].e`. */
function tokens(path: string): string[] {
  return [...path.matchAll(/\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(
    ([, index, single, double, plain]) => index ?? single ?? double ?? plain ?? '',
  );
}

/** Removes what a path leads to, or what is the nearest around it, and what is empty then. @throws Error if it begins with no field */
function remove(object: Fields, path: string): void {
  const [, , ...keys] = tokens(path);
  if (!FIELDS.includes(keys[0] ?? '')) throw new Error(`${path} is not a field of an environment`);
  let at: unknown = object;
  const chain: [Fields | unknown[], string][] = [];
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) break;
    chain.push([at as Fields, key]);
    at = (at as Fields)[key];
  }
  for (const [parent, key] of chain.reverse()) {
    // Without one of its kinds there is no cluster.
    if (parent === object.cluster || object[key] === object.cluster) return;
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
    if (Object.keys(parent).length > 0) return;
  }
}
