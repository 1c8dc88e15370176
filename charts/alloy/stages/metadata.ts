import { Block } from '../language/syntax';
import { textObject } from '../language/text-object';

/** Stage that moves extracted values and labels of these names to structured metadata. */
export function structuredMetadata(...names: string[]): Block {
  const values = Object.fromEntries(names.map((name) => [name, name]));
  return new Block('stage.structured_metadata').set('values', textObject(values));
}
