import { goRegex, isSlow, unsupportedByGo } from '../../../charts/input/go-regex';

test.each([
  ['(?i)error', 'ERROR'],
  ['(?P<level>\\w+)=(?:a|b)', 'x=a'],
  ['\\A[[:alpha:]]+\\z', 'abc'],
  ['\\Qa.b\\E', 'a.b'],
  ['[()]', '('],
])('%s is a regular expression of Go, which matches %s', (regex, text) => {
  expect(goRegex(regex)?.test(text)).toBe(true);
});

test.each(['(', 'a)', '[a', '*', '(?=a)', '(?<!a)b', '(a)\\1'])('%s is not a regular expression of Go', (regex) => {
  expect(goRegex(regex)).toBeUndefined();
});

test('literal parentheses and backslashes are not syntax', () => {
  expect(['\\(?=', '[(?=]', '\\\\d'].map(unsupportedByGo)).toEqual([undefined, undefined, undefined]);
});

test.each<[string, boolean]>([
  ['^(\\w+\\s?)*;$', true],
  ['((a|b)c)+', true],
  ['(?:x*y){2,}', true],
  ['(a+)?b', false],
  ['(?P<a>[(+)]+)-(\\(\\+)*', false],
  ['^GET /[^ ]+ (200|304)$', false],
])('whether %s can take for ever in JavaScript: %s', (regex, is) => {
  expect(isSlow(regex)).toBe(is);
});
