import { readFileSync } from 'node:fs';
import { InputError } from '../../charts/input/problems';
import { replaceFile } from '../../lib/app/replace-file';
import { PAGE_MARK } from '../../lib/planner/page/page';
import { kindAt, writing } from './paths';

const FIX = 'name another file with --html';

/** Length of the beginning of a page that contains its mark, in characters. */
const HEAD = 2000;

/**
 * Writes a page, in place of an earlier one. Other files stay as they are.
 *
 * @throws InputError if the path has something other than a page, or the file cannot be written
 */
export function writePage(file: string, text: string): void {
  writing(file, FIX, () => {
    const found = obstacleAt(file);
    if (found !== undefined) throw new InputError([{ path: file, found, fix: FIX }]);
    // A full disk leaves the earlier page as it was.
    replaceFile(file, text);
  });
}

/** Words for something that a page must not replace; undefined if the path is free, or has an earlier page. */
function obstacleAt(file: string): string | undefined {
  const kind = kindAt(file);
  if (kind === undefined) return undefined;
  if (kind !== 'file') return `is a ${kind}, not a file`;
  const isOurs = readFileSync(file, 'utf8').slice(0, HEAD).includes(PAGE_MARK);
  return isOurs ? undefined : 'is a file that eks-loki plan did not write';
}
