/** Longest line of code that is written. */
const WIDTH = 120;

/** A value that is code and not a text, such as `Duration.days(7)`. */
export class Code {
  constructor(
    /** The code. */
    public readonly text: string,
  ) {}
}

/** A string literal. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** Where a value stands. */
export interface Place {
  /** Spaces at the begin of its line. @default - none */
  readonly indent?: string;

  /** Characters before it on its line. @default 0 */
  readonly used?: number;

  /** Levels of objects that have a line for each field, whether or not one line is enough. @default 0 */
  readonly open?: number;
}

/** A value as TypeScript, in the form of Prettier. Fields that are undefined are left out. */
export function literal(value: unknown, { indent = '', used = 0, open = 0 }: Place = {}): string {
  const short = inline(value);
  const isLeaf = typeof value !== 'object' || value === null || value instanceof Code;
  if (isLeaf || (open <= 0 && indent.length + used + short.length + 1 <= WIDTH)) return short;
  const inner = `${indent}  `;
  const lines = entries(value).map(([name, item]) => {
    const text = literal(item, { indent: inner, used: name.length, open: open - 1 });
    const fits = typeof item !== 'string' || name === '' || inner.length + name.length + text.length + 1 <= WIDTH;
    return `${inner}${fits ? `${name}${text}` : `${name.trimEnd()}\n${inner}  ${text}`},\n`;
  });
  if (lines.length === 0) return short;
  const [begin, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${begin}\n${lines.join('')}${indent}${end}`;
}

/** A value on one line. */
function inline(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const items = entries(value).map(([name, item]) => `${name}${inline(item)}`);
  if (Array.isArray(value)) return `[${items.join(', ')}]`;
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}

/** Items with what is written before each. */
function entries(value: object): [string, unknown][] {
  if (Array.isArray(value)) return value.map((item: unknown) => ['', item]);
  return Object.entries(value).flatMap(([name, item]): [string, unknown][] =>
    item === undefined ? [] : [[`${key(name)}: `, item]],
  );
}
