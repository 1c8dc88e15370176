import { type CheckedCharts, checkEach } from '../../lib/checks/checked-charts';
import type { Environment } from '../../lib/environment/environment';
import { manifestsBeforeRecords, recordsIn } from '../deployed/records';

/**
 * Makes and checks the charts of environments, one after the other, and compares them with the records of what was deployed,
 * or else with the manifests that an earlier run wrote to `out`.
 *
 * @throws InputError if a function of an environment never ends, or two share a cluster or a bucket
 */
export function checkedEach(
  environments: readonly Environment[],
  out: string,
  record: string,
): Iterable<CheckedCharts> {
  return checkEach(environments, manifestsBeforeRecords(record, out), recordsIn(record));
}
