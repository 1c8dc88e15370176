import { Block } from '../language/syntax';
import { textObject } from '../language/text-object';

/** Names as an object in which each is its own value: what Alloy reads keeps its name. */
export const sameNames = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));

/** Stage that moves extracted values and labels of these names to structured metadata. */
export function structuredMetadata(...names: string[]): Block {
  return new Block('stage.structured_metadata').set('values', textObject(sameNames(names)));
}
