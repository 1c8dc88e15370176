import { parseAlloy } from '../../../charts/alloy/language/parse';
import type { AlloyBlock, AlloyExpression } from '../../../charts/alloy/language/tree';
import { BLOCK } from '../tree/path';

/** Text of Alloy as a value whose keys are blocks and attributes, and the blocks themselves. */
export interface AlloyValue {
  /** The value. */
  readonly value: Readonly<Record<string, unknown>>;

  /** The blocks at its top. */
  readonly blocks: readonly KeyedBlock[];
}

/** A block, and its key in the value. */
export interface KeyedBlock {
  /** Its key. */
  readonly key: string;

  /** The block. */
  readonly block: AlloyBlock;
}

/** A text of Alloy as a value; its syntax error if it has one. Helm escapes braces in it. */
export function alloyValue(text: string): AlloyValue | { readonly error: string } {
  const { blocks, attributes, error } = parseAlloy(unescaped(text));
  // What it has instead may be a secret that nobody quoted.
  if (error) return { error: `line ${error.line} lacks ${error.expected}` };
  const keyed = keyedBlocks(blocks);
  return { value: blockValue({ attributes, blocks }), blocks: keyed };
}

/** Braces that Helm's own templates would take. */
const unescaped = (text: string): string => text.replace(/\{\{\s*["'`](\{\{|\}\})["'`]\s*\}\}/g, '$1');

/** Blocks with keys that are different. */
export function keyedBlocks(blocks: readonly AlloyBlock[]): KeyedBlock[] {
  const seen = new Map<string, number>();
  return blocks.map((block) => {
    const name = `${BLOCK}${block.name}${block.label === undefined ? '' : ` ${block.label}`}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { key: count === 1 ? name : `${name} #${count}`, block };
  });
}

function blockValue({ attributes, blocks }: Pick<AlloyBlock, 'attributes' | 'blocks'>): Record<string, unknown> {
  return Object.fromEntries([
    ...attributes.map(({ name, value }) => [name, plain(value)] as const),
    ...keyedBlocks(blocks).map(({ key, block }) => [key, blockValue(block)] as const),
  ]);
}

function plain(value: AlloyExpression): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
    case 'bool':
      return value.value;
    case 'null':
      return null;
    case 'array':
      return value.parts.map(plain);
    case 'object':
      return Object.fromEntries(value.fields.map(({ name, value: field }) => [name, plain(field)]));
    default:
      return value.source;
  }
}
