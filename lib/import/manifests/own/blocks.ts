import type { AlloyBlock, AlloyExpression } from '../../../../charts/alloy/language/tree';

/** Value of an attribute; undefined if the block lacks it. */
export const attributeOf = (block: AlloyBlock | undefined, name: string): AlloyExpression | undefined =>
  block?.attributes.find((one) => one.name === name)?.value;

/** Text of an attribute. */
export function textOf(block: AlloyBlock | undefined, name: string): string | undefined {
  const value = attributeOf(block, name);
  return value?.kind === 'text' ? value.text : undefined;
}

/** Number of an attribute. */
export function numberOf(block: AlloyBlock | undefined, name: string): number | undefined {
  const value = attributeOf(block, name);
  return value?.kind === 'number' ? value.value : undefined;
}

/** Texts of a list. */
export function textsOf(block: AlloyBlock | undefined, name: string): string[] {
  const value = attributeOf(block, name);
  const parts = value?.kind === 'array' ? value.parts : [];
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
}

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
