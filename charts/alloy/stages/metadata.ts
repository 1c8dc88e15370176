import { Block } from '../language/syntax';
import { object, text } from '../language/values';

/** Moves extracted values and labels of these names to structured metadata. */
export function structuredMetadata(...names: string[]): Block {
  const values = Object.fromEntries(names.map((name) => [name, text(name)]));
  return new Block('stage.structured_metadata').set('values', object(values));
}
