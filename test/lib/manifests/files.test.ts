import { filesOf, volumesWith } from '../../../lib/manifests/files';
import type { Manifest } from '../../../lib/manifests/manifest';
import type { Workload } from '../../../lib/manifests/workloads';

const object = (fields: object) =>
  ({ apiVersion: 'v1', metadata: { name: 'a', namespace: 'loki' }, ...fields }) as Manifest;

describe('files', () => {
  test('of a ConfigMap are its texts', () => {
    expect(filesOf(object({ kind: 'ConfigMap', data: { 'a.yaml': 'a: 1', other: 2 } }))).toEqual({ 'a.yaml': 'a: 1' });
  });

  test('of a Secret are decoded, and stringData wins as it does in the API server', () => {
    const data = { one: Buffer.from('ä').toString('base64'), two: Buffer.from('old').toString('base64') };
    expect(filesOf(object({ kind: 'Secret', data, stringData: { two: 'new' } }))).toEqual({ one: 'ä', two: 'new' });
  });
});

describe('volumes with an object', () => {
  const workload = (namespace: string | undefined, volumes?: object[]) =>
    ({ namespace, pod: { volumes } }) as unknown as Workload;
  const volumes = [
    { name: 'config', configMap: { name: 'a' } },
    { name: 'other', configMap: { name: 'b' } },
    { name: 'password', secret: { secretName: 'a' } },
    { name: 'both', projected: { sources: [{ configMap: { name: 'a' } }, { secret: { name: 'a' } }] } },
  ];

  test.each([
    ['ConfigMap', ['config', 'both']],
    ['Secret', ['password', 'both']],
  ])('a %s is found by its name, alone or projected', (kind, names) => {
    expect(volumesWith(workload('loki', volumes), object({ kind }))).toEqual(names);
  });

  test('an object of another namespace is in none, and one without a namespace may be in all', () => {
    expect(volumesWith(workload('alloy', volumes), object({ kind: 'ConfigMap' }))).toEqual([]);
    expect(volumesWith(workload(undefined, volumes), object({ kind: 'ConfigMap' }))).toEqual(['config', 'both']);
    expect(volumesWith(workload('loki'), object({ kind: 'ConfigMap' }))).toEqual([]);
  });
});
