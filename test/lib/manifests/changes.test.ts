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
