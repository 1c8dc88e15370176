import { changesText } from '../../../bin/terminal/changes';

const changed = (...fields: { path: string; was?: unknown; is?: unknown }[]) => [
  { kind: 'changed' as const, object: 'ConfigMap loki/loki', restarts: true, fields },
];

test('fields are one line each, and no line is longer than the terminal', () => {
  const fields = [
    { path: 'spec.replicas', was: 3, is: 5 },
    { path: 'metadata.labels.a', is: 'x'.repeat(500) },
    { path: 'metadata.labels.b', was: 'y' },
  ];
  const lines = changesText(
    [...changed(...fields), { kind: 'removed', object: 'Service loki/a', restarts: false, fields: [] }],
    60,
  );
  expect(lines.split('\n')).toEqual([
    '~ ConfigMap loki/loki (its pods restart)',
    '    spec.replicas: 3 → 5',
    expect.stringMatching(/^ {4}metadata\.labels\.a: \+ x{30,}…$/),
    '    metadata.labels.b: - y',
    '- Service loki/a',
  ]);
  expect(Math.max(...lines.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
});

test('of a text only the lines that differ are shown, and of many the first', () => {
  const text = (from: number, to: number) =>
    ['a', ...Array.from({ length: to - from }, (_, i) => `${from + i}`), 'z'].join('\n');
  expect(
    changesText(changed({ path: 'data.x', was: text(0, 1), is: text(1, 11) }), 80)
      .split('\n')
      .slice(1),
  ).toEqual([
    '    data.x:',
    '      - 0',
    ...[1, 2, 3, 4, 5, 6].map((line) => `      + ${line}`),
    '      + … 4 more lines',
  ]);
});
