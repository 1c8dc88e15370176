import { handleSignals } from '../ending';
import type { StagedFolder } from './staged-folder';

/**
 * Replaces the files of folders by the prepared ones: in all folders, or in none. A signal that arrives meanwhile is
 * handled afterwards.
 *
 * @throws InputError if one of them cannot be replaced
 */
export function replaceAll(folders: readonly StagedFolder[]): void {
  try {
    for (const folder of folders) folder.commit();
    for (const folder of folders) folder.end();
  } catch (error) {
    for (const folder of [...folders].reverse()) folder.undo();
    throw error;
  }
}

/**
 * Replaces the files of folders, unless a signal has arrived, which then ends the process.
 *
 * @throws InputError if one of them cannot be replaced
 */
export async function replaceUnlessEnded(folders: readonly StagedFolder[]): Promise<void> {
  await handleSignals();
  replaceAll(folders);
}
