import { parseYaml, yamlValue } from '../../../lib/manifests/yaml';

test('values are those of the Go programs: yes is true, a day is text, maps merge', () => {
  expect(yamlValue('on: yes\nday: 2024-04-01\nbase: &b {a: 1}\nmore: {<<: *b, c: 2}\n')).toEqual({
    true: true,
    day: '2024-04-01',
    base: { a: 1 },
    more: { a: 1, c: 2 },
  });
});

test('all documents of a text are read', () => {
  expect(parseYaml('a: 1\n---\nb: 2\n')).toEqual({ documents: [{ a: 1 }, { b: 2 }] });
});

test('a text that is no YAML has a problem with its line, and no value', () => {
  const text = 'a: 1\nb: [\n';
  const { documents, problem } = parseYaml(text);
  expect(documents).toEqual([]);
  expect(problem?.line).toBe(3);
  expect(problem?.message).not.toBe('');
  expect(yamlValue(text)).toBeUndefined();
});
