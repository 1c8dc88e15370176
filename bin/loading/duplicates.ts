import { readFileSync } from 'node:fs';
import type { Problem } from '../../charts/input/problems';
import { repeatedKeys } from '../../lib/environment/user-json';

/** Keys that a file of environments in JSON has twice. TypeScript finds them in its own files. */
export function duplicateProblems(file: string): Problem[] {
  if (!file.endsWith('.json')) return [];
  return repeatedKeys(readFileSync(file, 'utf8'), file).map((each) => ({ ...each, path: `environments.${each.path}` }));
}
