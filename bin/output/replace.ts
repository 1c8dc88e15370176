import type { StagedFolder } from './staged-folder';

/** Signals that end a process, and may arrive in the middle of a swap. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Lets the swap end before a signal ends the process: Node runs the handler once the synchronous work is done. */
function deferSignals(): void {
  for (const signal of SIGNALS) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.kill(process.pid, signal));
  }
}

/**
 * Replaces the files of folders by what was prepared: in all of them, or in none.
 *
 * @throws InputError if one of them cannot be replaced
 */
export function replaceAll(folders: readonly StagedFolder[]): void {
  deferSignals();
  try {
    for (const folder of folders) folder.commit();
    for (const folder of folders) folder.end();
  } catch (error) {
    for (const folder of [...folders].reverse()) folder.undo();
    throw error;
  }
}
