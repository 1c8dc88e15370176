import { isWithin, mountOf, mountsOf } from '../../../lib/manifests/mounts';

test.each([
  ['/etc/loki', '/etc/loki', true],
  ['/etc/loki/config.yaml', '/etc/loki', true],
  ['/etc/loki-rules', '/etc/loki', false],
  ['/etc', '/etc/loki', false],
  ['/etc/loki', '', true],
])('%s is within %j: %s', (path, folder, within) => {
  expect(isWithin(path, folder)).toBe(within);
});

const loki = {
  name: 'loki',
  volumeMounts: [
    { name: 'data', mountPath: '/var/loki/' },
    { name: 'rules', mountPath: '/var/loki/rules' },
    { name: 'broken', mountPath: 7 as unknown as string },
  ],
};
const root = { name: 'root', volumeMounts: [{ name: 'root', mountPath: '/' }] };

test('mounts of all containers have no slash at the end; those without a path are dropped', () => {
  expect(mountsOf(loki, { name: 'bare' }, root)).toEqual([
    { name: 'data', mountPath: '/var/loki' },
    { name: 'rules', mountPath: '/var/loki/rules' },
    { name: 'root', mountPath: '' },
  ]);
});

test.each([
  ['/var/loki', 'data'],
  ['/var/loki/chunks/1', 'data'],
  ['/var/loki/rules/team.yaml', 'rules'],
  ['/var/loki-old', 'root'],
])('of nested mounts, the deepest holds %s', (path, name) => {
  expect(mountOf(path, root, loki)?.name).toBe(name);
});

test('a path outside of all mounts has none', () => {
  expect(mountOf('/tmp', loki)).toBeUndefined();
});
