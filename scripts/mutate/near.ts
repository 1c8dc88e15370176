import { dirname } from 'node:path';

/**
 * Tests beside the one that mirrors a source: those in its folder of `test/` or, if that has none, in the nearest one
 * above. They kill most mutations within seconds; the tests of a whole tree, such as `test/charts`, are not near.
 */
export function nearTests(source: string, tests: readonly string[]): string[] {
  for (let folder = dirname(source); folder.includes('/'); folder = dirname(folder)) {
    const found = tests.filter((test) => dirname(test) === `test/${folder}`);
    if (found.length > 0) return found;
  }
  return [];
}
