import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import type { DeployedRecords, PreviousManifests } from '../../lib/checks/checked-charts';
import { type DeployedRecord, NOT_A_RECORD, parseRecord } from '../../lib/planner/deployed/record';
import { NO_RECORDS } from '../defaults';
import { previousManifests } from '../manifests/previous';
import { isFile } from '../output/paths';
import { StagedFolder } from '../output/staged-folder';

/** File of the record of an environment. */
export const recordFile = (folder: string, environment: string): string => join(folder, `${environment}.json`);

/**
 * Records in a folder.
 *
 * @throws InputError if the folder is a file, or later if a file there is not a record
 */
export function recordsIn(folder: string): DeployedRecords {
  if (folder === NO_RECORDS) return () => undefined;
  const file = fileOnTheWay(resolve(folder));
  if (file !== undefined) {
    const found = file === resolve(folder) ? 'is a file' : `is below the file ${visible(relative('', file))}`;
    throw new InputError([{ path: folder, found: `${found}, and a folder is needed`, fix: 'name another with --record' }]);
  }
  return (environment) => recordIn(recordFile(folder, environment));
}

/** File in the place of a folder, or of one above it; undefined if the folder exists or can be made. */
function fileOnTheWay(folder: string): string | undefined {
  if (isFile(folder)) return folder;
  return existsSync(folder) || dirname(folder) === folder ? undefined : fileOnTheWay(dirname(folder));
}

/**
 * Manifests of an earlier run in a folder, while there is no folder of records: an earlier version wrote them. None if
 * records are turned off.
 */
export function manifestsBeforeRecords(folder: string, out: string): PreviousManifests {
  return (name, files) =>
    folder === NO_RECORDS || existsSync(folder) ? undefined : previousManifests(out, name, files);
}

function recordIn(file: string): DeployedRecord | undefined {
  if (!existsSync(file)) return undefined;
  const record = isFile(file) ? parseRecord(readFileSync(file, 'utf8'), file) : undefined;
  if (record) return record;
  throw new InputError([{ path: file, ...NOT_A_RECORD }]);
}

/** Record of an environment. */
export interface RecordedEnvironment {
  /** Name of the environment. */
  readonly name: string;

  /** Text of its record. */
  readonly text: string;
}

/**
 * Prepares the records that changed; none if records are turned off.
 *
 * @throws InputError if the folder cannot be written to
 */
export function stageRecords(folder: string, environments: readonly RecordedEnvironment[]): StagedFolder[] {
  if (folder === NO_RECORDS) return [];
  const changed = environments.filter(({ name, text }) => {
    const file = recordFile(folder, name);
    return !isFile(file) || readFileSync(file, 'utf8') !== text;
  });
  if (changed.length === 0) return [];
  const isOurs = (path: string) => parseRecord(readFileSync(path, 'utf8'), path) !== undefined;
  const staged = new StagedFolder({ root: folder, fix: 'name another with --record', isOurs, replaces: () => false });
  try {
    for (const { name, text } of changed) staged.write(`${name}.json`, text);
  } catch (error) {
    staged.discard();
    throw error;
  }
  return [staged];
}
