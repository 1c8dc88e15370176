import type { Problem } from '../../charts/input/problems';
import { type Path, pathText } from '../import/tree/path';
import { duplicateKeys } from '../manifests/yaml/duplicates';

/**
 * Problems of keys that a file of JSON has twice: every program takes the last one without a word. `pathOf` names the path of a
 * value in messages.
 */
export function duplicateKeyProblems(text: string, file: string, pathOf: (path: string) => string): Problem[] {
  return duplicateKeys(text).flatMap(({ lost, lastLine }) =>
    lost.map((way: Path) => ({
      path: pathOf(pathText(way)),
      found: `is written again on line ${lastLine} of ${file}, and the last one counts`,
      fix: 'leave one of them out',
    })),
  );
}
