import { Lazy } from 'aws-cdk-lib';
import { kindOf, lookAlikes, messageOf, show, showAll, visible } from '../../../charts/input/show';
import { problemText } from '../../../charts/input/problems';

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const cycle: Record<string, unknown> = { a: 1 };
cycle.self = cycle;

describe('a message shows', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'missing'],
    ['an empty text', '', "''"],
    ['a text with a space at an end', '111122223333 ', "'111122223333 '"],
    ['a text with a space in front', ' eu-west-1', "' eu-west-1'"],
    ['a text', '12h', '12h'],
    ['a long text', 'x'.repeat(1_000_000), `${'x'.repeat(57)}…`],
    ['a URL without its password', 'https://me:secret@loki.example.com', 'https://me:…@loki.example.com'],
    ['a host without a password with colons', 'me:se:cr:et@kafka:9092', 'me:…@kafka:9092'],
    ['an image with its digest', 'registry:5000/loki:3.7.6@sha256:0a', 'registry:5000/loki:3.7.6@sha256:0a'],
    ['an address of ssh', 'git@github.com:a/b.git', 'git@github.com:a/b.git'],
    ['a URL with a user', 'https://me@loki.example.com:8080', 'https://me@loki.example.com:8080'],
    ['a number', 1.5, '1.5'],
    ['no number', NaN, 'NaN'],
    ['a list with no number', [NaN, -Infinity], '[NaN,-Infinity]'],
    ['the other zero', -0, '-0'],
    ['a text of the CDK', Lazy.string({ produce: () => 'x' }), 'a value that is known at deploy time only'],
    ['a number of the CDK', Lazy.number({ produce: () => 1 }), 'a value that is known at deploy time only'],
    ['a list of the CDK', Lazy.list({ produce: () => ['x'] })[0], 'a value that is known at deploy time only'],
    ['a number as small as one of the CDK', -1e289, '-1e+289'],
    ['a bigint', 10n, 'a bigint (10n)'],
    ['an object with a bigint', { a: 10n }, '{"a":10n}'],
    ['a symbol', Symbol('x'), 'a symbol'],
    ['a function', () => 1, 'a function'],
    ['null', null, 'null'],
    ['a cycle', cycle, '{"a":1,"self":itself}'],
    ['a revoked proxy', revoked.proxy, 'a revoked proxy'],
    ['a getter', { get x() {throw new Error('no'); } }, '{"x":a getter}'], // prettier-ignore
    ['a Map', new Map(), 'a Map'],
    ['a Set in a list', [new Set()], '[a Set]'],
    ['a Date', new Date(0), 'a Date (1970-01-01T00:00:00.000Z)'],
    ['an invalid Date', new Date(NaN), 'a Date (invalid)'],
    ['a promise', Promise.resolve(), 'a Promise'],
    ['an instance', new (class Foo {})(), 'an instance of Foo'],
    ['holes', Object.assign([], { 1: 'a' }), '[undefined,"a"]'],
    [
      'an object in an object in an object',
      { a: { b: { c: { d: { e: { f: 1 } } } } } },
      '{"a":{"b":{"c":{"d":{"e":…}}}}}',
    ],
    ['a line break', 'a\nerror: b', 'a\\nerror: b'],
    ['an escape of the terminal', '\u001b[31mred', '\\u001b[31mred'],
    ['a change of direction', 'a\u202eb', 'a\\u202eb'],
    ['a joiner', 'a\u200db', 'a\\u200db'],
    ['another space', 'a\u00a0b', 'a\\u00a0b'],
    ['a tag', 'a\u{e0061}b', 'a\\u{e0061}b'],
    ['half of a pair', '\ud800', '\\ud800'],
    ['a letter of another script', 'prоd', 'prоd (U+043E looks like o)'],
    ['full-width digits', '１２h', '１２h (U+FF11 looks like 1, U+FF12 looks like 2)'],
    ['a dash', '2024–04–01', '2024–04–01 (U+2013 looks like -)'],
    ['a letter that looks like no other', 'prüf', 'prüf'],
  ])('%s', (_what, value, text) => {
    expect(show(value)).toBe(text);
  });
});

test('a kind has its article', () => {
  expect([[], {}, 'x', 1, null, undefined, new Error('x'), /x/].map(kindOf)).toEqual(
    ['a list', 'an object', 'a string', 'a number', 'null', 'undefined', 'an Error', 'a RegExp'], // prettier-ignore
  );
});

test('what is visible stays as it is', () => {
  for (const text of ['a b', 'ü–“…” €', '日本', '🙂', '{"a":1}']) expect(visible(text)).toBe(text);
  expect(lookAlikes('日本 ü')).toBe('');
});

test('of many names ten are shown', () => {
  expect(showAll(['a', 'b\n'])).toBe('a, b\\n');
  expect(showAll(Array.from({ length: 998 }, (_, index) => `t${index}`))).toMatch(/^t0, .*, t9, 988 more$/);
});

test('a problem is one line, whatever is in it', () => {
  const text = problemText({ path: 'a\u001b[2K', found: 'b\nerror c', fix: 'd\re', owner: 'f\u0007' });
  expect(text).toBe('f\\u0007: a\\u001b[2K: b\\nerror c; d\\re');
});

test.each<[what: string, thrown: unknown, text: string]>([
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a text', 'no', 'no'],
  ['an empty text', '', "''"],
  ['a number', 3, '3'],
  ['an object', { code: 3 }, '{"code":3}'],
  ['a promise', Promise.resolve(), 'a Promise'],
  ['an error', new TypeError('no'), 'no'],
  ['an error without a message', new Error(' '), 'an error without a message'],
])('what is thrown is shown, such as %s', (_what, thrown, text) => {
  expect(messageOf(thrown)).toBe(text);
});
