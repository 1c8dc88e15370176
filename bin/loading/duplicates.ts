import { readFileSync } from 'node:fs';
import type { Problem } from '../../charts/input/problems';
import { pathText } from '../../lib/import/tree/path';
import { duplicateKeys } from '../../lib/manifests/yaml/duplicates';

/**
 * Keys that a file of environments in JSON has twice. Node silently takes the last one, so the environment of the
 * first would be gone. TypeScript finds them in its own files.
 */
export function duplicateProblems(file: string): Problem[] {
  if (!file.endsWith('.json')) return [];
  return duplicateKeys(readFileSync(file, 'utf8')).flatMap(({ lost, lastLine }) =>
    lost.map((keys) => ({
      path: `environments.${pathText(keys)}`,
      found: `is written again on line ${lastLine} of ${file}, and the last one counts`,
      fix: 'leave one of them out',
    })),
  );
}
