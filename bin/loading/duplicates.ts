import { readFileSync } from 'node:fs';
import type { Problem } from '../../charts/input/problems';
import { duplicateKeyProblems } from '../../lib/environment/duplicate-keys';

/** Keys that a file of environments in JSON has twice: the environment of the first would be gone. TypeScript finds them in its own files. */
export function duplicateProblems(file: string): Problem[] {
  if (!file.endsWith('.json')) return [];
  return duplicateKeyProblems(readFileSync(file, 'utf8'), file, (path) => `environments.${path}`);
}
