import { parseAlloy } from '../../../../charts/alloy/language/parse';
import { attributeOf, textOf as textIn, textsOf as textsIn } from '../../../checks/read/alloy/config';
import type { ConfigText } from '../texts';
import type { AlloyBlock, AlloyExpression } from '../../../../charts/alloy/language/tree';

export { attributeOf };

/** Blocks of the agent that runs on every node; none without it. */
export function everyNodeBlocks(texts: readonly ConfigText[]): readonly AlloyBlock[] {
  const config = texts.find(({ kind, object }) => kind === 'alloy' && object.metadata.name === 'alloy');
  return config ? parseAlloy(config.text).blocks : [];
}

/** True for the last hop of lines, on which labels of the node are added. */
export const isNodeHop = ({ name, label = '' }: AlloyBlock): boolean =>
  name === 'loki.process' && /^node(?:_|$)/.test(label);

/** Text of an attribute. */
export const textOf = (block: AlloyBlock | undefined, name: string): string | undefined =>
  textIn(attributeOf(block, name));

/** Number of an attribute. */
export function numberOf(block: AlloyBlock | undefined, name: string): number | undefined {
  const value = attributeOf(block, name);
  return value?.kind === 'number' ? value.value : undefined;
}

/** Texts of a list. */
export const textsOf = (block: AlloyBlock | undefined, name: string): string[] => textsIn(attributeOf(block, name));

/** Texts of an object by its keys. */
export function mapOf(value: AlloyExpression | undefined): Record<string, string> {
  const fields = value?.kind === 'object' ? value.fields : [];
  return Object.fromEntries(fields.flatMap(({ name, value: one }) => (one.kind === 'text' ? [[name, one.text]] : [])));
}

/** Texts of each object of a list, by keys. */
export function mapsOf(block: AlloyBlock | undefined, name: string): Record<string, string>[] {
  const value = attributeOf(block, name);
  return value?.kind === 'array' ? value.parts.map(mapOf) : [];
}

/** First block of a name, and of a label if one is given. */
export const blockOf = (
  blocks: readonly AlloyBlock[] | undefined,
  name: string,
  label?: string,
): AlloyBlock | undefined => blocks?.find((one) => one.name === name && (label === undefined || one.label === label));
