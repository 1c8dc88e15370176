import { duplicateKeys } from '../../../../lib/manifests/yaml/duplicates';

test('the values of a key that comes again are lost, each with its way', () => {
  const text = 'a: { b: 1, c: [2, { d: 3 }] }\nx: 1\na:\n  e: 4\n';
  expect(duplicateKeys(text)).toEqual([
    {
      key: ['a'],
      lost: [
        ['a', 'b'],
        ['a', 'c', 0],
        ['a', 'c', 1, 'd'],
      ],
      line: 1,
      lastLine: 3,
    },
  ]);
});

test('the key may be anywhere, and the file may be JSON with tabs', () => {
  const text = '{\n\t"x": [\n\t\t{ "a": 1, "b": { "c": 1, "c": 2 } }\n\t]\n}';
  expect(duplicateKeys(text).map(({ key }) => key)).toEqual([['x', 0, 'b', 'c']]);
});

test.each([
  'a: 1\nb: 1\n',
  'a: &x { b: 1 }\nc: *x\nd: { <<: *x, <<: *x }\n',
  '- a\n- a\n',
  'a: 1\n---\na: 2\n',
  ': [',
  '',
])('%j has none', (text) => expect(duplicateKeys(text)).toEqual([]));

test('keys with quotes are the same keys, in every document', () => {
  expect(duplicateKeys('---\nq: 1\n---\n"a": 1\n\'a\': []\n')).toEqual([
    { key: ['a'], lost: [['a']], line: 4, lastLine: 5 },
  ]);
});
