import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file beside the former one and renames it, so that the former one stays whole if anything fails. The name of
 * the new file is random, since processes in two containers may have the same number and write to the same folder.
 */
export function replaceFile(file: string, text: string): void {
  const beside = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
}
