import type { SnapshotNode } from '../../snapshot';
import type { View } from '../../view';

/** Seconds in which a node that joins gets its network and its agents. In a large cluster, some nodes always join. */
const JOINS_WITHIN = 300;

/** Nodes that have had time to become ready; all nodes, if all have just been made. */
export function settledNodes(view: View): SnapshotNode[] {
  const { nodes = [] } = view.snapshot;
  const old = nodes.filter(
    ({ metadata: { creationTimestamp } }) =>
      creationTimestamp === undefined || view.secondsSince(creationTimestamp) > JOINS_WITHIN,
  );
  return old.length > 0 ? old : [...nodes];
}
