import { JsonPatch } from 'cdk8s';
import { makeCharts } from '../../helpers/charts';

const ingester = () => makeCharts().object('StatefulSet', 'loki-ingester');

test('a patch that removes what is there is applied', () => {
  const object = ingester();
  object.addJsonPatch(JsonPatch.remove('/spec/template/spec/containers/0/readinessProbe'));
  object.addJsonPatch(
    JsonPatch.add('/metadata/annotations', { 'a/b': 'c' }),
    JsonPatch.remove('/metadata/annotations/a~1b'),
  );
  expect(object.toJson()).toMatchObject({ metadata: { annotations: {} } });
  expect(JSON.stringify(object.toJson())).not.toContain('readinessProbe');
});

test.each([
  ['/spec/replica'],
  ['/spec/template/spec/containers/9'],
  ['/spec/replicas/deeper'],
  ['/spec/template/spec/__proto__'],
])('a patch that removes %s, which is not there, is refused', (path) => {
  expect(() => ingester().addJsonPatch(JsonPatch.remove(path))).toThrow(
    `StatefulSet loki-ingester has no ${path}, which JsonPatch.remove names`,
  );
});

test('a second removal of one path is refused', () => {
  const [patch, object] = [JsonPatch.remove('/spec/replicas'), ingester()];
  expect(() => object.addJsonPatch(patch, patch)).toThrow('has no /spec/replicas');
});

test('objects that have no pods refuse it, too', () => {
  expect(() => makeCharts().object('ConfigMap', 'loki').addJsonPatch(JsonPatch.remove('/data/other'))).toThrow(
    'ConfigMap loki has no /data/other',
  );
});

test.each<[string, JsonPatch, string]>([
  [
    'moves what is not there',
    JsonPatch.move('/spec/nope', '/spec/other'),
    'has no /spec/nope, which JsonPatch.move names',
  ],
  [
    'copies what is not there',
    JsonPatch.copy('/spec/nope', '/spec/other'),
    'has no /spec/nope, which JsonPatch.copy names',
  ],
  ['adds to what is not there', JsonPatch.add('/spec/nope/a', 1), 'has no /spec/nope, which JsonPatch.add names'],
  [
    'replaces in what is not there',
    JsonPatch.replace('/spec/nope/a', 1),
    'has no /spec/nope, which JsonPatch.replace names',
  ],
])('a patch that %s is refused', (_what, patch, message) => {
  expect(() => ingester().addJsonPatch(patch)).toThrow(`StatefulSet loki-ingester ${message}`);
});

test('a patch that moves, copies, adds or replaces what is there is applied', () => {
  const object = ingester();
  object.addJsonPatch(
    JsonPatch.copy('/spec/replicas', '/spec/minReadySeconds'),
    JsonPatch.move('/spec/minReadySeconds', '/spec/revisionHistoryLimit'),
    JsonPatch.add('/spec/template/spec/containers/-', { name: 'more' }),
    JsonPatch.replace('/spec/paused', true),
    JsonPatch.test('/spec/replicas', 3),
  );
  const { spec } = object.toJson() as { spec: Record<string, unknown> };
  expect(spec).toMatchObject({ revisionHistoryLimit: 3, paused: true });
  expect(spec).not.toHaveProperty('minReadySeconds');
});
