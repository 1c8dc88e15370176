/** Patterns of names, in which `*` stands for any characters, or none. */

/** Regular expression that matches a literal text, in Go and in JavaScript. */
export const literalRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Regular expression of one of some texts. */
export const oneOfRegex = (texts: readonly string[]): string => texts.map(literalRegex).join('|');

/** Regular expression of a pattern, for a program that matches whole values. */
const patternRegex = (pattern: string): string => pattern.split(/\*+/).map(literalRegex).join('.*');

/** Regular expression of several patterns. */
export const patternsRegex = (patterns: readonly string[]): string => patterns.map(patternRegex).join('|');

/** The same, but `*` requires a name: it does not match the empty text. */
export const presentRegex = (patterns: readonly string[]): string =>
  patterns.map((pattern) => (/^\*+$/.test(pattern) ? '.+' : patternRegex(pattern))).join('|');

/** Regular expression, for JavaScript, that matches names and patterns covered by a pattern: `*` also matches a `*`. */
export const coverage = (pattern: string): RegExp => new RegExp(`^(?:${patternRegex(pattern)})$`, 's');

/** True if a pattern matches all that another one matches. */
export const covers = (pattern: string, other: string): boolean =>
  pattern.includes('*') ? coverage(pattern).test(other) : pattern === other;

/** True if some name matches both patterns. */
export function meet(a: string, b: string): boolean {
  if (!a.includes('*') && !b.includes('*')) return a === b;
  // Each round computes the places in `b` at which the processed part of `a` can end.
  let ends = starts(b, new Set([0]));
  for (const character of a) {
    const next = new Set<number>();
    for (const at of ends) {
      if (character === '*') for (let to = at; to <= b.length; to++) next.add(to);
      else if (b[at] === '*') next.add(at);
      else if (b[at] === character) next.add(at + 1);
    }
    ends = starts(b, character === '*' ? new Set([...ends, ...next]) : next);
  }
  return ends.has(b.length);
}

/** Places, and those after a `*` there, which may match nothing. */
function starts(pattern: string, places: ReadonlySet<number>): Set<number> {
  const all = new Set(places);
  for (const at of all) if (pattern[at] === '*') all.add(at + 1);
  return all;
}
