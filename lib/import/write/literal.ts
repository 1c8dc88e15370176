import { isRecord } from '../../manifests/shape';

/** Longest line of a file. */
const WIDTH = 120;

/** Comments by the path of what they stand above. */
export type Comments = ReadonlyMap<string, string>;

/** Place of a value in a file. */
export interface Place {
  /** Its path, by which comments are found. */
  readonly path: string;

  /** Spaces before its line. */
  readonly indent: string;

  /** Text before it in its line. */
  readonly before: string;

  /** Comments. */
  readonly comments: Comments;
}

/** Text as a literal of TypeScript, with the quotes that need fewer escapes. */
export function textLiteral(text: string): string {
  if (text.includes('\n')) return `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``;
  const quote = text.split("'").length > text.split('"').length ? '"' : "'";
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** Key of an object, quoted where it must be. */
export const keyLiteral = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : textLiteral(key));

/** Value on one line; undefined if it needs several. */
function flat(value: unknown): string | undefined {
  if (typeof value === 'string') return textLiteral(value);
  if (Array.isArray(value)) {
    const items = value.map(flat);
    // Several objects of a list stand on a line each.
    const isLong = value.length > 1 && value.every((one) => isRecord(one) && Object.keys(one).length > 1);
    return isLong || items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, one]) => ({ key, text: flat(one) }));
  if (fields.length === 0) return '{}';
  if (fields.some(({ text }) => text === undefined)) return undefined;
  return `{ ${fields.map(({ key, text }) => `${keyLiteral(key)}: ${text}`).join(', ')} }`;
}

/** Value as TypeScript, laid out as a formatter does. */
export function literal(value: unknown, { path, indent, before, comments }: Place): string {
  const hasComments = [...comments.keys()].some((one) => one.startsWith(`${path}.`) || one.startsWith(`${path}[`));
  const text = hasComments || path === '' ? undefined : flat(value);
  // A comma follows.
  const fits = text !== undefined && indent.length + before.length + text.length < WIDTH;
  const isLeaf = typeof value !== 'object' || value === null;
  if (isLeaf || (fits && !text.includes('\n') && !(isRecord(value) && Object.keys(value).length > 3))) {
    return text ?? (flat(value) as string);
  }
  const deeper = `${indent}  `;
  const rows = Array.isArray(value)
    ? value.map((item: unknown, index) => ({ at: `${path}[${index}]`, name: '', item }))
    : Object.entries(value).map(([key, item]) => ({
        at: path === '' ? key : `${path}.${key}`,
        name: `${keyLiteral(key)}: `,
        item: item as unknown,
      }));
  const lines = rows.map(({ at, name, item }) => {
    const inner = literal(item, { path: at, indent: deeper, before: name, comments });
    return `${commentAt(at, deeper, comments)}${deeper}${name}${inner},`;
  });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join('\n')}\n${indent}${close}`;
}

/** Comment above what is at a path. */
function commentAt(path: string, indent: string, comments: Comments): string {
  const text = comments.get(path);
  return text === undefined ? '' : commentLines(text, indent);
}

/** Lines of a comment, broken between words. */
export function commentLines(text: string, indent: string): string {
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, WIDTH - indent.length - '// '.length))
    .map((line) => `${indent}// ${line}\n`)
    .join('');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
