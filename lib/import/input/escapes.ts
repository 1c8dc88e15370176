/** A template that is a text alone: in quotes, raw, or braces in quotes of YAML. */
const ESCAPED = /\{\{-?\s*(?:"((?:[^"\\\n]|\\.)*)"|`([^`]*)`|'(\{\{|\}\})')\s*-?\}\}/g;

/**
 * A text of values as Helm prints it where a template in it is a text alone: authors write the braces of Promtail and Alloy
 * so that Helm leaves them. `as` says what stands for each of these texts.
 */
export function withoutEscapes(text: string, as = (printed: string): string => printed): string {
  return text.replace(ESCAPED, (_, quoted?: string, raw?: string, braces?: string) =>
    as(quoted === undefined ? (raw ?? braces ?? '') : quoted.replace(/\\(["\\])/g, '$1')),
  );
}
