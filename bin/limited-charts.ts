import { checkCharts, type CheckedCharts } from '../lib/checks/checked-charts';
import type { Environment } from '../lib/environment/environment';
import { manifestsBeforeRecords, recordsIn } from './deployed/records';
import { limited } from './watchdog';

/**
 * Makes and checks the charts of an environment, and compares them with the record of what was
 * deployed, or else with what an earlier run wrote to `out`.
 *
 * @throws InputError if a function of the environment never ends
 */
export function limitedCharts(environment: Environment, out: string, record: string): CheckedCharts {
  return limited(`environments.${environment.name}`, () => {
    const checked = checkCharts([environment], manifestsBeforeRecords(record, out), recordsIn(record));
    return checked[0] as CheckedCharts;
  });
}
