import { readFileSync } from 'node:fs';
import type { Problem } from '../../charts/input/problems';
import { pathText } from '../../lib/import/tree/path';
import { duplicateKeys } from '../../lib/manifests/yaml/duplicates';

/**
 * Keys that a file of environments in JSON has twice. Node takes the last one without a word, and the environment of the
 * first would be gone. TypeScript finds them in its own files.
 */
export function duplicateProblems(file: string): Problem[] {
  if (!file.endsWith('.json')) return [];
  return duplicateKeys(readFileSync(file, 'utf8')).flatMap(({ lost, lastLine }) =>
    lost.map((way) => ({
      path: `environments.${pathText(way)}`,
      found: `is written again on line ${lastLine} of ${file}, and the last one counts`,
      fix: 'leave one of them out',
    })),
  );
}
