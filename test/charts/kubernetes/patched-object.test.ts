import { runInThisContext } from 'node:vm';
import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy } from 'cdk8s';
import { PatchedObject } from '../../../charts/kubernetes/patched-object';
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

describe('an object is written as by cdk8s', () => {
  const GVK = { apiVersion: 'v1', kind: 'ConfigMap' };
  const shout: IResolver = {
    resolve: (context) => {
      if (context.value === 'a') context.replaceValue('A!');
    },
  };

  /** The same with objects of the sources: those of a test file are of another `Object`, which cdk8s takes for a class. */
  const ofSources = runInThisContext(`(function copy(value) {
    if (Array.isArray(value)) return value.map(copy);
    if (value?.constructor?.name !== 'Object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
  })`) as <T>(value: T) => T;

  const written = (Class: typeof ApiObject, props: object, patches: JsonPatch[], resolvers?: IResolver[]): string => {
    const object = new Class(new Chart(new App({ resolvers }), 'chart'), 'object', ofSources({ ...GVK, ...props }));
    object.addJsonPatch(...patches);
    return JSON.stringify(object.toJson());
  };

  test.each<[string, object, JsonPatch[]?, IResolver[]?]>([
    ['keys without an order', { z: 1, metadata: { name: 'b', labels: { y: 'a', b: '1' } }, data: { b: 'x', a: 'y' } }],
    ['no metadata of its own', { data: { a: 'b' } }],
    ['nothing where something may be', { a: null, b: undefined, c: { d: null }, e: [null, undefined, 1, [], {}] }],
    ['numbers, truth values and texts', { a: [0, -1, 1.5, true, false, '', 'a'] }],
    ['patches', { b: 1, data: {} }, [JsonPatch.add('/data/z', { b: 1, a: 2 }), JsonPatch.remove('/b')]],
    ['a token', { data: { a: Lazy.any({ produce: () => ofSources({ z: 1, b: [null] }) }) } }],
    ['a token in its metadata', { metadata: { annotations: { a: Lazy.any({ produce: () => 'b' }) } } }],
    ['a value that resolves itself', { data: { a: { resolve: () => 'b' } } }],
    ['resolvers of an app', { data: { b: 'a', c: ['a'] } }, [], [shout]],
  ])('%s', (_what, props, patches = [], resolvers = undefined) => {
    expect(written(PatchedObject, props, patches, resolvers)).toBe(written(ApiObject, props, patches, resolvers));
  });

  test('an object of a class is refused', () => {
    expect(() => written(PatchedObject, { data: { a: new Date(0) } }, [])).toThrow("can't render non-simple object");
  });

  test('a patch that cannot be applied is refused with the place of the object', () => {
    expect(() => written(PatchedObject, {}, [JsonPatch.test('/kind', 'Secret')])).toThrow("at path 'chart/object'");
  });

  test('each time anew, so that a change of what was written changes nothing else', () => {
    const object = new PatchedObject(
      new Chart(new App(), 'chart'),
      'object',
      ofSources({ ...GVK, data: { a: ['b'] } }),
    );
    const first = object.toJson() as { data: { a: string[] } };
    first.data.a.push('c');
    expect(object.toJson()).toMatchObject({ data: { a: ['b'] } });
  });
});
