import { isTurned, keepsOrder } from '../../../../lib/import/promtail/order';
import { imported } from '../helpers';

const stage = (kind: string, settings: unknown = {}) => ({ kind, settings });

test.each([
  ['regex', 'replace', true],
  ['replace', 'regex', false],
  ['replace', 'drop', true],
  ['limit', 'drop', true],
  ['json', 'drop', false],
  ['drop', 'multiline', true],
  ['multiline', 'drop', false],
])('%s before %s: the library turns them: %s', (earlier, later, expected) => {
  expect(isTurned(stage(earlier), stage(later))).toBe(expected);
});

test('a drop by age comes after what reads the time', () => {
  expect(isTurned(stage('replace'), stage('drop', { older_than: '1h' }))).toBe(false);
});

test.each([
  ['the same lines', {}, {}, false],
  ['lines that no selection shares', { apps: ['a'] }, { apps: ['b'] }, true],
  ['lines of a pattern', { apps: ['a*'] }, { apps: ['ab'] }, false],
  ['lines of different fields', { apps: ['a'] }, { namespaces: ['b'] }, false],
])('pieces of %s', (_what, one, other, expected) => {
  const pieces = [
    { selection: one, stages: [stage('regex')] },
    { selection: other, stages: [stage('replace')] },
  ];
  expect(keepsOrder(pieces)).toBe(expected);
});

const processing = (stages: string) => {
  const { environment } = imported(`config:\n  snippets:\n    pipelineStages: ${stages}\n`);
  return (environment['alloy'] as Record<string, unknown>)['processing'] as Record<string, unknown>[];
};

test('a pipeline that selects by a label which it sets stays one text', () => {
  const nginx =
    '{ match: { selector: \'{app="nginx"}\', stages: [{ json: { expressions: { s: } } }, { labels: { s: } }] } }';
  const [entry, ...others] = processing(`[${nginx}, { match: { selector: '{s="200"}', action: drop } }]`);
  expect(others).toEqual([]);
  const text = String(entry?.['stages']);
  expect(text.indexOf('stage.labels')).toBeGreaterThan(0);
  expect(text.indexOf('{s=')).toBeGreaterThan(text.indexOf('stage.labels'));
  // An entry of its own, for the lines of the app, would be done later than its text.
  const [app, ...more] = processing(
    `[{ static_labels: { app: a } }, { match: { selector: '{app="a"}', stages: [{ drop: { expression: x } }] } }]`,
  );
  expect(more).toEqual([]);
  expect(app?.['stages']).toContain('stage.match');
});

test('entries for other lines keep their fields', () => {
  const of = (app: string, stages: string) => `{ match: { selector: '{app="${app}"}', stages: [${stages}] } }`;
  const [one, other] = processing(
    `[${of('a', '{ json: { expressions: { x: } } }, { structured_metadata: { x: } }')}, ${of('b', '{ replace: { expression: (abc), replace: z } }')}]`,
  );
  expect(one).toEqual({ apps: ['a'], format: 'json', fields: { x: 'x' }, structuredMetadata: ['x'] });
  expect(other).toEqual({ apps: ['b'], redact: [{ regex: '(abc)', replacement: 'z' }] });
});

test('what is read before it is replaced is read before', () => {
  const [entry] = processing(
    "[{ regex: { expression: 'user=(?P<u>a)' } }, { replace: { expression: 'user=(a)', replace: '-' } }]",
  );
  const text = String(entry?.['stages']);
  expect(text.indexOf('stage.replace')).toBeGreaterThan(text.indexOf('stage.regex'));
});

test('a stage that is refused takes none of the others with it', () => {
  const [entry] = processing("[{ regex: { expression: '(?<x' } }, { template: { source: a, template: b } }]");
  expect(entry?.['stages']).toContain('stage.template');
  expect(entry?.['stages']).not.toContain('stage.regex');
});
