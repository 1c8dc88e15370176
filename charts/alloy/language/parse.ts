import { byText } from './by-text';
import { type Token, type TokenKind, tokenize } from './tokens';
import type { AlloyBlock, AlloyExpression, AlloyField, AlloySyntaxError, ParsedAlloy, Written } from './tree';

export type * from './tree';

/** Parses a configuration as Alloy 1.18 does. Never throws: the result of an invalid text contains its error. */
export const parseAlloy: (text: string) => ParsedAlloy = byText(parsed);

function parsed(text: string): ParsedAlloy {
  const illegal = text.slice(1).search(/[\0\ufeff]/) + 1;
  if (illegal > 0) {
    const got = text[illegal] === '\0' ? 'a NUL character' : 'a byte order mark';
    const line = text.slice(0, illegal).split('\n').length;
    return { blocks: [], attributes: [], error: { line, expected: 'text', got } };
  }
  try {
    return new Parser(text).file();
  } catch (error) {
    if (error instanceof Mistake) return { blocks: [], attributes: [], error: error.where };
    throw error;
  }
}

/** Names of tokens that a message does not quote: a string may be a password. */
const WORDS: Readonly<Partial<Record<TokenKind, string>>> = {
  eof: 'the end of the text',
  end: 'the end of the line',
  text: 'a text',
};

/** Error that stops the parser. `parseAlloy` catches it. */
class Mistake extends Error {
  constructor(public readonly where: AlloySyntaxError) {
    super(where.expected);
  }
}

type Body = Pick<AlloyBlock, 'attributes' | 'blocks'>;

/** Binary operators, lowest precedence first. `^` binds most tightly and is right-associative. */
const OPERATORS = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];

/** Maximum nesting: deeper than any real configuration, and within the parser's own stack. */
const MAX_DEPTH = 200;

