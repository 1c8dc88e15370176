import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { NodeLabels, OwnNodeLabel } from '../../../../charts/alloy/destinations/node-labels';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';
import { attributeOf, blockOf, everyNodeBlocks, isNodeHop, mapOf, textOf, textsOf } from './blocks';

/** Names on lines, by field. */
const FIELDS: Readonly<Record<string, keyof NodeLabels>> = {
  zone: 'zone',
  node_pool: 'nodePool',
  instance_type: 'instanceType',
};

/** Prefix of labels of a node, as discovery writes them. */
const META = '__meta_kubernetes_node_label_';

/**
 * Reads the labels of nodes that lines have. Discovery writes their keys with underscores: the key of a label of a
 * user's own is read with them, which finds the same label.
 */
export function readOwnNodeLabels({ draft }: Importing, texts: readonly ConfigText[]): void {
  const blocks = everyNodeBlocks(texts);
  const rules = blockOf(blocks, 'discovery.relabel', 'node')?.blocks ?? [];
  const metadata = metadataOf(blocks);
  const labels: (string | OwnNodeLabel)[] = [];
  for (const rule of rules) {
    const [name, [source = '']] = [textOf(rule, 'target_label') ?? '', textsOf(rule, 'source_labels')];
    const as = metadata.includes(name) ? 'metadata' : 'label';
    const field = FIELDS[name];
    const key = source.slice(META.length);
    const isKnown = field !== undefined && /^(topology_|node_kubernetes_io_|karpenter_)/.test(key);
    if (isKnown) draft.set(['alloy', 'nodeLabels', field], as);
    else if (key === name && as === 'metadata') labels.push(key);
    else labels.push({ key, ...(key === name ? {} : { name }), ...(as === 'label' ? { as } : {}) });
  }
  if (labels.length > 0) draft.set(['alloy', 'nodeLabels', 'labels'], labels);
}

/** Names that are structured metadata on the last hop of lines. */
const metadataOf = (blocks: readonly AlloyBlock[]): string[] =>
  blocks
    .filter(isNodeHop)
    .flatMap((process) => process.blocks)
    .filter(({ name }) => name === 'stage.structured_metadata')
    .flatMap((stage) => Object.keys(mapOf(attributeOf(stage, 'values'))));
