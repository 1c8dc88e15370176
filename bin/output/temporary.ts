import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, handleSignals } from '../ending';

/** Result of work in a folder of its own, which is removed afterwards, or when a signal ends the process. */
export async function inTemporaryFolder<T>(prefix: string, work: (folder: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = atEnd(remove);
  try {
    return work(folder);
  } finally {
    await handleSignals();
    remove();
    forget();
  }
}
