import { scalarOf, WORD } from './schema';

/** Text with a character, or a space at the end of a line, that only the parser handles. */
const RARE = /[^\n -~]| $/m;

/** Key without quotes, and the rest of its line. */
const KEY = /([A-Za-z_$/][\w./-]*):(?: +(.+))?$/y;

/** Text in quotation marks whose escapes mean the same in JSON. */
const QUOTED = /^"(?:[^"\\]|\\["\\nrtbf])*"$/;

/** Text in single quotation marks. */
const SINGLE = /^'(?:[^']|'')*'$/;

/** Beginning of a value without quotation marks. */
const PLAIN = /^(?:[\w/$.+~(]|-[^ ])/;

/** Indentation that is left to the parser, with the nesting that it allows. */
const MAX_INDENT = 200;

/** Length of a key that is left to the parser. */
const MAX_KEY = 200;

/**
 * Documents of a text that has only indented maps and lists, values on one line and text blocks, as programs write it.
 * The full YAML parser takes about three times as long. Undefined for any other text, valid or not.
 */
export function simpleDocuments(text: string): unknown[] | undefined {
  if (!text.endsWith('\n') || RARE.test(text)) return undefined;
  return new Reader(text.split('\n')).documents();
}

/** Reader of the lines of a text. Undefined, which is not a YAML value, means that the text is not simple. */
class Reader {
  private at = 0;

  constructor(private readonly lines: string[]) {}

  public documents(): unknown[] | undefined {
    const documents: unknown[] = [];
    do {
      this.skip();
      if (this.line === '---') this.at++;
      const document = this.indent === 0 ? this.block(0) : undefined;
      if (document === undefined) return undefined;
      documents.push(document);
    } while (this.line === '---');
    return this.line === undefined ? documents : undefined;
  }

  private get line(): string | undefined {
    return this.lines[this.at];
  }

  /** Indentation of the next line with a value; -1 at the end of a document. */
  private get indent(): number {
    this.skip();
    const { line } = this;
    return line === undefined || line === '---' ? -1 : indentOf(line);
  }

  /** Skips empty lines and comments. */
  private skip(): void {
    while (this.line !== undefined && /^(?: *#|$)/.test(this.line)) this.at++;
  }

  private isItem(indent: number): boolean {
    return this.line?.startsWith('- ', indent) ?? false;
  }

  /** The map or list whose lines begin here. */
  private block(indent: number): unknown {
    if (indent > MAX_INDENT) return undefined;
    return this.isItem(indent) ? this.list(indent) : this.map(indent);
  }

  private list(indent: number): unknown[] | undefined {
    const items: unknown[] = [];
    while (this.indent === indent && this.isItem(indent)) {
      const item = this.item(indent);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return this.indent > indent ? undefined : items;
  }

  private item(indent: number): unknown {
    const text = (this.line as string).slice(indent + 1);
    const begin = indent + 1 + indentOf(text);
    const value = text.trimStart();
    if (!value.startsWith('- ') && !keyAt(value, 0)) return this.value(value, indent);
    // The lines of an item have the indentation of its first value.
    this.lines[this.at] = ' '.repeat(begin) + value;
    return this.block(begin);
  }

  private map(indent: number): Record<string, unknown> | undefined {
    const map: Record<string, unknown> = {};
    while (this.indent === indent) {
      const match = keyAt(this.line as string, indent);
      if (!match) return undefined;
      const [, key = '', value] = match;
      if (key.length > MAX_KEY || WORD.test(key) || key === '__proto__' || Object.hasOwn(map, key)) return undefined;
      const read = value === undefined ? this.below(indent) : this.value(value, indent);
      if (read === undefined) return undefined;
      map[key] = read;
    }
    return this.indent > indent ? undefined : map;
  }

  /** Value in the lines below a key. */
  private below(indent: number): unknown {
    this.at++;
    const next = this.indent;
    if (next > indent) return this.block(next);
    return next === indent && this.isItem(indent) ? this.list(indent) : null;
  }

  private value(text: string, indent: number): unknown {
    this.at++;
    return text === '|' || text === '|-' ? this.lineBlock(indent, text === '|' ? '\n' : '') : valueOf(text);
  }

  /** A block of text, with an indentation above that of its key. */
  private lineBlock(indent: number, end: string): string | undefined {
    const inner = indentOf(this.line ?? '');
    if (inner <= indent || inner === this.line?.length) return undefined;
    const from = this.at;
    while (this.line === '' || indentOf(this.line ?? '') >= inner) this.at++;
    const text = this.lines.slice(from, this.at).map((line) => line.slice(inner));
    // A comment between both indentations.
    if (indentOf(this.line ?? '') > indent) return undefined;
    return text.join('\n').trimEnd() + end;
  }
}

function keyAt(line: string, indent: number): RegExpExecArray | null {
  KEY.lastIndex = indent;
  return KEY.exec(line);
}

function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 32) indent++;
  return indent;
}

function valueOf(text: string): unknown {
  if (text === '[]') return [];
  if (text === '{}') return {};
  if (QUOTED.test(text)) return JSON.parse(text);
  if (SINGLE.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  const isPlain = PLAIN.test(text) && !text.includes(': ') && !text.includes(' #') && !text.endsWith(':');
  return isPlain ? scalarOf(text) : undefined;
}
