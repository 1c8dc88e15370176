import { PLACING } from '../../lib/live/trouble';
import { at, records, text } from '../../lib/manifests/shape';
import type { Get } from './listing';

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
