import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, handleSignals } from '../ending';

/** A folder of its own, which `dispose` removes, or the end of the process. */
export interface TemporaryFolder {
  /** Its path. */
  readonly folder: string;

  /** Removes it. */
  readonly dispose: () => void;
}

/** Makes a folder that is removed when it is disposed of, or when a signal ends the process. */
export function temporaryFolder(prefix: string): TemporaryFolder {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = atEnd(remove);
  const dispose = () => {
    remove();
    forget();
  };
  return { folder, dispose };
}

/** Result of work in a folder of its own, which is removed afterwards, or when a signal ends the process. */
export async function inTemporaryFolder<T>(prefix: string, work: (folder: string) => T | Promise<T>): Promise<T> {
  const { folder, dispose } = temporaryFolder(prefix);
  try {
    return await work(folder);
  } finally {
    await handleSignals();
    dispose();
  }
}
