import { parseAlloy } from '../language/parse';
import { Block } from '../language/syntax';
import { Value } from '../language/values';
import { ownBlocks } from '../processing/own-stages';

/** Part between the pieces of a text: a value, such as a reference, or blocks, such as those of `context.stages`. */
export type ComponentPart = Value | readonly Block[];

/** Name of the block that stands for the blocks of a part. */
const STAND_IN = 'part_';

/**
 * Components of a source of your own, in Alloy's language. Backslashes reach Alloy as they are written.
 *
 *     alloy.components`
 *       loki.process "app" {
 *         forward_to = [${receiver}]
 *         ${stages(this.name)}
 *       }`
 *
 * @throws Error if the text is not Alloy, with the line
 */
export function components(texts: TemplateStringsArray, ...parts: readonly ComponentPart[]): Block[] {
  const source = texts.raw.map(plain).reduce((before, after, index) => {
    const part = parts[index - 1];
    return `${before}${part instanceof Value ? part.print(0) : `${STAND_IN}${index - 1} { }`}${after}`;
  });
  const { blocks, attributes, error } = parseAlloy(source);
  if (error) throw new Error(`line ${error.line} has ${error.got} in place of ${error.expected}`);
  const [attribute] = attributes;
  if (attribute) throw new Error(`line ${attribute.line} has ${attribute.name} outside of a component`);
  return expanded(ownBlocks(blocks), parts);
}

/** A part of a template, without the backslashes that only TypeScript needs. */
const plain = (text: string): string => text.replace(/\\([`$])/g, '$1');

/** Blocks in which those of the parts are in their places, as they are: checks find them there. */
function expanded(blocks: readonly Block[], parts: readonly ComponentPart[]): Block[] {
  return blocks.flatMap((block) => {
    const part = block.name.startsWith(STAND_IN) ? parts[Number(block.name.slice(STAND_IN.length))] : undefined;
    if (part !== undefined && !(part instanceof Value)) return [...part];
    const copy = new Block(block.name, block.label);
    for (const { key, value } of block.attributes) copy.set(key, value);
    return [copy.add(...expanded(block.blocks, parts))];
  });
}
