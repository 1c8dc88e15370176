import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../charts/problems';
import type { DeployedRecords, PreviousManifests } from '../../lib/checks/checked-charts';
import { type DeployedRecord, parseRecord, recordText } from '../../lib/deployed/record';
import type { Environment } from '../../lib/environment/environment';
import type { Manifests } from '../../lib/manifests/manifests';
import { NO_RECORDS } from '../defaults';
import { previousManifests } from '../manifests/previous';

const fileOf = (folder: string, environment: string): string => join(folder, `${environment}.json`);

/**
 * Records in a folder.
 *
 * @throws InputError if a file there is not a record
 */
export function recordsIn(folder: string): DeployedRecords {
  return (environment) => (folder === NO_RECORDS ? undefined : recordIn(fileOf(folder, environment)));
}

/** Manifests of an earlier run in a folder, while there is no folder of records: an earlier version wrote them. */
export function manifestsBeforeRecords(folder: string, out: string): PreviousManifests {
  return (name, files) => (existsSync(folder) ? undefined : previousManifests(out, name, files));
}

function recordIn(file: string): DeployedRecord | undefined {
  if (!existsSync(file)) return undefined;
  const record = parseRecord(readFileSync(file, 'utf8'), file);
  if (record) return record;
  const fix = 'restore it from version control, or remove it where the environment was never deployed';
  throw new InputError([{ path: file, found: 'not a record of what was deployed', fix }]);
}

/**
 * Writes the record of an environment, if it changes.
 *
 * @throws InputError if the file cannot be written
 */
export function writeRecord(folder: string, environment: Environment, manifests: Manifests): void {
  if (folder === NO_RECORDS) return;
  const file = fileOf(folder, environment.name);
  const text = recordText(environment, manifests);
  try {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new InputError([{ path: file, found: `cannot be written: ${message}`, fix: 'name another with --record' }]);
  }
}
