import { checkCharts, type CheckedCharts } from '../../lib/checks/checked-charts';
import type { Environment } from '../../lib/environment/environment';
import { manifestsBeforeRecords, recordsIn } from '../deployed/records';

/**
 * Makes and checks the charts of an environment, and compares them with the record of what was deployed, or else with the
 * manifests that an earlier run wrote to `out`.
 *
 * @throws InputError if a function of the environment never ends
 */
export function checkedCharts(environment: Environment, out: string, record: string): CheckedCharts {
  const [checked] = checkCharts([environment], manifestsBeforeRecords(record, out), recordsIn(record));
  return checked as CheckedCharts;
}
