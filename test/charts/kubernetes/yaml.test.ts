import { Yaml } from 'cdk8s';
import { yamlOf } from '../../../charts/kubernetes/yaml';
import { Random } from '../../helpers/random';

/** Parts of texts that YAML treats in different ways. */
const PARTS =
  'a b e x m Mi T Z y N Off true no null ~ inf nan 0 1 12 . _ + - --- ... : # ? % / $ ( = << { [ , & * ! | > @ ` \' " \\'
    .split(' ')
    .concat(' ', '\n', '\t', '\u0001', '\u00a0', 'é', '😀', '2020-01-01');
const KEYS = ['name', 'app.kubernetes.io/part-of', 'on', 'e-1', 'a b', '1', '-'];
const VALUES = [0, 1, -1, 0.5, -0, 1e21, 1e-7, NaN, true, false, null, undefined, {}, []];

const textOf = (random: Random, parts = 5): string =>
  Array.from({ length: random.below(parts) }, () => random.of(PARTS)).join('');

function valueOf(random: Random, depth: number): unknown {
  const kind = random.below(depth > 3 ? 5 : 9);
  if (kind < 4) return textOf(random);
  if (kind === 4) return random.of(VALUES);
  const items = Array.from({ length: random.below(4) }, () => valueOf(random, depth + 1));
  return kind < 7 ? items : Object.fromEntries(items.map((item) => [random.of(KEYS), item]));
}

/** Text of cdk8s. */
const expected = (...documents: unknown[]): string => Yaml.stringify(...documents);

test('random values have the text of cdk8s', () => {
  const random = new Random(7);
  for (let run = 0; run < 1500; run++) {
    const value = valueOf(random, 0);
    expect(yamlOf(value)).toBe(expected(value));
  }
});

test('characters that YAML 1.1 takes for line breaks are escaped', () => {
  const value = { text: 'one\u2028 # not a comment\nnext', 'a key': 'next\u0085 line', more: ['\u2029'] };
  const text = yamlOf(value);
  expect(text).not.toMatch(/[\u0085\u2028\u2029]/);
  expect(text).toContain('one\\u2028 # not a comment\\nnext');
  expect(JSON.parse(text)).toEqual(value);
});

test('characters that the parser of kubectl and Loki refuses are escaped', () => {
  const value = { text: 'a\u007fb\u0080\ufffe\uffff', 'a\u009f': '' };
  const text = yamlOf(value);
  expect(text).toMatch(/^[\n -~]+$/);
  expect(JSON.parse(text)).toEqual(value);
});

test.each(['0o7', '-0O17', '0X1F', '+0B1', '0o1_7', '1e5_0'])('%s, a number of Go, is a text', (text) => {
  expect(yamlOf({ text, list: [text] })).toBe(`text: "${text}"\nlist:\n  - "${text}"\n`);
  // A key that cdk8s would write, and a text beside one that it writes.
  for (const value of [{ [text]: 'a' }, { text, other: 'é' }])
    expect(yamlOf(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
});

test.each(['0o8', '0x', '-0', '1.2.3', '.'])('%s is left to cdk8s', (text) => {
  expect(yamlOf({ text, other: 'é' })).toBe(expected({ text, other: 'é' }));
});

test('random texts have the text of cdk8s, as a field and as an item', () => {
  const random = new Random(11);
  for (let run = 0; run < 1500; run++) {
    const text = textOf(random, 8);
    const value = { field: text, list: [text, { field: text }] };
    expect(yamlOf(value)).toBe(expected(value));
  }
});

test.each([
  ['a number in exponents', 'e12'],
  ['a number with a unit', '128Mi'],
  ['a number of seconds', '30s'],
  ['a range of addresses', '10.0.0.0/8'],
  ['a version', '1.18.1'],
  ['a time of day', '12:30:45'],
  ['a hexadecimal number', '0xff'],
  ['a word that is a boolean', 'off'],
  ['a word that is one in no case', 'oFF'],
  ['lines', 'a:\n  b: c\n\nd\n'],
  ['lines without a last break', 'a\nb'],
  ['lines that end with two breaks', 'a\n\n'],
  ['lines that begin with a space', ' a\nb\n'],
])('%s: %j has the text of cdk8s', (_what, text) => {
  expect(yamlOf({ key: text, list: [text] })).toBe(expected({ key: text, list: [text] }));
});

test('an object in two places is an alias, as in cdk8s', () => {
  const shared = { a: 1 };
  expect(yamlOf({ first: shared, second: shared })).toBe(expected({ first: shared, second: shared }));
  expect(yamlOf({ first: shared, second: shared })).toContain('*');
});

test('values with a form of their own have that of cdk8s', () => {
  const at = new Date(0);
  class Named {
    public readonly name = 'a';
  }
  for (const value of [{ at }, { named: new Named() }, { toJSON: () => 'b' }, 'text', 1, null, undefined])
    expect(yamlOf(value)).toBe(expected(value));
});

test('documents are separated', () => {
  expect(yamlOf({ a: 1 }, { b: '2' })).toBe('a: 1\n---\nb: "2"\n');
});

test('an ordinary manifest is written without cdk8s, which takes ten times as long', () => {
  const stringify = jest.spyOn(Yaml, 'stringify');
  const labels = { app: 'loki', 'app.kubernetes.io/part-of': 'loki' };
  const data = { 'config.yaml': 'server:\n  http_listen_port: 3100\n' };
  const spec = { replicas: 3, containers: [{ name: 'loki', args: ['-target=read'], resources: { memory: '2Gi' } }] };
  const text = yamlOf({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'loki', labels }, data, spec });
  expect(stringify).not.toHaveBeenCalled();
  expect(text).toContain('\n    - name: loki\n      args:\n        - -target=read\n');
  stringify.mockRestore();
});
