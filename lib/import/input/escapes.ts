/** A template that only prints a text: in quotes, raw, or braces in YAML quotes. */
const ESCAPED = /\{\{-?\s*(?:"((?:[^"\\\n]|\\.)*)"|`([^`]*)`|'(\{\{|\}\})')\s*-?\}\}/g;

/**
 * A text of values as Helm prints it, if its templates only print texts: authors escape the braces of Promtail and
 * Alloy this way. `as` gives the replacement of each such text.
 */
export function withoutEscapes(text: string, as = (printed: string): string => printed): string {
  return text.replace(ESCAPED, (_, quoted?: string, raw?: string, braces?: string) =>
    as(quoted === undefined ? (raw ?? braces ?? '') : quoted.replace(/\\(["\\])/g, '$1')),
  );
}
