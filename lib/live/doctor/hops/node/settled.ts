import type { View } from '../../view';

type Node = NonNullable<View['snapshot']['nodes']>[number];

/** Seconds in which a node that joins gets its network and its agents. In a large cluster, some nodes always join. */
const JOINS_WITHIN = 300;

/** Nodes that have had time to become ready; all nodes, if all have just been made. */
export function settledNodes({ snapshot: { nodes = [] }, now }: View): Node[] {
  const old = nodes.filter(
    ({ metadata: { creationTimestamp } }) =>
      creationTimestamp === undefined || now - Date.parse(creationTimestamp) / 1000 > JOINS_WITHIN,
  );
  return old.length > 0 ? old : [...nodes];
}
