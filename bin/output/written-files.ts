import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindAt } from './paths';

/**
 * File that lists what was written to a folder. It has no suffix, so kubectl does not read it, and it belongs in the
 * same repository as the folder.
 */
export const WRITTEN_FILES = '.eks-loki';

/** Paths below the folder only: nothing else is removed, even if the file was edited. */
const PLAIN = /^(?!\.\.?(\/|$))[^/\\\0]+(\/(?!\.\.?$)[^/\\\0]+)?$/;

/** Paths that earlier runs wrote to a folder, relative to it. */
export function writtenFiles(root: string): ReadonlySet<string> {
  const file = join(root, WRITTEN_FILES);
  if (kindAt(file) !== 'file') return new Set();
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Set(lines.filter((line) => PLAIN.test(line) && line !== WRITTEN_FILES));
}

/** Text of the list: a path on each line, so that it merges well. */
export function writtenFilesText(paths: Iterable<string>): string {
  return [...paths].sort().join('\n').concat('\n');
}