/** Parser of a list of tokens, with one method for each rule of the grammar. */
class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  public file(): ParsedAlloy {
    const body = this.body();
    if (this.token.kind !== 'eof') this.fail('a block');
    return body;
  }

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  private fail(expected: string, got?: string): never {
    const { kind, source, line, value } = this.token;
    if (kind === 'wrong') throw new Mistake({ line, expected: value, got: source });
    throw new Mistake({ line, expected, got: got ?? WORDS[kind] ?? source });
  }

  /** Consumes a required token. */
  private take(kind: TokenKind, expected: string): Token {
    const { token } = this;
    if (token.kind !== kind) this.fail(expected);
    this.at += 1;
    return token;
  }

  private is(...symbols: string[]): boolean {
    return this.token.kind === 'symbol' && symbols.includes(this.token.source);
  }

  /** Consumes a symbol if it is next. */
  private skip(symbol: string): boolean {
    const isNext = this.is(symbol);
    if (isNext) this.at += 1;
    return isNext;
  }

  private symbol(symbol: string, expected = `'${symbol}'`): void {
    if (!this.skip(symbol)) this.fail(expected);
  }

  /** Runs a recursive rule. */
  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail(`at most ${MAX_DEPTH} levels`);
    const result = read();
    this.depth -= 1;
    return result;
  }

  private body(): Body {
    const attributes: AlloyField[] = [];
    const blocks: AlloyBlock[] = [];
    while (this.token.kind !== 'eof' && !this.is('}')) {
      const { line } = this.token;
      const name = this.take('name', 'the name of a block or an attribute').source;
      if (this.skip('=')) attributes.push({ name, value: this.expression(), line });
      else blocks.push(this.block(name, line));
      if (this.token.kind === 'end') this.at += 1;
      else if (!this.is('}')) this.fail('a line break');
    }
    return { attributes, blocks };
  }

  private block(first: string, line: number): AlloyBlock {
    let name = first;
    while (this.skip('.')) name += `.${this.take('name', 'the next part of the name').source}`;
    if (this.token.kind !== 'text') {
      if (!this.is('{')) this.fail(name === first ? "'=' or '{'" : "'{'");
      return { name, line, ...this.braces() };
    }
    const { source, value } = this.token;
    if (!/^"([\p{L}_][\p{L}\p{Nd}_]*)?"$/u.test(source))
      this.fail('a label of letters, digits and underscores', source);
    this.at += 1;
    return { name, ...(value === '' ? {} : { label: value }), line, ...this.braces() };
  }

  private braces(): Body {
    this.symbol('{');
    const body = this.nested(() => this.body());
    this.symbol('}', "the '}' that ends the block");
    return body;
  }

  private expression(): AlloyExpression {
    return this.nested(() => this.binary(0));
  }

  private binary(level: number): AlloyExpression {
    const operators = OPERATORS[level];
    if (!operators) return this.power();
    const start = this.at;
    let left = this.binary(level + 1);
    while (this.is(...operators)) {
      const operator = this.token.source;
      this.at += 1;
      left = { kind: 'other', operator, parts: [left, this.binary(level + 1)], ...this.written(start) };
    }
    return left;
  }

  private power(): AlloyExpression {
    const start = this.at;
    const left = this.unary();
    if (!this.skip('^')) return left;
    return { kind: 'other', operator: '^', parts: [left, this.nested(() => this.power())], ...this.written(start) };
  }

  private unary(): AlloyExpression {
    const start = this.at;
    if (!this.is('!', '-')) return this.operand();
    const operator = this.token.source;
    this.at += 1;
    const value = this.nested(() => this.unary());
    if (operator === '-' && value.kind === 'number') return { ...value, value: -value.value, ...this.written(start) };
    return { kind: 'other', operator, parts: [value], ...this.written(start) };
  }

  /** Parses a value with its accesses, indexes and calls: `a.b`, `a["b"]`, `a(b)`. */
  private operand(): AlloyExpression {
    const start = this.at;
    let value = this.primary();
    for (;;) {
      if (this.skip('.')) value = this.member(value, '.', this.take('name', 'a name after the dot').source, start);
      else if (this.skip('[')) value = this.index(value, start);
      else if (this.skip('(')) {
        const parts = this.list(')', () => this.expression());
        const name = value.kind === 'reference' ? value.names.join('.') : value.source;
        value = { kind: 'call', name, parts, ...this.written(start) };
      } else return value;
    }
  }

  private index(value: AlloyExpression, start: number): AlloyExpression {
    const index = this.expression();
    this.symbol(']');
    if (index.kind === 'text') return this.member(value, '[]', index.text, start);
    if (index.kind === 'number') return this.member(value, '[]', index.value, start);
    return { kind: 'other', operator: '[]', parts: [value, index], ...this.written(start) };
  }

  private member(value: AlloyExpression, operator: string, member: string | number, start: number): AlloyExpression {
    return value.kind === 'reference'
      ? { kind: 'reference', names: [...value.names, String(member)], ...this.written(start) }
      : { kind: 'other', operator, member, parts: [value], ...this.written(start) };
  }

  private primary(): AlloyExpression {
    const start = this.at;
    const { kind, source, value } = this.token;
    if (this.skip('(')) {
      const inner = this.expression();
      this.symbol(')');
      return { ...inner, ...this.written(start) };
    }
    if (this.skip('[')) {
      const parts = this.list(']', () => this.expression());
      return { kind: 'array', parts, ...this.written(start) };
    }
    if (this.skip('{')) {
      const fields = this.list('}', () => this.field());
      return { kind: 'object', fields, ...this.written(start) };
    }
    if (!['name', 'word', 'text', 'number'].includes(kind)) this.fail('a value');
    this.at += 1;
    const written = this.written(start);
    if (kind === 'name') return { kind: 'reference', names: [source], ...written };
    if (kind === 'text') return { kind: 'text', text: value, ...written };
    if (kind === 'number') return { kind: 'number', value: numberOf(source), ...written };
    return source === 'null' ? { kind: 'null', ...written } : { kind: 'bool', value: source === 'true', ...written };
  }

  private list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.is(end)) {
      items.push(item());
      if (!this.is(end)) this.symbol(',', `',' or '${end}'`);
    }
    this.at += 1;
    return items;
  }

  private field(): AlloyField {
    const { kind, source, line } = this.token;
    if (kind !== 'name' && kind !== 'text') this.fail('the name of a field');
    this.at += 1;
    this.symbol('=');
    // A quoted name is taken literally, escapes included.
    const name = kind === 'text' && source.length > 2 ? source.slice(1, -1) : source;
    return { name, value: this.expression(), line };
  }

  /** Position and source text of everything read since a token. */
  private written(start: number): Written {
    const first = this.tokens[start] as Token;
    const last = this.tokens[this.at - 1] as Token;
    return { line: first.line, source: this.text.slice(first.start, last.start + last.source.length) };
  }
}

/** Reads a number. Integers with a leading zero are octal, as in Go. */
function numberOf(source: string): number {
  return /^0[0-7]+$/.test(source) ? parseInt(source, 8) : Number(source);
}
