import { GO_REGEX, groupCount, groupNames, regexError } from '../../../charts/input/re2';

// What `regexp.Compile` of Go says of each.
test.each([
  '^GET /healthz',
  '(?i)error|(?-i:W)',
  '(?P<a>\\d+)(?<b>[[:alpha:]_-]+)',
  '[]a]+[^]]',
  '[a-z-]\\x{1F600}\\pL\\pl\\p{letter}\\p{Any}\\p{Greek}\\p{^Lu}',
  'a{2,}b{,3}{',
  '\\Q(*\\E|\\0\\12',
  'a(?i)*',
  '(a|)*?',
  '(?)',
  '(?P<a>x)(?P<a>y)',
])('%s is a regular expression of Go', (regex) => expect(regexError(regex)).toBeUndefined());

test.each<[string, number, string]>([
  ['(a', 0, 'is a ( without a )'],
  ['ab)', 2, 'is a ) without a ('],
  ['x(?=y)', 1, 'looks ahead, which Go cannot'],
  ['(?<!y)', 0, 'looks behind, which Go cannot'],
  ['(?>a)', 0, 'is an atomic group, which Go cannot'],
  ['(a)\\1', 3, 'is \\1, which refers back to a group, as Go cannot'],
  ['a**', 2, 'repeats the repetition *'],
  ['a|*', 2, 'is a * with nothing to repeat'],
  ['(?i)+', 4, 'is a + with nothing to repeat'],
  ['a{1001}', 1, 'is {1001}, and counts are at most 1000 and not descending'],
  ['(a{100}){100}', 8, 'repeats more than 1000 times, groups within groups multiplied'],
  ['[a', 0, 'is a [ without a ]'],
  ['[z-a]', 1, 'is the range z-a, whose end is before its beginning'],
  ['[[:foo:]]', 1, 'is [:foo:], a class that Go does not have'],
  ['a\\Z', 1, 'is \\Z, an escape that Go does not have'],
  ['\\p{Foo}', 0, 'is \\p{Foo}, a class that Go does not have'],
  ['(?x)', 0, 'begins a group that Go does not have'],
  ['a\\', 1, 'is a \\ with nothing after it'],
])('%s: the error at character %d', (regex, at, wrong) => expect(regexError(regex)).toMatchObject({ at, wrong }));

test('a fault says the place, counted from 1, and what to write', () => {
  expect(GO_REGEX.faultOf('x(?=y)')).toEqual({
    wrong: 'is not a regular expression of Go: character 2 looks ahead, which Go cannot',
    fix: 'write an expression without it',
  });
  expect(GO_REGEX.faultOf('')?.wrong).toBe('is empty, and matches every line');
  expect(GO_REGEX.faultOf('a|')?.wrong).toBe('ends with |, and so matches every line');
  expect(GO_REGEX.faultOf('|a')?.wrong).toBe('begins with |, and so matches every line');
  expect(GO_REGEX.faultOf('a\\\\|')?.wrong).toBe('ends with |, and so matches every line');
  for (const right of ['a\\|', '(a|)', 'a|b', '[|]', '\\|a']) expect(GO_REGEX.faultOf(right)).toBeUndefined();
  expect(GO_REGEX.faultOf('a\\Z')?.fix).toBe('write \\z for the end of the text');
});

test('groups are counted and named', () => {
  expect(groupCount('(a)(?:b)(?P<c>d)\\(')).toBe(2);
  expect(groupNames('(a)(?P<c>d)(?<e>f)')).toEqual(['c', 'e']);
});
