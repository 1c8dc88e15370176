import { fieldChanges } from '../../../lib/manifests/field-changes';

test.each<[string, unknown, unknown, unknown[]]>([
  ['equal values, whatever the order of keys', { a: 1, b: [2] }, { b: [2], a: 1 }, []],
  ['a field', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a.b', was: 1, is: 2 }]],
  [
    'a new and a removed field',
    { a: 1 },
    { b: 2 },
    [
      { path: 'a', was: 1 },
      { path: 'b', is: 2 },
    ],
  ],
  ['a key that is not a word', { 'a.b/c': 1 }, { 'a.b/c': 2 }, [{ path: '[a.b/c]', was: 1, is: 2 }]],
  ['another type', { a: [1] }, { a: 'x' }, [{ path: 'a', was: [1], is: 'x' }]],
  [
    'a named item in front of another',
    { env: [{ name: 'A', value: '1' }] },
    {
      env: [
        { name: 'B', value: '2' },
        { name: 'A', value: '3' },
      ],
    },
    [
      { path: 'env[B]', is: { name: 'B', value: '2' } },
      { path: 'env[A].value', was: '1', is: '3' },
    ],
  ],
  [
    'items that only have another order',
    [{ name: 'a' }, { name: 'b' }],
    [{ name: 'b' }, { name: 'a' }],
    [{ path: '[order]', was: ['a', 'b'], is: ['b', 'a'] }],
  ],
  [
    'items whose first field is not unique',
    [
      { name: 'v', mountPath: '/a' },
      { name: 'v', mountPath: '/b' },
    ],
    [
      { name: 'v', mountPath: '/a' },
      { name: 'w', mountPath: '/b' },
    ],
    [{ path: '[/b].name', was: 'v', is: 'w' }],
  ],
  ['one argument', { args: ['-a=1', '-b'] }, { args: ['-a=2', '-b'] }, [{ path: 'args[]', was: '-a=1', is: '-a=2' }]],
  ['an argument in front', ['-b'], ['-a', '-b'], [{ path: '[]', is: '-a' }]],
  ['the order of arguments', ['a', 'b'], ['b', 'a'], [{ path: '', was: ['a', 'b'], is: ['b', 'a'] }]],
  [
    'an item without a name',
    [{ from: [{ x: 1 }] }, { to: 1 }],
    [{ from: [{ x: 2 }] }, { to: 1 }],
    [{ path: '[0].from[0].x', was: 1, is: 2 }],
  ],
])('%s', (_what, was, is, changes) => {
  expect(fieldChanges(was, is)).toEqual(changes);
});

test('texts of YAML and JSON are compared as what they say', () => {
  const yaml = (days: number) => `# comment\nlimits_config:\n  retention_period: ${days}d\n`;
  expect(fieldChanges({ data: { 'config.yaml': yaml(7) } }, { data: { 'config.yaml': yaml(14) } })).toEqual([
    { path: 'data[config.yaml].limits_config.retention_period', was: '7d', is: '14d' },
  ]);
  const json = (title: string) => JSON.stringify({ panels: [{ title: 'a' }, { title }] }, null, 2);
  const policy = (action: string) => JSON.stringify({ Statement: [{ Action: [action] }] });
  expect(fieldChanges(policy('a'), policy('b'))).toEqual([{ path: 'Statement[0].Action[]', was: 'a', is: 'b' }]);
  expect(fieldChanges([policy('a'), { x: 1 }], [policy('b'), { x: 1 }])).toEqual([
    { path: '[].Statement[0].Action[]', was: 'a', is: 'b' },
  ]);
  expect(fieldChanges(json('b'), json('c'))).toEqual([
    { path: 'panels[c]', is: { title: 'c' } },
    { path: 'panels[b]', was: { title: 'b' } },
  ]);
});

test.each([
  ['only comments differ', '# a\nx: 1\n', '# b\nx: 1\n'],
  ['there are several documents', 'x: 1\n---\ny: 1\n', 'x: 1\n---\ny: 2\n'],
  ['they are in another language', 'server {\n  listen 80;\n}\n', 'server {\n  listen 81;\n}\n'],
])('texts are compared as texts if %s', (_why, was, is) => {
  expect(fieldChanges({ text: was }, { text: is })).toEqual([{ path: 'text', was, is }]);
});
