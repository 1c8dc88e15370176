import { goRegex } from '../../../input/go-regex';
import { regexError } from '../../../input/re2';

const STRING = '"(?:[^"\\\\\\n]|\\\\.)*"|`[^`]*`';
const MATCHER = `([A-Za-z_][A-Za-z0-9_]*)\\s*(=~|!~|!=|=)\\s*(${STRING})`;
const SELECTOR = new RegExp(`^\\s*\\{\\s*(?:${MATCHER}\\s*(?:,\\s*(?:${MATCHER})\\s*)*,?\\s*)?\\}\\s*$`, 's');

const HEAD = new RegExp(SELECTOR.source.replace(/\\s\*\$$/, ''), 's');

/** True if a text is a stream selector, or begins with one and goes on with filters of lines. */
export function beginsWithSelector(text: string): boolean {
  return HEAD.test(text);
}

/** A matcher of a stream selector. */
export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Matchers of a text that begins with a stream selector, and what follows it; undefined for another text. */
export function selectorParts(
  text: string,
): { readonly matchers: readonly Matcher[]; readonly rest: string } | undefined {
  const [head] = HEAD.exec(text) ?? [];
  return head === undefined ? undefined : { matchers: matchersOf(head), rest: text.slice(head.length) };
}

const matchersOf = (text: string): Matcher[] =>
  [...text.matchAll(new RegExp(MATCHER, 'gs'))].map(([, label = '', operator = '', quoted = '']) => ({
    label,
    operator,
    value: unquoted(quoted),
  }));

/** Text of a literal of LogQL. */
export const unquoted = (quoted: string): string =>
  quoted.startsWith('"') ? quoted.slice(1, -1).replace(/\\(.)/gs, '$1') : quoted.slice(1, -1);

/** Form that a text must have and lacks to be a stream selector of LogQL, in words after "must be"; undefined if it is valid. */
export function selectorFault(text: string): string | undefined {
  if (!SELECTOR.test(text)) return 'a stream selector';
  const matchers = matchersOf(text);
  const isRegex = ({ operator }: Matcher): boolean => operator.includes('~');
  if (matchers.some((one) => isRegex(one) && regexError(one.value) !== undefined))
    return 'a stream selector with valid regular expressions';
  // Loki refuses a selector that also matches streams without any of its labels.
  const selects = matchers.some((one) => {
    const isEmptyMatched = isRegex(one) ? matchesEmpty(one.value) : one.value === '';
    return isEmptyMatched === one.operator.startsWith('!');
  });
  return selects ? undefined : 'a stream selector with a value that is not empty';
}

/** Flags of an expression. None of them says whether it matches the empty text. */
const FLAGS = /\(\?[imsU-]+\)/g;

/** True if a valid regular expression of Go matches the empty text. */
const matchesEmpty = (regex: string): boolean => goRegex(`^(?:${regex.replace(FLAGS, '')})$`)?.test('') ?? false;
