import { visible } from '../../../charts/input/show';

/** A text as a literal, in the quotes that need fewer escapes. Each line of the text is a line of the file. */
export function textLiteral(text: string): string {
  // In a template, a carriage return would become a line feed, and invisible characters would not be escaped.
  const isSeen = text.split('\n').every((line) => visible(line) === line);
  if (text.includes('\n') && isSeen) return `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``;
  const quote = text.split("'").length > text.split('"').length ? '"' : "'";
  const escaped = visible(JSON.stringify(text).slice(1, -1)).replaceAll('\\"', '"');
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** A key of an object, quoted where it must be. A `__proto__` without brackets would not be a key. */
export function keyLiteral(key: string): string {
  if (key === '__proto__') return `['${key}']`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : textLiteral(key);
}
