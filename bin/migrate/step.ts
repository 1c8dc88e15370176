import { ringFlags } from '../../charts/loki/workloads/migration';
import type { IngesterStep } from '../../lib/planner/deployed/ingesters';
import { hasFlag, type LiveIngesters, replicasOf } from './cluster';

/** Flag of a component that does not know zones yet. */
const [UNAWARE] = ringFlags('querier', 1) as [string];

/** Flag of a distributor that sends no lines to the former ingesters. */
const [EXCLUDED] = ringFlags('distributor', 5) as [string];

/** Step of the migration, by the objects in a cluster. */
export function liveStep({ former, zones, users }: LiveIngesters): IngesterStep {
  if (zones.length === 0) return 'one';
  const [distributor, querier] = [users.get('distributor'), users.get('querier')];
  // `kubectl apply` leaves the former StatefulSet where it is.
  if (!former || (!hasFlag(distributor, UNAWARE) && !hasFlag(querier, UNAWARE) && !hasFlag(distributor, EXCLUDED))) {
    return 'zones';
  }
  if (replicasOf(former) === 0) return 'step 5';
  if (zones.every((set) => replicasOf(set) === 0)) return 'step 1';
  if (hasFlag(distributor, UNAWARE)) return 'step 2';
  return hasFlag(querier, UNAWARE) ? 'step 3' : 'step 4';
}
