import { importAll } from '../../lib/import/import';
import { read, VALUES } from '../lib/import/helpers';
import type { Random } from '../helpers/random';
import type { Family } from './family';
import { faultOf, faultOfProblems } from './family';

/** Values in the place of others, as mistakes and other programs write them. */
const ODD: readonly unknown[] = [
  ...[null, [], {}, 'x', 5, true, -1, '', NaN],
  ...[{ 'a.b': [{}] }, ['x'], '{{ .x }}', [[[]]], { name: 1 }, '9'.repeat(500)],
];

/** Values; about one of eleven is odd. */
function changed(of: unknown, random: Random, odd: unknown, depth = 0): unknown {
  if (depth > 0 && random.below(11) === 0) return odd;
  if (typeof of !== 'object' || of === null) return of;
  const entries = Object.entries(of).map(([key, inner]) => [key, changed(inner, random, odd, depth + 1)] as const);
  return Array.isArray(of) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** Values of charts: odd ones are refused or accounted for. */
export const imports: Family = {
  share: 0.11,
  make: (random) => {
    const file = random.of(VALUES);
    const value = changed(read(file).value, random, random.of(ODD)) as Record<string, unknown>;
    return {
      input: `${file} ${JSON.stringify(value)}`,
      run: () => {
        try {
          const { keys, problems } = importAll({ files: [{ file, value, lost: [] }], module: 'm' });
          return keys.length > 0 ? faultOfProblems(problems) : 'accounts for no key';
        } catch (error) {
          return faultOf(error);
        }
      },
    };
  },
};
