import { dirname } from 'node:path';
import type { Manifest } from './manifest';

const files = new WeakMap<Manifest, string>();

/** Remembers the file that an object was read from. */
export function setOrigin(object: Manifest, file: string): void {
  files.set(object, file);
}

/** Folders from which objects were read, without duplicates; none if they were generated. */
export function foldersOf(objects: readonly Manifest[]): string[] {
  return [...new Set(objects.flatMap((object) => files.get(object) ?? []).map((file) => dirname(file)))];
}
