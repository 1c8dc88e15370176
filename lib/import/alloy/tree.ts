import { parseAlloy } from '../../../charts/alloy/language/parse';
import type { AlloyBlock, AlloyExpression } from '../../../charts/alloy/language/tree';
import { withoutEscapes } from '../input/escapes';
import { TEMPLATE } from '../tree/hidden';
import { BLOCK } from '../tree/path';
import { inlined } from './inline';

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
  const { blocks, attributes, error } = parseAlloy(withoutEscapes(text));
  // The unexpected text may be a secret without quotes.
  if (error) return { error: `line ${error.line} lacks ${error.expected}` };
  const all = inlined(blocks);
  const keyed = keyedBlocks(all);
  return { value: blockValue({ attributes, blocks: all }) as Record<string, unknown>, blocks: keyed };
}

/** Blocks with unique keys. */
export function keyedBlocks(blocks: readonly AlloyBlock[]): KeyedBlock[] {
  const seen = new Map<string, number>();
  return blocks.map((block) => {
    const name = `${BLOCK}${block.name}${block.label === undefined ? '' : ` ${block.label}`}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { key: count === 1 ? name : `${name} #${count}`, block };
  });
}

/** Blocks of components that send lines. Their values become fields; other values only say how Alloy runs. */
const SENDS = 'loki.write';

function blockValue({ attributes, blocks }: Pick<AlloyBlock, 'attributes' | 'blocks'>, sends = false): object {
  return Object.fromEntries([
    ...attributes.map(({ name, value }) => [name, sends ? literals(value, name === LABELS) : plain(value)] as const),
    ...keyedBlocks(blocks).map(({ key, block }) => [key, blockValue(block, sends || block.name === SENDS)] as const),
  ]);
}

/** Labels of all lines, each of which is a text. */
const LABELS = 'external_labels';

/** Functions and components whose values come from outside. */
const ELSEWHERE = /^((sys\.)?env$|remote\.|local\.file\.)/;

/** True for an expression whose value only a running Alloy knows: from its environment, a Secret or a file. */
function isElsewhere(value: AlloyExpression): boolean {
  if (value.kind === 'reference') return ELSEWHERE.test(value.names.join('.'));
  if (value.kind === 'call') return ELSEWHERE.test(value.name) || value.parts.some(isElsewhere);
  return value.kind === 'other' && value.parts.some(isElsewhere);
}

/** A value without parts that only a running Alloy knows; with `onlyLiterals`, without any expression. */
function literals(value: AlloyExpression, onlyLiterals: boolean): unknown {
  if (value.kind === 'object') {
    return Object.fromEntries(value.fields.map(({ name, value: field }) => [name, literals(field, onlyLiterals)]));
  }
  const isLiteral = ['text', 'number', 'bool', 'null', 'array'].includes(value.kind);
  return isElsewhere(value) || (onlyLiterals && !isLiteral) ? TEMPLATE : plain(value);
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
