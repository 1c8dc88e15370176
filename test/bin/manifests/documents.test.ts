import { parseManifests, textOf } from '../../../bin/manifests/documents';

const object = (name: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } }`;
const names = (text: string) => parseManifests(text, 'a.yaml').map(({ metadata }) => metadata.name);

test.each<[string, string, string[]]>([
  [
    'documents, separators with comments and without',
    `${object('a')}\n---\n---  # b\n${object('b')}\n---\n`,
    ['a', 'b'],
  ],
  ['lines that end as on Windows', `${object('a')}\r\n---\r\n${object('b')}\r\n`, ['a', 'b']],
  ['no document after its end', `${object('a')}\n...\n{{ not read\n---\n${object('b')}`, ['a', 'b']],
  [
    'JSON objects one after the other',
    '{"kind":"A","metadata":{"name":"a}"}}\n{"kind":"B","metadata":{"name":"b"}}',
    ['a}', 'b'],
  ],
  ['JSON with tabs', '{\n\t"kind": "A",\n\t"metadata": { "name": "a" }\n}', ['a']],
  ['JSON with quotes and escapes in its texts', String.raw`{"kind":"A\\","a":"\"}","metadata":{"name":"a"}}`, ['a']],
  ['JSON with a text of megabytes', `{"kind":"A","a":"${'x'.repeat(20e6)}","metadata":{"name":"a"}}`, ['a']],
  ['YAML that begins with a brace', object('a'), ['a']],
  ['the last of equal keys', 'kind: A\nmetadata: { name: a }\nmetadata: { name: b }\n', ['b']],
  ['nothing but comments', '# a\n', []],
])('reads %s', (_what, text, expected) => {
  expect(names(text)).toEqual(expected);
});

test('items of a list of one kind take kind and version from it, and a kind that only ends so is an object', () => {
  const list = 'apiVersion: v1\nkind: ConfigMapList\nmetadata: {}\nitems: [{ metadata: { name: a } }]\n';
  expect(parseManifests(list, 'a.yaml')).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
  expect(names('kind: AllowList\nmetadata: { name: a }\nitems: [{ kind: B, metadata: { name: b } }]\n')).toEqual(['a']);
});

test.each([
  ['apiVersion: v1\nkid: Service\nmetadata: { name: a }\n', 'a.yaml kid: is not a key of an object; use kind'],
  ['apiVersion: v1\nKind: Service\nmetadata: { name: a }\n', 'a.yaml Kind: is not a key of an object; use kind'],
  ['{"apiVersion":"v1","kind":"Service","metdata":{}}', 'a.yaml metdata: is not a key of an object; use metadata'],
])('refuses an object with a misspelt key: %j', (text, message) => {
  expect(() => parseManifests(text, 'a.yaml')).toThrow(message);
});

test.each([
  'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
  'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: []\n',
  'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
  'apiVersion: v1\nclusters: []\nusers: []\npreferences: {}\nkind: Config\n',
])('leaves files of other programs out: %j', (text) => {
  expect(parseManifests(text, 'a.yaml')).toEqual([]);
});

test.each([
  ['a separator with more behind it', `a: 1\n---x\n`, 'a.yaml:2: not YAML: ---x does not separate documents'],
  ['an error in a later document', `a: 1\n---\n\nb: [`, 'a.yaml:4: not YAML: '],
  ['nesting without end', `{"a":${'['.repeat(2000)}`, 'a.yaml:1: not YAML: nesting exceeded'],
])('names the line of %s', (_what, text, message) => {
  expect(() => parseManifests(text, 'a.yaml')).toThrow(message);
});

test('texts are UTF-8, or UTF-16 with a byte order mark', () => {
  const utf16 = Buffer.from('\uFEFFkind: ä', 'utf16le');
  for (const bytes of [Buffer.from('kind: ä'), Buffer.from('\uFEFFkind: ä'), utf16, Buffer.from(utf16).swap16()]) {
    expect(textOf(bytes)).toBe('kind: ä');
  }
});
