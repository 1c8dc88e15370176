import { runInNewContext } from 'node:vm';
import { literal } from '../../../../lib/environment/typescript/literal';
import { textLiteral } from '../../../../lib/environment/typescript/text';

test.each(
  [
    ["it's", 'say "x"', 'both \' and "', 'a\\d+', '`${x}`\nline', '\u2028', '*/', "\\'", "'); process.exit(); ('"],
    ['windows\r\nline', 'escape \u001b[31m\nline', 'tab\tstop', '\ud800', '日本', ''],
  ].flat(),
)('%j is a literal of itself', (text) => {
  expect(runInNewContext(textLiteral(text))).toBe(text);
});

test('no control character stands in the file', () => {
  expect(textLiteral('\u001b[31m\n')).toBe(String.raw`'\u001b[31m\n'`);
});

test('each key is a key', () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "with-hyphen": 2, "constructor": 3, "": 4}') as object;
  const read = runInNewContext(`JSON.stringify(${literal(value)})`) as string;
  expect(JSON.parse(read)).toEqual(value);
  expect(Object.keys(JSON.parse(read) as object)).toContain('__proto__');
});
