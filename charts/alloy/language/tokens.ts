import { isKeyword } from './keywords';

/** Kind of a token. `end` is a line break that ends a statement, `eof` the end of the text. */
export type TokenKind = 'name' | 'word' | 'text' | 'number' | 'symbol' | 'end' | 'eof' | 'wrong';

/** Token of Alloy's configuration language. */
export interface Token {
  /** Its kind. `word` is a keyword. */
  readonly kind: TokenKind;

  /** Its text, quotes included. For a `wrong` token, the text that was found. */
  readonly source: string;

  /** Line it begins on, counted from 1. */
  readonly line: number;

  /** Offset of its first character. */
  readonly start: number;

  /** The string without quotes, for a `text`; what was expected, for a `wrong` token. */
  readonly value: string;
}

const SPACE = /[ \t\r]+/y;
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d*)?/y;
const SYMBOL = /\|\||&&|!=|==|<=|>=|[!=<>+\-*/%^{}()[\],.]/y;
const ESCAPE = /[abfnrtv\\"]|[0-3][0-7]{2}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}/y;
const PLAIN: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const ESCAPES = String.raw`an escape of Go's (a backslash itself is \\)`;

/** Tokens after which a line break ends a statement, as in Go. */
function endsStatement({ kind, source }: Token): boolean {
  return kind === 'symbol' ? [')', ']', '}'].includes(source) : !['end', 'wrong'].includes(kind);
}

/** Tokens of a text. The last is `eof`, or the first that is `wrong`. */
export function tokenize(text: string): Token[] {
  return new Tokenizer(text).tokens();
}

/** Scanner of a text. */
class Tokenizer {
  private readonly found: Token[] = [];
  private offset = 0;
  private line = 1;

  constructor(private readonly text: string) {
    // A byte order mark is legal as the very first character only.
    if (text.startsWith('\ufeff')) this.offset = 1;
  }

  public tokens(): Token[] {
    for (;;) {
      this.skip();
      const token = this.token();
      this.found.push(token);
      if (token.kind === 'eof' || token.kind === 'wrong') return this.found;
      this.offset = token.start + token.source.length;
      this.line += token.source.split('\n').length - 1;
    }
  }

  /** True if a line break here ends a statement. */
  private get atEnd(): boolean {
    const last = this.found.at(-1);
    return last !== undefined && endsStatement(last);
  }

  /** Skips spaces, comments and line breaks that end nothing. A comment of several lines ends a statement too. */
  private skip(): void {
    for (;;) {
      const space = this.match(SPACE) ?? (this.atEnd ? undefined : this.match(/\n+/y));
      const comment = space ?? this.match(/\/\/[^\n]*/y) ?? this.match(/\/\*[^]*?\*\//y);
      if (comment === undefined) return;
      const lines = comment.split('\n').length - 1;
      if (lines > 0 && this.atEnd) this.push('end', '\n');
      this.line += lines;
      this.offset += comment.length;
    }
  }

  private token(): Token {
    const { text, offset } = this;
    const here = text[offset];
    if (here === undefined) return this.make(this.atEnd ? 'end' : 'eof', '');
    if (here === '\n') return this.make('end', '\n');
    if (here === '"') return this.quoted();
    if (here === '`') return this.raw();
    if (text.startsWith('/*', offset)) return this.wrong('the end of a comment, */', 'the end of the text');
    const name = this.match(NAME);
    if (name !== undefined) return this.make(isKeyword(name) ? 'word' : 'name', name);
    const number = this.match(NUMBER);
    if (number !== undefined) {
      return /[eE][+-]?$/.test(number) ? this.wrong('digits of an exponent', number) : this.make('number', number);
    }
    const symbol = this.match(SYMBOL);
    if (symbol !== undefined) return this.make('symbol', symbol);
    return here === "'"
      ? this.wrong('a string in double quotes', "'")
      : this.wrong('a name, a value or a sign of the language', String.fromCodePoint(text.codePointAt(offset) ?? 0));
  }

  /** Reads a string in double quotes: one line, with escapes. */
  private quoted(): Token {
    let value = '';
    for (let at = this.offset + 1; ;) {
      const here = this.text[at];
      if (here === undefined || here === '\n') return this.wrong('a closing quote', 'the end of the line');
      if (here === '"') return this.make('text', this.text.slice(this.offset, at + 1), value);
      if (here !== '\\') {
        value += here;
        at += 1;
        continue;
      }
      const escape = this.match(ESCAPE, at + 1);
      const character = escape === undefined ? undefined : unescaped(escape);
      if (escape === undefined || character === undefined) return this.wrong(ESCAPES, this.text.slice(at, at + 2));
      value += character;
      at += 1 + escape.length;
    }
  }

  /** Reads a string in backticks: any number of lines, no escapes. */
  private raw(): Token {
    const source = this.match(/`[^`]*`/y);
    if (source === undefined) return this.wrong('a closing backtick', 'the end of the text');
    return this.make('text', source, source.slice(1, -1).replaceAll('\r', ''));
  }

  private match(pattern: RegExp, offset = this.offset): string | undefined {
    pattern.lastIndex = offset;
    return pattern.exec(this.text)?.[0];
  }

  private make(kind: TokenKind, source: string, value = source): Token {
    return { kind, source, value, line: this.line, start: this.offset };
  }

  private push(kind: TokenKind, source: string): void {
    this.found.push(this.make(kind, source));
  }

  private wrong(expected: string, source: string): Token {
    return this.make('wrong', source, expected);
  }
}

/** Character of an escape; undefined if there is no such character. */
function unescaped(escape: string): string | undefined {
  const head = escape[0] ?? '';
  if (escape.length === 1) return PLAIN[head] ?? head;
  const code = /\d/.test(head) ? parseInt(escape, 8) : parseInt(escape.slice(1), 16);
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? undefined : String.fromCodePoint(code);
}
