import { PLACING } from '../../lib/live/trouble';
import { at, records, text } from '../../lib/manifests/shape';
import { inNamespace } from '../../lib/live/doctor/unseen';
import { type Get, type Got, NO_KIND } from './listing';

/** True for a pod without a node. */
const isUnplaced = (item: Record<string, unknown>): boolean =>
  item['kind'] === 'Pod' &&
  records(at(item, 'status.conditions')).some(({ type, status }) => type === 'PodScheduled' && status === 'False');

/**
 * Reads the events that say why pods have no node, and are not warnings. A missing permission is reported elsewhere.
 */
export async function readPlacing(
  get: Get,
  items: readonly Record<string, unknown>[],
): Promise<Record<string, unknown>[]> {
  const waiting = items.filter(isUnplaced).flatMap((item) => text(at(item, 'metadata.namespace')) ?? []);
  const found = await Promise.all(
    [...new Set(waiting)].flatMap((namespace) =>
      Object.values(PLACING).map((reason) =>
        get(['events', '--namespace', namespace, '--field-selector', `reason=${reason}`], [], []),
      ),
    ),
  );
  return found.flatMap((one) => one.items);
}

/** Namespace of events about objects without one. */
const OF_CLUSTER = 'default';

/**
 * NodeClaims and NodePools of Karpenter or EKS Auto Mode, and warnings about them, if a pod has no node. A cluster without these kinds
 * has none.
 */
export async function readNodeMakers(get: Get, items: readonly Record<string, unknown>[]): Promise<Got> {
  if (!items.some(isUnplaced)) return { items: [], unseen: [] };
  const kinds = ['nodeclaims.karpenter.sh', 'nodepools.karpenter.sh'];
  const made = await get([kinds.join()], ['node'], kinds);
  if (made.unseen.some(({ why }) => NO_KIND.test(why))) return { items: [], unseen: [] };
  const warnings = await Promise.all(
    ['NodeClaim', 'NodePool'].map((kind) =>
      get(
        ['events', '--namespace', OF_CLUSTER, '--field-selector', `type=Warning,involvedObject.kind=${kind}`],
        ['node'],
        [inNamespace('events', OF_CLUSTER)],
      ),
    ),
  );
  const all = [made, ...warnings];
  return { items: all.flatMap((one) => one.items), unseen: all.flatMap(({ unseen }) => unseen) };
}
