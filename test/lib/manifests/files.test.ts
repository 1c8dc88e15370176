import { filesOf, volumesWith } from '../../../lib/manifests/files';
import { made, object, workload } from './builders';

const base64 = (text: string) => Buffer.from(text).toString('base64');

test('files of a ConfigMap are its texts', () => {
  expect(filesOf(object('ConfigMap', 'loki', { data: { 'a.yaml': 'a: 1', number: 1, none: null } }))).toEqual({
    'a.yaml': 'a: 1',
  });
  expect(filesOf(object('ConfigMap', 'loki'))).toEqual({});
});

test('files of a Secret are decoded, and those written as text win', () => {
  const secret = { data: { user: base64('größe'), password: base64('old') }, stringData: { password: 'new' } };
  expect(filesOf(object('Secret', 'users', secret))).toEqual({ user: 'größe', password: 'new' });
});

describe('volumes with an object', () => {
  const one = workload(
    made('Deployment', 'loki', {
      volumes: [
        { name: 'config', configMap: { name: 'loki' } },
        { name: 'secret', secret: { secretName: 'loki' } },
        { name: 'both', projected: { sources: [{ configMap: { name: 'other' } }, { secret: { name: 'loki' } }] } },
        { name: 'scratch', emptyDir: {} },
      ],
    }),
  );
  const named = (kind: string, name: string, namespace?: string) =>
    volumesWith(one, { kind, metadata: { name, namespace } });

  test('are found by kind and name, alone and projected', () => {
    expect(named('ConfigMap', 'loki', 'loki')).toEqual(['config']);
    expect(named('ConfigMap', 'other', 'loki')).toEqual(['both']);
    expect(named('Secret', 'loki', 'loki')).toEqual(['secret', 'both']);
    expect(named('Secret', 'other', 'loki')).toEqual([]);
  });

  test('are in its namespace', () => {
    expect(named('Secret', 'loki', 'grafana')).toEqual([]);
    expect(named('Secret', 'loki')).toEqual(['secret', 'both']);
  });
});
