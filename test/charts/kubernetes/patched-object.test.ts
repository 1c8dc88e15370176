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
