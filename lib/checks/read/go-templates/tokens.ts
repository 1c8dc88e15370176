import { GO_KEYWORDS, GO_OPENING } from '../../../../charts/input/templates';
import type { Fault } from '../../../../charts/input/problems';

/** Kind of a token in `{{ }}`. A `text` is what stands outside of it. */
type TemplateTokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'keyword'
  | 'function'
  | 'bool'
  | 'nil'
  | 'field'
  | 'variable'
  | 'dot'
  | 'string'
  | 'number'
  | 'assign'
  | 'sign'
  | 'end';

/** Token of a template of Go. */
export interface TemplateToken {
  readonly kind: TemplateTokenKind;

  /** Its text. */
  readonly source: string;
}

/** Fault that ends the reading of a template. `templateFault` catches it. */
export class TemplateMistake extends Error {
  constructor(public readonly fault: Fault) {
    super(fault.wrong);
  }
}

/** Throws a fault. */
export function mistake(wrong: string, fix: string): never {
  throw new TemplateMistake({ wrong, fix });
}

const WORDS = new Set([GO_OPENING, GO_KEYWORDS].flatMap((words) => words.split(' ')));

const SPACE = /[ \t\r\n]+/y;
const COMMENT = /\/\*[^]*?\*\/(?=\}\}|[ \t\r\n]-\}\})/y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`|'(?:[^'\\\n]|\\[^\n])*'/y;
const NUMBER = /[+-]?(?:0[xX][\da-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|[\d_]*)(?:\.[\d_]*)?(?:[eEpP][+-]?[\d_]*)?i?/y;
const WORD = /[\p{L}\p{Nd}_]+/uy;
const SIGN = /:=|[=|(),]|[!-~]/y;

/** Text that may follow a name, a field or a variable. */
const AFTER_NAME = /^(?:$|[ \t\r\n.,|:)(]|\}\})/;

/** Tokens of a template, as Go reads them. @throws TemplateMistake if a part of it is no token */
export function templateTokens(template: string): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let at = 0;
  for (;;) {
    const open = template.indexOf('{{', at);
    tokens.push({ kind: 'text', source: template.slice(at, open < 0 ? undefined : open) });
    if (open < 0) return [...tokens, { kind: 'end', source: 'the end of the template' }];
    at = inAction(template, open + 2, tokens);
  }
}

/** Reads the tokens between `{{` and `}}`, and returns the offset after them. */
function inAction(template: string, start: number, tokens: TemplateToken[]): number {
  const read = (pattern: RegExp, from: number): string | undefined => {
    pattern.lastIndex = from;
    return pattern.exec(template)?.[0];
  };
  let at = /^-[ \t\r\n]/.test(template.slice(start, start + 2)) ? start + 2 : start;
  if (template.startsWith('/*', at)) {
    const comment = read(COMMENT, at);
    if (comment === undefined) mistake('has a comment that does not end with */}}', 'write {{/* … */}}');
    return template.indexOf('}}', at + comment.length) + 2;
  }
  const push = (kind: TemplateTokenKind, source: string): void => {
    tokens.push({ kind, source });
    at += source.length;
  };
  const named = (kind: TemplateTokenKind, source: string): void => {
    push(kind, source);
    const next = template.slice(at, at + 2);
    if (!AFTER_NAME.test(next)) {
      mistake(
        `has ${source}${next.charAt(0)}`,
        'write names of letters, digits and underscores, with spaces between them',
      );
    }
  };
  let depth = 0;
  tokens.push({ kind: 'open', source: '{{' });
  for (;;) {
    const here = template.charAt(at);
    const close = /^(?:[ \t\r\n]-)?\}\}/.exec(template.slice(at, at + 4))?.[0];
    if (close !== undefined) {
      if (depth > 0) mistake('has ( without )', 'close it');
      push('close', close);
      return at;
    }
    if (here === '') mistake('has {{ without }}', 'close each {{');
    const space = read(SPACE, at);
    const string = read(STRING, at);
    const number =
      /[\d+-]|\.\d/.test(template.slice(at, at + 2)) && /[\d+.-]/.test(here) ? read(NUMBER, at) : undefined;
    const word = read(WORD, at);
    const sign = read(SIGN, at);
    if (space !== undefined) {
      // The last space before -}} belongs to it.
      push(
        'space',
        /^-\}\}/.test(template.slice(at + space.length, at + space.length + 3)) ? space.slice(0, -1) : space,
      );
    } else if (string !== undefined) push('string', string);
    else if (/["'`]/.test(here)) mistake(`has ${here} without an end`, `close it with ${here}`);
    else if (number !== undefined) push('number', number);
    else if (here === '$') named('variable', `$${read(WORD, at + 1) ?? ''}`);
    else if (here === '.') {
      const name = read(WORD, at + 1);
      named(name === undefined ? 'dot' : 'field', `.${name ?? ''}`);
    } else if (word !== undefined) named(kindOf(word), word);
    else if (sign === undefined) mistake(`has ${here} outside of quotes`, 'put it in quotes');
    else if (sign === ':=' || sign === '=') push('assign', sign);
    else if (sign === ':') mistake('has : without =', 'declare variables with :=');
    else {
      depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
      if (depth < 0) mistake('has ) without (', 'leave it out');
      push('sign', sign);
    }
  }
}

function kindOf(word: string): TemplateTokenKind {
  if (WORDS.has(word)) return 'keyword';
  if (word === 'true' || word === 'false') return 'bool';
  return word === 'nil' ? 'nil' : 'function';
}
