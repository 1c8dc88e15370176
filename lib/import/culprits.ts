import type { Problem } from '../../charts/input/problems';
import type { Written } from './written';

/** Most fields that are tried one by one: each trial renders the environment. */
const MOST_TRIALS = 40;

/**
 * The fewest of some fields without which a problem is gone, and no other one there; none if it does not come from them.
 * `problems` are all that the environment has, and `without` gives those that it has without fields.
 */
export function culpritsOf(
  problem: Problem,
  problems: readonly Problem[],
  fields: readonly Written[],
  without: (fields: ReadonlySet<Written>) => readonly Problem[],
): readonly Written[] {
  const before = new Set(problems.map(textOf));
  const cures = (some: readonly Written[]): boolean => {
    const after = without(new Set(some)).map(textOf);
    return !after.includes(textOf(problem)) && after.every((text) => before.has(text));
  };
  if (fields.length === 0 || !cures(fields)) return [];
  let rest = fields;
  for (;;) {
    const middle = Math.ceil(rest.length / 2);
    const half = [rest.slice(0, middle), rest.slice(middle)].find((one) => rest.length > 1 && cures(one));
    if (!half) break;
    rest = half;
  }
  if (rest.length === 1 || rest.length > MOST_TRIALS) return rest;
  return rest.reduce((kept, field) => {
    const fewer = kept.filter((one) => one !== field);
    return fewer.length > 0 && cures(fewer) ? fewer : kept;
  }, rest);
}

const textOf = ({ path, found }: Problem): string => `${path}: ${found}`;
