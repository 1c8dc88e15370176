import type { View } from '../../view';

type Node = NonNullable<View['snapshot']['nodes']>[number];

/** Seconds in which a node that joins has its network and its agents. A large cluster always has some that join. */
const JOINS_WITHIN = 300;

/** Nodes that have had the time to become ready; all of them, if all have just been made. */
export function grown({ snapshot: { nodes = [] }, now }: View): Node[] {
  const old = nodes.filter(
    ({ metadata: { creationTimestamp } }) =>
      creationTimestamp === undefined || now - Date.parse(creationTimestamp) / 1000 > JOINS_WITHIN,
  );
  return old.length > 0 ? old : [...nodes];
}
