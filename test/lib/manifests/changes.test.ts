import { changesBetween } from '../../../lib/manifests/changes';
import type { Manifest } from '../../../lib/manifests/manifest';
import { Manifests } from '../../../lib/manifests/manifests';

const object = (name: string, fields: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  ...fields,
});
const changes = (before: Manifest[], after: Manifest[]) => changesBetween(new Manifests(before), new Manifests(after));

test('objects that are added, changed and removed, with the smallest fields', () => {
  const spec = (replicas: number, image: string) => ({ spec: { replicas, template: { containers: [{ image }] } } });
  expect(
    changes(
      [object('a', spec(1, 'x')), object('b', spec(1, 'x')), object('c', {}), object('e', spec(1, 'x'))],
      [object('a', spec(2, 'x')), object('b', spec(1, 'y')), object('d', {}), object('e', spec(1, 'x'))],
    ),
  ).toEqual([
    { kind: 'changed', object: 'Deployment a', restarts: false, fields: [{ path: 'spec.replicas', was: 1, is: 2 }] },
    {
      kind: 'changed',
      object: 'Deployment b',
      restarts: true,
      fields: [{ path: 'spec.template.containers[0].image', was: 'x', is: 'y' }],
    },
    { kind: 'added', object: 'Deployment d', restarts: false, fields: [] },
    { kind: 'removed', object: 'Deployment c', restarts: false, fields: [] },
  ]);
});

test('a workload without pods has none that restart', () => {
  const spec = (image: string, replicas?: number) => ({ spec: { replicas, template: { containers: [{ image }] } } });
  const restarts = (replicas?: number) =>
    changes([object('a', spec('x', replicas))], [object('a', spec('y', replicas))])[0]?.restarts;
  expect([restarts(0), restarts(1), restarts()]).toEqual([false, true, true]);
});

test('no pod restarts for a quantity in another form, or for a field that is null', () => {
  const spec = (cpu: unknown, more: object = {}) => ({
    spec: { template: { spec: { containers: [{ name: 'a', resources: { limits: { cpu } }, ...more }] } } },
  });
  const metadata = { name: 'a', creationTimestamp: null } as unknown as Manifest['metadata'];
  expect(changes([object('a', spec('1000m', { command: null }))], [object('a', { ...spec(1), metadata })])).toEqual([]);
  expect(changes([object('a', spec('1000m'))], [object('a', spec(2))])).toMatchObject([{ restarts: true }]);
});

describe('names with a hash of the content, as kustomize makes them', () => {
  const config = (name: string, value: string, kind = 'ConfigMap'): Manifest =>
    ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'loki' }, data: { 'config.yaml': value } }) as Manifest;
  const short = (before: Manifest[], after: Manifest[]) =>
    changes(before, after).map(({ kind, object, former }) => [kind, object, ...(former === undefined ? [] : [former])]);

  test('another content is a change, with the names and the fields', () => {
    expect(changes([config('a-2b58c69mt4', 'x: 1\n')], [config('a-7dkh9g2ff8', 'x: 2\n')])).toEqual([
      {
        kind: 'changed',
        object: 'ConfigMap loki/a-7dkh9g2ff8',
        former: 'ConfigMap loki/a-2b58c69mt4',
        restarts: false,
        fields: [
          { path: 'metadata.name', was: 'a-2b58c69mt4', is: 'a-7dkh9g2ff8' },
          { path: 'data[config.yaml].x', was: 1, is: 2 },
        ],
      },
    ]);
  });

  test('a hash on one side, and Secrets', () => {
    const renamed = [['changed', 'ConfigMap loki/a', 'ConfigMap loki/a-2b58c69mt4']];
    expect(short([config('a-2b58c69mt4', 'x')], [config('a', 'x')])).toEqual(renamed);
    expect(short([config('a', 'x', 'Secret')], [config('a-2b58c69mt4', 'x', 'Secret')])).toEqual([
      ['changed', 'Secret loki/a-2b58c69mt4', 'Secret loki/a'],
    ]);
  });

  test('other names, kinds and objects that stay are what they were', () => {
    const apart = (former: Manifest, now: Manifest) =>
      expect(short([former], [now]).map(([kind]) => kind)).toEqual(['added', 'removed']);
    apart(config('a-2b58c69mt4', 'x'), config('b-2b58c69mt4', 'x'));
    apart(config('a-2b58c69mt4', 'x'), config('a', 'x', 'Secret'));
    // Not of the alphabet of these hashes.
    apart(config('a-production', 'x'), config('a', 'x'));
    apart(object('a-2b58c69mt4', {}), object('a', {}));
    expect(short([config('a', 'x'), config('a-2b58c69mt4', 'x')], [config('a', 'x')])).toEqual([
      ['removed', 'ConfigMap loki/a-2b58c69mt4'],
    ]);
  });

  test('of several former ones, one is changed and the others are removed', () => {
    expect(short([config('a-2b58c69mt4', 'x'), config('a-4b58c69mt4', 'y')], [config('a-7dkh9g2ff8', 'z')])).toEqual([
      ['changed', 'ConfigMap loki/a-7dkh9g2ff8', 'ConfigMap loki/a-4b58c69mt4'],
      ['removed', 'ConfigMap loki/a-2b58c69mt4'],
    ]);
  });
});
