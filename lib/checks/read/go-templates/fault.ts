import type { Fault } from '../../../../charts/input/problems';
import { nearest } from '../../../../charts/input/nearest';
import { TEMPLATE_FUNCTIONS } from './functions';
import { mistake, TemplateMistake, type TemplateToken, templateTokens } from './tokens';

const FUNCTIONS = new Set(TEMPLATE_FUNCTIONS);

/** Operands that a pipeline cannot pass its value to. */
const CONSTANTS: readonly string[] = ['bool', 'dot', 'nil', 'number', 'string'];

/**
 * Fault of a template that Go finds when it parses it, with the functions that Alloy and Promtail give to the templates
 * of stages; undefined without one.
 */
export function templateFault(template: string): Fault | undefined {
  try {
    new TemplateParser(templateTokens(template)).file();
    return undefined;
  } catch (error) {
    if (error instanceof TemplateMistake) return error.fault;
    throw error;
  }
}

/** Block that a keyword opens. */
type Opening = 'if' | 'range' | 'with' | 'define' | 'block';

/** Parser of the tokens of a template, with one method for each rule of the grammar. */
class TemplateParser {
  private at = 0;
  private variables = ['$'];
  private ranges = 0;

  constructor(private readonly tokens: readonly TemplateToken[]) {}

  public file(): void {
    while (this.next.kind !== 'end') this.part();
  }

  private get next(): TemplateToken {
    return this.tokens[this.at] as TemplateToken;
  }

  private is(kind: TemplateToken['kind'], ...sources: string[]): boolean {
    return this.next.kind === kind && (sources.length === 0 || sources.includes(this.next.source));
  }

  private take(): TemplateToken {
    const { next } = this;
    this.at += 1;
    return next;
  }

  private spaces(): void {
    while (this.is('space')) this.at += 1;
  }

  /** Consumes the end of an action that has nothing more. */
  private close(word: string): void {
    this.spaces();
    if (!this.is('close')) mistake(`has ${this.next.source} after ${word}`, `write {{ ${word} }}`);
    this.at += 1;
  }

  /** Parses a text or an action; returns the word of one that ends a block or begins its other part. */
  private part(isWithin = false): 'end' | 'else' | undefined {
    if (this.take().kind === 'text') return undefined;
    this.spaces();
    if (!this.is('keyword')) {
      this.pipeline('{{ }}');
      return undefined;
    }
    const word = this.take().source;
    if (word === 'end' || word === 'else') {
      if (!isWithin) mistake(`has ${word} without if, range or with`, 'leave it out');
      if (word === 'end') this.close(word);
      return word;
    }
    if (word === 'break' || word === 'continue') {
      this.close(word);
      if (this.ranges === 0) mistake(`has ${word} outside of range`, 'leave it out');
    } else if (word === 'template') {
      this.name(word);
      this.spaces();
      if (this.is('close')) this.at += 1;
      else this.pipeline(word);
    } else this.opened(word as Opening);
    return undefined;
  }

  /** Name of a template, which is a string. */
  private name(word: string): void {
    this.spaces();
    if (!this.is('string') || this.next.source.startsWith("'")) {
      mistake(`has ${word} without a name in double quotes`, `write one such as {{ ${word} "name" }}`);
    }
    checkString(this.take().source);
  }

  /** Parses a block from the token after its keyword to its end. */
  private opened(word: Opening): void {
    const { variables, ranges } = this;
    if (word === 'define' || word === 'block') {
      this.name(word);
      if (word === 'define') this.close(word);
      else this.pipeline(word);
      [this.variables, this.ranges] = [['$'], 0];
      if (this.body(word) === 'else') mistake(`has else in ${word}`, 'use it in if, range or with');
    } else {
      this.variables = [...variables];
      this.pipeline(word);
      if (word === 'range') this.ranges += 1;
      const ended = this.body(word);
      this.ranges = ranges;
      if (ended === 'else') this.other(word);
    }
    this.variables = variables;
    this.ranges = ranges;
  }

  private other(word: 'if' | 'range' | 'with'): void {
    this.spaces();
    if (word !== 'range' && this.is('keyword', word)) {
      this.at += 1;
      this.opened(word);
      return;
    }
    this.close('else');
    if (this.body(word) === 'else') mistake('has two else in one block', 'write {{ else if … }} for the first');
  }

