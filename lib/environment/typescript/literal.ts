import { isRecord } from '../../manifests/shape';
import { commentLines } from './comments';
import { keyLiteral, textLiteral } from './text';
import { WIDTH } from './width';

/** A value that is code and not a text, such as `Duration.days(7)`. */
export class Code {
  constructor(
    /** The code. */
    public readonly text: string,
  ) {}
}

/** Keys from the top of a value to one in it. */
type KeyPath = readonly (string | number)[];

/** Place of a value in a file. */
export interface Place {
  /** Spaces at the beginning of its line. @default - none */
  readonly indent?: string;

  /** Text before it on its line. @default - none */
  readonly before?: string;

  /** Levels of objects that have a line for each field, whether or not one line is enough. @default 0 */
  readonly open?: number;

  /** Comment above the value at a path. @default - no comments */
  readonly commentAt?: (path: KeyPath) => string | undefined;

  /** Its path. @default - it is the top */
  readonly path?: KeyPath;
}

/** Most fields of an object on one line. */
const MOST_FIELDS = 3;

/** A value as TypeScript, in the form of Prettier. Fields that are undefined are left out. */
export function literal(value: unknown, place: Place = {}): string {
  const { indent = '', before = '', open = 0, commentAt = () => undefined, path = [] } = place;
  const short = inline(value);
  if (isLeaf(value)) return short;
  const entries = entriesOf(value);
  if (entries.length === 0) return short;
  // A comma follows.
  const fits = !short.includes('\n') && indent.length + before.length + short.length < WIDTH;
  const isShort = open <= 0 && !isLong(value) && !(isRecord(value) && entries.length > MOST_FIELDS);
  if (fits && isShort && !hasComments(value, path, commentAt)) return short;
  const deeper = `${indent}  `;
  const lines = entries.map(([key, item]) => {
    const name = typeof key === 'number' ? '' : `${keyLiteral(key)}: `;
    const at = [...path, key];
    const text = literal(item, { indent: deeper, before: name, open: open - 1, commentAt, path: at });
    const comment = commentAt(at);
    const above = comment === undefined ? '' : commentLines(comment, deeper);
    const isTooLong = deeper.length + name.length + text.length >= WIDTH;
    // A text that is too long stands below its key.
    const isBelow = typeof item === 'string' && name !== '' && !text.includes('\n') && isTooLong;
    return `${above}${deeper}${isBelow ? `${name.trimEnd()}\n${deeper}  ` : name}${text},\n`;
  });
  const [begin, end] = Array.isArray(value) ? '[]' : '{}';
  return `${begin}\n${lines.join('')}${indent}${end}`;
}

const isLeaf = (value: unknown): value is string | number | boolean | null | undefined | Code =>
  typeof value !== 'object' || value === null || value instanceof Code;

/** Fields that are not undefined, or items. */
function entriesOf(value: object): [string | number, unknown][] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value).filter(([, item]) => item !== undefined);
}

/** True if a value has a list of several objects, which stand on a line each. */
function isLong(value: unknown): boolean {
  if (isLeaf(value)) return false;
  const items = entriesOf(value as object).map(([, item]) => item);
  const isTable = Array.isArray(value) && items.length > 1;
  return (isTable && items.every((item) => isRecord(item) && entriesOf(item).length > 1)) || items.some(isLong);
}

/** A value on one line. */
function inline(value: unknown): string {
  if (typeof value === 'string') return textLiteral(value);
  if (value instanceof Code) return value.text;
  if (isLeaf(value)) return String(value);
  const entries = entriesOf(value as object);
  if (Array.isArray(value)) return `[${entries.map(([, item]) => inline(item)).join(', ')}]`;
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, item]) => `${keyLiteral(String(key))}: ${inline(item)}`).join(', ')} }`;
}

/** True if something in a value has a comment. */
function hasComments(value: unknown, path: KeyPath, commentAt: NonNullable<Place['commentAt']>): boolean {
  if (isLeaf(value)) return false;
  return entriesOf(value as object).some(([key, item]) => {
    const at = [...path, key];
    return commentAt(at) !== undefined || hasComments(item, at, commentAt);
  });
}
