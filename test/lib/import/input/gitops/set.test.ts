import { setValues } from '../../../../../lib/import/input/gitops/set';

const NOTE = { path: 'set', note: 'n' };

test.each<[string, string | number | boolean | null, boolean, unknown]>([
  ['a.b', 'x', false, { a: { b: 'x' } }],
  ['a\\.b', '20', false, { 'a.b': 20 }],
  ['a', '20', true, { a: '20' }],
  ['a', 'true', false, { a: true }],
  ['a', 'null', false, { a: null }],
  ['a', '007', false, { a: '007' }],
  ['a', '1.5', false, { a: '1.5' }],
  ['a', 'x\\,y', false, { a: 'x,y' }],
  ['a', 5, false, { a: 5 }],
])('%s=%j is what --set of Helm makes of it', (name, value, isText, expected) => {
  expect(setValues([{ name, value, isText }], NOTE)).toEqual({ values: [expected], unread: [] });
});

test.each<[string | undefined, string | undefined]>([
  ['a[0]', 'x'],
  ['a', '{x,y}'],
  ['a', 'x,b=y'],
  ['a', '{{ .Values.b }}'],
  ['a', undefined],
  [undefined, 'x'],
])('%s=%s is named, and not read', (name, value) => {
  const { values, unread } = setValues(
    [
      { name: 'ok', value: 'x' },
      { name, value },
    ],
    NOTE,
  );
  expect(values).toEqual([{ ok: 'x' }]);
  expect(unread).toEqual([{ path: name === undefined ? 'set[1]' : `set[1] (${name})`, note: 'n' }]);
});
