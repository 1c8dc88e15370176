import { InputError } from '../../charts/input/problems';
import { changesBetween, type ObjectChange } from '../../lib/manifests/changes';
import { fieldChanges } from '../../lib/manifests/field-changes';
import { type DeployedRecord, NOT_A_RECORD, parseRecord, recordText } from '../../lib/planner/deployed/record';
import type { Comparing, Comparison } from './comparison';

/** Limits of a record. */
const PARTIAL =
  'a record has facts, sizes and what cannot be changed later, and no other field: which pods restart is unknown ' +
  '(--git, --folder and --cluster compare everything)';

/**
 * Compares with the record of what was deployed, which has facts about the environment, its size, the immutable fields of
 * objects, and the schema of Loki.
 */
export function compareWithRecord(comparing: Comparing, file: string): Comparison | undefined {
  const { environment, manifests, records } = comparing;
  const record = records(environment.name);
  if (!record) return undefined;
  const present = parseRecord(recordText(environment, manifests), file);
  if (!present) throw new InputError([{ path: file, ...NOT_A_RECORD }]);
  const { manifests: before } = record;
  return {
    base: `the record ${file}`,
    before,
    changes: [...environmentChange(record, present), ...changesBetween(before, present.manifests)],
    deployed: record,
    notes: [PARTIAL],
  };
}

/** Facts and sizes that differ, as changes of the environment. */
function environmentChange(was: DeployedRecord, is: DeployedRecord): ObjectChange[] {
  const partsOf = ({ facts, setup }: DeployedRecord) => ({
    ...(was.facts && { facts }),
    ...(was.setup && { setup }),
  });
  const fields = fieldChanges(partsOf(was), partsOf(is));
  return fields.length === 0 ? [] : [{ kind: 'changed', object: 'Environment', restarts: false, fields }];
}
