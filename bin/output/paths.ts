import { existsSync, lstatSync, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError, type Problem, show } from '../../charts/input/problems';

/**
 * Makes sure that outputs go to different folders: each run replaces a folder as a whole.
 *
 * @throws InputError if two of them are the same, by the option or name of each
 */
export function differentFolders(folders: Readonly<Record<string, string>>): void {
  const all = Object.entries(folders);
  const problems = all.flatMap(([name, path], index): Problem[] => {
    const other = all.slice(0, index).find(([, one]) => resolve(one) === resolve(path));
    return other ? [{ path: name, found: `${show(path)} is also the folder of ${other[0]}`, fix: 'name another' }] : [];
  });
  if (problems.length > 0) throw new InputError(problems);
}

/** Kind of the entry at a path, without following links; undefined if nothing is there. */
export function kindAt(path: string): 'file' | 'folder' | 'link' | 'special file' | undefined {
  // With this code, a parent of the path is not a folder.
  const found = attempt(() => lstatSync(path, { throwIfNoEntry: false }), 'ENOTDIR');
  if (!found) return undefined;
  const kinds: [keyof Stats & `is${string}`, 'file' | 'folder' | 'link'][] = [
    ['isFile', 'file'],
    ['isDirectory', 'folder'],
    ['isSymbolicLink', 'link'],
  ];
  return kinds.find(([is]) => found[is]())?.[1] ?? 'special file';
}

/** True if a path leads to a file, links followed. */
export const isFile = (path: string): boolean => noFileAt(path) === undefined;

/**
 * Fault of a path that should lead to a file, links followed; undefined if it does. Reading anything else might never
 * end.
 */
export function noFileAt(path: string): string | undefined {
  const found = attempt(() => statSync(path, { throwIfNoEntry: false }), 'ENOTDIR', 'ELOOP');
  if (!found) return 'no such file';
  if (found.isFile()) return undefined;
  return found.isDirectory() ? 'is a folder' : 'is a pipe or a device, not a file';
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
  return using(path, 'written', fix, work);
}

function using<T>(path: string, what: 'read' | 'written', fix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof InputError || !code) throw error;
    const [reason] = message.split(', ') as [string];
    throw new InputError([{ path, found: `cannot be ${what}: ${reason}`, fix }]);
  }
}

/**
 * Result of work that reads a file that a user knows as `path`.
 *
 * @throws InputError if the operating system refuses it
 */
export function reading<T>(path: string, fix: string, work: () => T): T {
  return using(path, 'read', fix, work);
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
