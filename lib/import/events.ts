import type { Importing } from './importing';
import type { Node } from './tree/account';
import { pathText } from './tree/path';

/** Leaves out events of some namespaces, or of all others: they are watched in all, and dropped by their source. */
export function importEventNamespaces(
  { draft }: Importing,
  node: Node,
  field: 'namespaces' | 'exceptNamespaces',
): void {
  const names = node.texts;
  if (names.length === 0) {
    node.same('all');
    return;
  }
  const entry = { sources: ['events'], [field]: names, drop: { matching: ['.'] } };
  const path = draft.push(['alloy', 'processing'], entry, node);
  node.taken(pathText(path), 'events are watched in all namespaces, and dropped');
}
