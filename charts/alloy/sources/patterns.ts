/** Patterns of names, in which `*` stands for any characters, or none. */

/** Regular expression of a text that is meant literally. */
export const literalRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Regular expression of a pattern. It matches no empty name: what has no name is not `*`. */
const patternRegex = (pattern: string): string =>
  /^\*+$/.test(pattern) ? '.+' : pattern.split('*').map(literalRegex).join('.*');

/** Regular expression of several patterns. */
export const patternsRegex = (patterns: readonly string[]): string => patterns.map(patternRegex).join('|');

/** True if a pattern matches everything that another one matches. */
export const covers = (pattern: string, other: string): boolean =>
  new RegExp(`^(?:${patternRegex(pattern)})$`, 's').test(other);

/** True if some name matches both patterns. */
export function meet(a: string, b: string): boolean {
  const [first, second] = [a[0], b[0]];
  if (first === '*') return meet(a.slice(1), b) || (second !== undefined && meet(a, b.slice(1)));
  if (second === '*') return meet(b, a);
  return first === second && (first === undefined || meet(a.slice(1), b.slice(1)));
}
