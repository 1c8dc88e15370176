import { existsSync, readFileSync, statSync } from 'node:fs';
import { show } from '../../charts/input/problems';

/** Largest file, in bytes. */
const MAX_BYTES = 10_000_000;

/** Text of a file that a user names, or the fault of its name. */
export type UserFile =
  { readonly text: string } | { readonly text?: undefined; readonly found: string; readonly fix: string };

/** Reads a file whose name begins at the folder that the program runs in. */
export function userFile(name: string): UserFile {
  const file = existsSync(name) ? statSync(name) : undefined;
  if (!file?.isFile()) {
    return { found: `${show(name)} is not a file in ${process.cwd()}`, fix: 'write its name from there' };
  }
  if (file.size > MAX_BYTES) {
    return { found: `${show(name)} has ${file.size} bytes`, fix: `use files of at most ${MAX_BYTES}` };
  }
  try {
    return { text: readFileSync(name, 'utf8') };
  } catch (error) {
    return { found: `${show(name)} cannot be read: ${show((error as Error).message)}`, fix: 'correct its permissions' };
  }
}
