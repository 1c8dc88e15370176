import { checkCharts, type CheckedCharts } from '../lib/checks/checked-charts';
import type { Environment } from '../lib/environment/environment';
import { previousManifests } from './manifests/previous';
import { limited } from './watchdog';

/**
 * Makes and checks the charts of an environment, and compares them with what an earlier run wrote to `out`.
 *
 * @throws InputError if a function of the environment never ends
 */
export function limitedCharts(environment: Environment, out: string): CheckedCharts {
  return limited(`environments.${environment.name}`, () => {
    const checked = checkCharts([environment], (name, files) => previousManifests(out, name, files));
    return checked[0] as CheckedCharts;
  });
}