  /** Parses up to the end of a block or its `else`. */
  private body(word: Opening): 'end' | 'else' {
    while (this.next.kind !== 'end') {
      const ended = this.part(true);
      if (ended) return ended;
    }
    return mistake(`has ${word} without end`, 'write {{ end }} after it');
  }

  /** Parses `$name := command | command` and what closes it. */
  private pipeline(context: string, close: 'close' | ')' = 'close'): void {
    this.declarations(context);
    for (let stage = 1; ; stage++) {
      this.spaces();
      if (close === 'close' ? this.is('close') : this.is('sign', close)) {
        if (stage === 1) mistake(`has ${context} without a value`, 'write one such as .Value');
        this.at += 1;
        return;
      }
      const first = this.next;
      const words = this.command();
      if (stage > 1 && CONSTANTS.includes(first.kind)) {
        mistake(`passes a value to ${first.source}, which is not a function`, 'write a function after |');
      }
      if (words === 0) mistake(`has ${first.source || 'nothing'} where a value belongs`, 'write one such as .Value');
    }
  }

  private declarations(context: string): void {
    for (let count = 0; ; count++) {
      this.spaces();
      if (!this.is('variable')) return;
      const start = this.at;
      const name = this.take().source;
      this.spaces();
      if (this.is('assign')) {
        this.at += 1;
        this.variables = [...this.variables, name];
        return;
      }
      if (!this.is('sign', ',')) {
        this.at = start;
        return;
      }
      if (context !== 'range' || count > 0) mistake('declares too many variables at once', 'declare one with :=');
      this.at += 1;
      this.variables = [...this.variables, name];
    }
  }

  /** Parses a function and its arguments, and the `|` after them; returns their number. */
  private command(): number {
    for (let words = 0; ;) {
      this.spaces();
      if (this.operand()) words += 1;
      if (this.is('space')) continue;
      if (this.is('sign', '|') && words > 0) {
        this.at += 1;
        return words;
      }
      if (this.is('close') || this.is('sign', ')')) return words;
      mistake(`has ${this.next.source} where a value belongs`, 'write values with spaces between them');
    }
  }

  private operand(): boolean {
    const { kind, source } = this.next;
    if (kind === 'sign' && source === '(') {
      this.at += 1;
      this.pipeline('( )', ')');
    } else if (kind === 'variable' && !this.variables.includes(source)) {
      mistake(`has ${source}, which is not declared`, 'write a field such as .Value, or declare it with :=');
    } else if (kind === 'function' && !FUNCTIONS.has(source)) {
      const similar = nearest(source, TEMPLATE_FUNCTIONS);
      mistake(
        `calls the function ${source}, which does not exist`,
        similar === undefined ? 'use a function of templates, such as ToLower' : `use ${similar}`,
      );
    } else if (['variable', 'function', 'field', ...CONSTANTS].includes(kind)) {
      checkConstant(this.take());
    } else return false;
    if (this.is('field') && CONSTANTS.includes(kind)) {
      mistake(`has ${this.next.source} after ${source}`, 'write a field such as .Value');
    }
    while (this.is('field')) this.at += 1;
    return true;
  }
}

/** Escape that a string of Go has. */
const ESCAPE = /\\(?:[abfnrtv\\]|[0-3][0-7]{2}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/g;

/** Numbers of Go; an integer that begins with 0 is octal. */
const NUMBER =
  /^[+-]?(?:(?:0[0-7_]*|[1-9][\d_]*|\d[\d_]*\.[\d_]*|\.\d[\d_]*|0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+)|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)[eE][+-]?\d+)i?$/;

function checkConstant({ kind, source }: TemplateToken): void {
  if (kind === 'number' && !NUMBER.test(source)) {
    mistake(`has ${source}, which is not a number`, 'put texts in double quotes, and spaces around signs');
  }
  if (kind === 'string') checkString(source);
}

function checkString(source: string): void {
  if (source.startsWith('`')) return;
  const quote = source.charAt(0);
  const inner = source.slice(1, -1).replaceAll(ESCAPE, 'x').replaceAll(`\\${quote}`, 'x');
  if (inner.includes('\\')) mistake(`has ${source}, which has an unknown escape`, 'write a backslash as \\\\');
  if (quote === "'" && [...inner].length !== 1) {
    mistake(`has ${source}, and single quotes are for one character`, 'use double quotes');
  }
}
