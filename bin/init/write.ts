import { mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../../charts/input/problems';
import { atEnd } from '../ending';
import { attempt, kindAt, makeFolder, writing } from '../output/paths';
import { stagingOf, Swap } from '../output/swap';
import type { Files } from './project';

/** Advice if the folder cannot be written to. */
const FIX = 'name another folder';

/** Paths of files that exist already. @throws InputError if something other than a file is in the way */
export function existing(folder: string, files: Files): string[] {
  const kindOf = (path: string) => kindAt(join(folder, path));
  const parents = [...new Set(Object.keys(files).flatMap(above))];
  const blocked = [
    ...(isFolder(folder) || kindAt(folder) === undefined ? [] : ['.']),
    ...parents.filter((path) => kindOf(path) !== undefined && !isFolder(join(folder, path))),
  ];
  const others = Object.keys(files).filter((path) => !['file', undefined].includes(kindOf(path)));
  if (blocked.length + others.length > 0) {
    throw new InputError([
      ...blocked.map((path) => ({ path: join(folder, path), found: 'is not a folder, and one is needed', fix: FIX })),
      ...others.map((path) => ({
        path: join(folder, path),
        found: 'is not a file, and a file is written there',
        fix: FIX,
      })),
    ]);
  }
  return Object.keys(files).filter((path) => kindOf(path) === 'file');
}

/** True for a folder, or a link to one. */
const isFolder = (path: string): boolean =>
  attempt(() => statSync(path).isDirectory(), 'ENOENT', 'ENOTDIR', 'ELOOP') ?? false;

/** Folders above a path, outermost first. */
function above(path: string): string[] {
  const parent = dirname(path);
  return parent === '.' ? [] : [...above(parent), parent];
}

/**
 * Writes files into a folder, which is made if it does not exist: all of them, or none. Those that exist are replaced.
 *
 * @throws InputError if one cannot be written
 */
export function writeAll(folder: string, files: Files): void {
  const swap = new Swap(folder, FIX);
  const staging = stagingOf(folder);
  const made = writing(folder, FIX, () => makeFolder(folder));
  const discard = (): void => {
    rmSync(staging, { recursive: true, force: true });
    if (made !== undefined) removeEmpty(folder, made);
  };
  const forget = atEnd(discard);
  try {
    writing(folder, FIX, () => {
      rmSync(staging, { recursive: true, force: true });
      for (const [path, text] of Object.entries(files)) {
        const file = join(staging, 'new', path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      swap.begin(staging);
    });
    const parents = [...new Set(Object.keys(files).flatMap(above))];
    const folders = parents.filter((path) => kindAt(join(folder, path)) === undefined);
    swap.run({ steps: Object.keys(files).map((path) => ({ path, isNew: true })), folders });
    swap.end();
  } catch (error) {
    swap.undo();
    discard();
    throw error;
  } finally {
    forget();
  }
}

/** Removes a folder that was made, and the folders above it that were made for it, if they are empty. */
function removeEmpty(folder: string, first: string): void {
  for (let path = resolve(folder); !relative(resolve(first), path).startsWith('..'); path = dirname(path)) {
    if (!attempt(() => (rmdirSync(path), true), 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
  }
}
