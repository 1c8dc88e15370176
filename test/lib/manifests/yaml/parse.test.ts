import { parseYaml, yamlValue } from '../../../../lib/manifests/yaml/parse';

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
  ['n', false],
  ['oN', 'oN'],
  ['010', 8],
  ['0o10', 8],
  ['-010', -8],
  ['09', 9],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['0b11', 3],
  ['0b12', '0b12'],
  ['1_000', 1000],
  ['+1', 1],
  ['.5', 0.5],
  ['12e03', 12000],
  ['1e', '1e'],
  ['.', '.'],
  ['1:30', '1:30'],
  ['!!str 1', '1'],
  ["!!int '3'", 3],
  ['!!binary aGVsbG8=', 'hello'],
  ['!Ref x', 'x'],
  ['!Sub [a, b]', ['a', 'b']],
  ['!!set {x}', { x: null }],
])('reads %s as Go programs do', (text, value) => {
  expect(yamlValue(`value: ${text}`)).toEqual({ value });
});

test.each([
  ['a bad indentation', 'a: 1\n b: 2\n', 2, /./],
  ['a list that is not closed', 'a: 1\nb: [1, 2\n', 3, /./],
  ['a key that occurs twice', 'a: 1\nb: 2\na: 3\n', 3, /duplicated/],
  [
    'an alias of nothing',
    'a: 1\nb: 2\nc: *none\n',
    3,
    /^an alias has no anchor; a text that begins with \* is quoted$/,
  ],
  ['an unknown tag', 'a: 1\nb: 2\nc: !h!none x\n', 3, /^a tag is unknown; a text that begins with ! is quoted$/],
  ['an error in the second document', 'a: 1\n---\nb: "x\n', 4, /./],
])('names the line of %s', (_what, text, line, message) => {
  const { documents, problem } = parseYaml(text);
  expect(documents).toEqual([]);
  expect(problem?.line).toBe(line);
  expect(problem?.message).toMatch(message);
  expect(yamlValue(text)).toBeUndefined();
});

test.each([
  ['a list that ends where its key begins', 'a:\n  b: [\n    1,\n  ]\nc: 1\n', { a: { b: [1] }, c: 1 }],
  ['a list without indentation', 'a: [\n1,\n{b: c,\n}]\nc: 1\n', { a: [1, { b: 'c' }], c: 1 }],
  ['a quoted text without indentation', 'a: "x\ny"\nb: \'x\n\ny\'\n', { a: 'x y', b: 'x\ny' }],
])('reads %s as Go programs do', (_what, text, value) => {
  expect(yamlValue(text)).toEqual(value);
});

test('a key such as y is a text, and for kubectl the JSON of its value', () => {
  const text = 'y: 1\non: 2\n3: 4\n__proto__: 5\n';
  expect(Object.entries(yamlValue(text) as object)).toEqual([
    ['3', 4],
    ['y', 1],
    ['on', 2],
    ['__proto__', 5],
  ]);
  expect(parseYaml('y: 1\n', { asKubectl: true }).documents).toEqual([{ true: 1 }]);
  expect(parseYaml('a: 1\na: 2\n', { asKubectl: true }).documents).toEqual([{ a: 2 }]);
});

test('aliases that multiply, values that contain themselves and endless nesting are refused', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => pair.split(''))) {
    bomb.push(`${name}: &${name} [${`*${of}, `.repeat(10)}]`);
  }
  expect(parseYaml(bomb.join('\n')).problem?.message).toBe('aliases multiply its values');
  expect(parseYaml('a: &a [*a]').problem?.message).toBe('an alias refers to a value that it is in');
  expect(parseYaml('a: &a {b: *a}').problem?.message).toBe('an alias refers to a value that it is in');
  expect(parseYaml('['.repeat(100_000)).problem?.message).toMatch(/nesting exceeded/);
  const chain = Array.from({ length: 1000 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`);
  expect(parseYaml(['a0: &a0 x', ...chain].join('\n')).problem?.message).toBe('aliases multiply its values');
  expect(yamlValue(`a: &a {b: c}\nd: [${'*a, '.repeat(1000)}]`)).toBeDefined();
});

test.each(['password: *hunter2', 'password: !hunter!2 x', 'password: !h<u>nter2 x', 'a: {password: *hunter2 }'])(
  'no message has a password that is not quoted: %s',
  (text) => {
    expect(JSON.stringify(parseYaml(text))).not.toMatch(/hunter2|h<u>nter2|hunter!/);
  },
);

test('a template that is not a text is found on its line', () => {
  const message = 'a key is not a text';
  expect(parseYaml('# {{ none }}\na: 1\nb:\n  c: {{ .Values.c }}\n').problem).toEqual({ message, line: 4 });
  expect(parseYaml('a: 1\n? [b]\n: 1\n').problem).toEqual({ message, line: 1 });
});
