import { changesText } from '../../../bin/terminal/changes';

const changed = (...fields: { path: string; was?: unknown; is?: unknown }[]) => [
  { kind: 'changed' as const, object: 'ConfigMap loki/loki', restarts: true, fields },
];

test('fields are one line each, or two if they are long, and no line is longer than the terminal', () => {
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
    '    metadata.labels.a:',
    expect.stringMatching(/^ {6}\+ x{30,}…$/),
    '    metadata.labels.b: - y',
    '- Service loki/a',
  ]);
  expect(Math.max(...lines.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
});

test('of a text only the lines that differ are shown, wherever they are, and of many the first', () => {
  const text = (from: number, to: number) =>
    ['a', ...Array.from({ length: to - from }, (_, i) => `${from + i}`), 'z', from].join('\n');
  const linesOf = (was: string, is: string) =>
    changesText(changed({ path: 'data.x', was, is }), 80)
      .split('\n')
      .slice(1);
  expect(linesOf('a\nb\nc\nd\ne', 'A\nb\nc\nd\nE')).toEqual([
    ...['    data.x:', '      - a', '      + A', '      - e', '      + E'],
  ]);
  expect(linesOf(text(0, 1), text(1, 21))).toEqual([
    '    data.x:',
    '      - 0',
    ...Array.from({ length: 11 }, (_, index) => `      + ${index + 1}`),
    '      … 11 more lines',
  ]);
});

test('objects with the same changes of fields are together, and others are not', () => {
  const fields = [{ path: 'spec.x', was: 1, is: 2 }];
  const of = (object: string, more = {}) => ({ kind: 'changed' as const, object, restarts: false, fields, ...more });
  const changes = [of('Service a'), of('Service b', { fields: [] }), of('Service c'), of('Service d', { stack: 'N' })];
  expect(changesText(changes, 80).split('\n')).toEqual([
    ...['~ Service a', '~ Service c', '    spec.x: 1 → 2', '~ Service b'],
    ...['nested stack N:', '~ Service d', '    spec.x: 1 → 2'],
  ]);
});

test('the beginning of paths that several fields have, or that is too long for a line, has a line of its own', () => {
  const head = 'spec.template.spec.containers[ingester]';
  const linesOf = (paths: readonly string[], width: number) =>
    changesText(changed(...paths.map((path) => ({ path, was: 1, is: 2 }))), width)
      .split('\n')
      .slice(1);
  expect(linesOf([`${head}.a`, `${head}.env[X].value`, 'spec.replicas'], 80)).toEqual([
    ...[`    ${head}`, '      a: 1 → 2', '      env[X].value: 1 → 2', '    spec.replicas: 1 → 2'],
  ]);
  expect(linesOf([`${head}.image`], 80)).toEqual([`    ${head}.image: 1 → 2`]);
  expect(linesOf([`${head}.image`], 50)).toEqual([`    ${head}`, '      image: 1 → 2']);
});
