import { jsonBytes, jsonBytesAbove } from '../../../lib/manifests/size';

test('bytes of JSON are those of UTF-8', () => {
  expect(jsonBytes({ a: 'é', b: [1, null] })).toBe('{"a":"é","b":[1,null]}'.length + 1);
});

test.each([
  ['a text of ASCII', 'x'.repeat(40)],
  ['characters that JSON escapes', '\u0001'.repeat(10)],
  ['characters of four bytes', '😀'.repeat(10)],
  ['numbers', [-1.7976931348623157e308, 5e-324, -0.000001234567890123456]],
  ['keys', { '"\u0001é': { a: { b: true } } }],
  ['nothing', {}],
])('a limit is met exactly: %s', (_what, value) => {
  const bytes = jsonBytes(value);
  expect(jsonBytesAbove(value, bytes - 1)).toBe(bytes);
  expect(jsonBytesAbove(value, bytes)).toBeUndefined();
});
