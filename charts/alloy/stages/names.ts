import type { Block } from '../language/syntax';
import { ObjectValue, TextValue, type Value } from '../language/values';

/** Names of labels and metadata that Alloy and Loki add to lines themselves. */
const GIVEN = ['cluster', 'namespace', 'job', 'stream', 'filename', 'service_name', 'detected_level'];

/** Stages whose `values` are names of labels or metadata. */
const NAMING = ['stage.labels', 'stage.static_labels', 'stage.structured_metadata'];

/** Names of the labels and the structured metadata that components add to lines, but for some of their blocks. */
export function lineNames(blocks: readonly Block[], isLeftOut: (block: Block) => boolean): ReadonlySet<string> {
  return new Set([...GIVEN, ...blocks.flatMap((block) => namesIn(block, isLeftOut))]);
}

function namesIn(block: Block, isLeftOut: (block: Block) => boolean): string[] {
  if (isLeftOut(block)) return [];
  const own = block.attributes.flatMap(({ key, value }) => {
    if (key === 'values' && NAMING.includes(block.name)) return keysOf(value);
    return key === 'target_label' && value instanceof TextValue ? [value.text] : [];
  });
  return [...own, ...block.blocks.flatMap((inner) => namesIn(inner, isLeftOut))];
}

const keysOf = (value: Value): string[] => (value instanceof ObjectValue ? Object.keys(value.fields) : []);
