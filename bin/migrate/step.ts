import { ringFlags } from '../../charts/loki/workloads/migration';
import type { IngesterStep } from '../../lib/planner/deployed/ingesters';
import { hasFlag, type LiveIngesters, replicasOf } from './cluster';

/** Flag with which a component knows nothing of zones yet, and the one with which the former ingesters get no lines. */
const [UNAWARE] = ringFlags('querier', 1) as [string];
const [EXCLUDED] = ringFlags('distributor', 5) as [string];

/** State of the ingesters that the objects of a cluster ask for. */
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
