/** A text as a literal, in the quotes that need fewer escapes. Lines of a text stand on lines of the file. */
export function textLiteral(text: string): string {
  // In a template, a carriage return would become a line feed, and other control characters would stand as they are.
  if (text.includes('\n') && !/[^\n\P{Cc}]/u.test(text)) return `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``;
  const quote = text.split("'").length > text.split('"').length ? '"' : "'";
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** A key of an object, quoted where it must be. A `__proto__` without brackets would not be a key. */
export function keyLiteral(key: string): string {
  if (key === '__proto__') return `['${key}']`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : textLiteral(key);
}
