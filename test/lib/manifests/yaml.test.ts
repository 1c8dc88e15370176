import { parseYaml, yamlValue } from '../../../lib/manifests/yaml';

test('reads every document of a text', () => {
  expect(parseYaml('a: 1\n---\n- x\n- {k: [1, 2]}\n')).toEqual({ documents: [{ a: 1 }, ['x', { k: [1, 2] }]] });
  expect(parseYaml('')).toEqual({ documents: [] });
});

test('resolves aliases and merges maps', () => {
  expect(yamlValue('base: &base {a: 1, b: 2}\nsame: *base\nmore: {<<: *base, b: 3}\n')).toEqual({
    base: { a: 1, b: 2 },
    same: { a: 1, b: 2 },
    more: { a: 1, b: 3 },
  });
});

test.each([
  ['yes', true],
  ['on', true],
  ['off', false],
  ['true', true],
  ["'yes'", 'yes'],
  ['2024-04-01', '2024-04-01'],
  ['3', 3],
  ['~', null],
  ['1h30m', '1h30m'],
])('reads %s as Go programs do', (text, value) => {
  expect(yamlValue(`value: ${text}`)).toEqual({ value });
});

test.each([
  ['a bad indentation', 'a: 1\n b: 2\n', 2, /./],
  ['a list that is not closed', 'a: 1\nb: [1, 2\n', 3, /./],
  ['a key that is there twice', 'a: 1\nb: 2\na: 3\n', 3, /duplicated/],
  ['an alias of nothing', 'a: 1\nb: 2\nc: *none\n', 3, /none/],
  ['an error in the second document', 'a: 1\n---\nb: "x\n', 4, /./],
])('names the line of %s', (_what, text, line, message) => {
  const { documents, problem } = parseYaml(text);
  expect(documents).toEqual([]);
  expect(problem?.line).toBe(line);
  expect(problem?.message).toMatch(message);
  expect(yamlValue(text)).toBeUndefined();
});
