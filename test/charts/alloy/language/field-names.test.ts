import { parseAlloy } from '../../../../charts/alloy/language/parse';

test.each([
  ['a name', 'a', 'a'],
  ['a name in quotes', '"a-b"', 'a-b'],
  ['one letter in quotes', '"a"', 'a'],
  ['empty quotes, which stay, as in Alloy', '""', '""'],
])('a field of an object may have %s', (_what, written, name) => {
  const { attributes, error } = parseAlloy(`x = { ${written} = 1 }\n`);
  expect(error).toBeUndefined();
  expect(attributes[0]?.value).toMatchObject({ kind: 'object', fields: [{ name }] });
});
