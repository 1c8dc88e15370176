import { type Manifest, ofKind, title, titleOf } from '../../../lib/manifests/manifest';
import { Manifests, orRemoveStaleFolder } from '../../../lib/manifests/manifests';
import { made, manifestsOf, object } from './builders';

test('a title is the kind, the namespace and the name', () => {
  expect(titleOf('Deployment', 'loki', 'querier')).toBe('Deployment loki/querier');
  expect(titleOf('ClusterRole', undefined, 'alloy')).toBe('ClusterRole alloy');
  expect(title(object('Secret', 'users'))).toBe('Secret loki/users');
});

test('an object that gets its name later is titled by the beginning of it, one without both by a question mark', () => {
  const generated = { kind: 'Job', metadata: { namespace: 'loki', generateName: 'compact-' } };
  expect(title(generated as unknown as Manifest)).toBe('Job loki/compact-');
  expect(title({ kind: 'Job' } as Manifest)).toBe('Job ?');
});

test('objects are filtered by kind; values without metadata are dropped', () => {
  const objects = [object('Secret', 'a'), object('ConfigMap', 'b'), object('Service', 'c'), null, { kind: 'Secret' }];
  const names = ofKind(objects as Manifest[], 'Secret', 'Service').map(({ metadata }) => metadata.name);
  expect(names).toEqual(['a', 'c']);
});

describe('manifests', () => {
  const manifests = manifestsOf(
    object('Secret', 'users'),
    { kind: 'Secret', metadata: { name: 'users', namespace: 'grafana' } },
    made('Deployment', 'querier', { containers: [] }),
    null,
    'text',
    { kind: 'Secret' },
    { metadata: { name: 'no-kind' } },
  );

  test('hold what can be applied, in order', () => {
    expect(manifests.objects.map(title)).toEqual([
      'Secret loki/users',
      'Secret grafana/users',
      'Deployment loki/querier',
    ]);
    expect(manifests.ofKind('Secret', 'Deployment')).toHaveLength(3);
    expect(manifests.ofKind('Service')).toEqual([]);
  });

  test('find one object by all three parts of its name', () => {
    expect(manifests.find('Secret', 'grafana', 'users')?.metadata.namespace).toBe('grafana');
    expect(manifests.find('Secret', 'grafana', 'other')).toBeUndefined();
    expect(manifests.find('Secret', undefined, 'users')).toBeUndefined();
    expect(manifests.find('ConfigMap', 'loki', 'users')).toBeUndefined();
  });

  test('run a reader once', () => {
    const reader = jest.fn((all: Manifests) => all.objects.length);
    expect([manifests.read(reader), manifests.read(reader)]).toEqual([3, 3]);
    expect(reader).toHaveBeenCalledTimes(1);
    expect(manifests.workloads).toBe(manifests.workloads);
    expect(manifests.workloads.map(({ title: name }) => name)).toEqual(['Deployment loki/querier']);
  });
});

test('a fix names the folder of the previous manifests, where they were in one', () => {
  expect(orRemoveStaleFolder(new Manifests([], 'out/prod'))).toBe(', or remove out/prod where it was never deployed');
  expect([orRemoveStaleFolder(new Manifests([])), orRemoveStaleFolder(undefined)]).toEqual(['', '']);
});
