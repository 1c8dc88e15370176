/** Fix of a path that JMESPath does not read. */
export const JMESPATH_FIX = 'write one such as "http.status", with names of other signs in quotes';

/** Names and signs alone, which have a rule of their own. */
const PLAIN = /^[\w@.-]*$/;

/** Texts of JMESPath: names in quotes, and literals. */
const QUOTED = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|`(?:\\[^]|[^`\\])*`/g;

/** Pairs of brackets without any within them. */
const PAIRS = /\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g;

/** Character sequences that no expression has: two names in a row, an operator at an end, a final point. */
const MISPLACED = /[\w)\]}]\s+\w|^\s*[.|]|[.|&!]\s*$|\.\s*\.|^\s*\d|\.\s*\d/;

/**
 * True if JMESPath certainly cannot read an expression, with which Alloy does not start. Finds only some invalid
 * expressions.
 */
export function isBrokenJmesPath(expression: string): boolean {
  if (PLAIN.test(expression)) return false;
  const bare = expression.replace(QUOTED, 'q');
  let rest = bare;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(PAIRS, '');
  }
  return /["'`()[\]{}]/.test(rest) || MISPLACED.test(bare);
}
