import { runInNewContext } from 'node:vm';
import { literal } from '../../../../lib/environment/typescript/literal';
import { keyLiteral, textLiteral } from '../../../../lib/environment/typescript/text';

test.each(
  [
    ["it's", 'say "x"', 'both \' and "', 'a\\d+', '`${x}`\nline', '\u2028', '*/', "\\'", "'); process.exit(); ('"],
    ['windows\r\nline', 'escape \u001b[31m\nline', 'tab\tstop', '\ud800', '日本', '', '\u202egpj', '\u{e0001}x'],
  ].flat(),
)('%j is a literal of itself', (text) => {
  expect(runInNewContext(textLiteral(text))).toBe(text);
});

test('no character that changes what is seen stands in the file', () => {
  expect(textLiteral('\u202egpj')).toBe(String.raw`'\u202egpj'`);
  expect(textLiteral('a\n\u200bb')).toBe(String.raw`'a\n\u200bb'`);
  expect(keyLiteral('\u202egpj')).toBe(String.raw`'\u202egpj'`);
  expect(textLiteral('\u001b[31m\n')).toBe(String.raw`'\u001b[31m\n'`);
});

test('each key is a key', () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "with-hyphen": 2, "constructor": 3, "": 4}') as object;
  const read = runInNewContext(`JSON.stringify(${literal(value)})`) as string;
  expect(JSON.parse(read)).toEqual(value);
  expect(Object.keys(JSON.parse(read) as object)).toContain('__proto__');
});
