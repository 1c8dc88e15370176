import { nearest } from '../../charts/nearest';
import type { Problem } from '../../charts/problems';

/** Problem of a key that does not exist, without its path: the key that was meant, or all keys. */
export function unknownKey(key: string, known: readonly string[]): Omit<Problem, 'path'> {
  const meant = nearest(key, known);
  return { found: 'not a key', fix: meant ? `did you mean ${meant}?` : `the keys here are ${known.join(', ')}` };
}
