import { covers, meet, oneOfRegex, patternsRegex, presentRegex } from '../../../charts/input/patterns';

test('only * is special in a pattern', () => {
  expect(patternsRegex(['shop', 'team-**', 'a.b'])).toBe('shop|team-.*|a\\.b');
  expect(patternsRegex(['*'])).toBe('.*');
  expect(presentRegex(['*', 'a*'])).toBe('.+|a.*');
  expect(oneOfRegex(['a*', '(b)'])).toBe('a\\*|\\(b\\)');
});

test.each([
  ['team-*', 'team-a', true],
  ['team-*', 'team-a-*', true],
  ['*', 'a\nb', true],
  ['team-a', 'team-*', false],
  ['a.b', 'axb', false],
])('%s covers %j: %s', (pattern, other, isCovered) => {
  expect(covers(pattern, other)).toBe(isCovered);
});

test.each([
  ['shop', 'shop', true],
  ['shop', 'shops', false],
  ['team-*', '*-a', true],
  ['team-*', 'shop-*', false],
  ['*', '', true],
  ['a*b*c', 'abc', true],
  ['a*b', 'a*c', false],
  ['*a*', 'b', false],
])('%s and %s meet: %s', (a, b, doMeet) => {
  expect(meet(a, b)).toBe(doMeet);
  expect(meet(b, a)).toBe(doMeet);
});

test('many * take no time', () => {
  expect(meet(`${'a*'.repeat(40)}x`, `${'a'.repeat(60)}b*c`)).toBe(false);
});
