import { checkCharts, type CheckedCharts } from '../lib/checks/checked-charts';
import type { Environment } from '../lib/environment/environment';
import { previousManifests } from './manifests/previous';
import { limited } from './watchdog';

/**
 * Makes and checks the charts of environments, and compares them with what an earlier run wrote to `out`.
 *
 * @throws InputError if a function of an environment never ends
 */
export function limitedCharts(environments: readonly Environment[], out: string): CheckedCharts[] {
  return environments.flatMap((environment) =>
    limited(`environments.${environment.name}`, () =>
      checkCharts([environment], (name, files) => previousManifests(out, name, files)),
    ),
  );
}
