import { existsSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../charts/problems';

/** Kind of what is at a path, links not followed; undefined if nothing is there. */
export function kindAt(path: string): 'file' | 'folder' | 'link' | 'other' | undefined {
  // Without it, something on the way there is not a folder.
  const found = attempt(() => lstatSync(path, { throwIfNoEntry: false }), 'ENOTDIR');
  if (!found) return undefined;
  const kinds: [keyof Stats & `is${string}`, 'file' | 'folder' | 'link'][] = [
    ['isFile', 'file'],
    ['isDirectory', 'folder'],
    ['isSymbolicLink', 'link'],
  ];
  return kinds.find(([is]) => found[is]())?.[1] ?? 'other';
}

/** Result of work with files; undefined if it fails with one of these codes. */
export function attempt<T>(work: () => T, ...codes: string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/**
 * Result of work with a file that a user knows as `path`.
 *
 * @throws InputError if the operating system refuses it: `ENOSPC: no space left on device`
 */
export function writing<T>(path: string, fix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof InputError || !code) throw error;
    const [reason] = message.split(', ') as [string];
    throw new InputError([{ path, found: `cannot be written: ${reason}`, fix }]);
  }
}

/**
 * Makes a folder and those above it, and returns the topmost new one. Node's own `recursive` never ends in folders such as
 * `/proc`, where nothing can be made.
 */
export function makeFolder(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const parent = dirname(resolve(path));
  const first = makeFolder(parent);
  mkdirSync(path);
  return first ?? path;
}
