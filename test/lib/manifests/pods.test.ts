import { nameOf, podOf } from '../../../lib/manifests/pods';

test('a pod spec of a wrong shape has lists all the same', () => {
  for (const wrong of [undefined, null, 'pod', [], { containers: {}, initContainers: 'x', volumes: null }]) {
    expect(podOf(wrong)).toMatchObject({ containers: [], initContainers: [], volumes: [], imagePullSecrets: [] });
  }
});

test('fields of a container of a wrong shape are dropped, the others kept', () => {
  const { containers } = podOf({
    containers: [
      'text',
      {
        image: 7,
        ports: [{ containerPort: 80 }, 'http'],
        env: {},
        resources: { requests: { cpu: 1 }, limits: 'all' },
        securityContext: [],
        tty: true,
      },
    ],
  });
  expect(containers).toEqual([
    {
      name: '?',
      image: undefined,
      ports: [{ containerPort: 80 }],
      env: [],
      envFrom: [],
      volumeMounts: [],
      volumeDevices: [],
      resources: { requests: { cpu: 1 }, limits: {} },
      securityContext: {},
      tty: true,
    },
  ]);
});

test('the service account may have its old name, and the new one wins', () => {
  expect(podOf({ serviceAccountName: 'loki', serviceAccount: 'old' }).serviceAccountName).toBe('loki');
  expect(podOf({ serviceAccount: 'old' }).serviceAccountName).toBe('old');
  expect(podOf({ serviceAccountName: 7 }).serviceAccountName).toBeUndefined();
});

test('a name that is missing is a question mark', () => {
  expect([nameOf({ name: 'loki' }), nameOf({}), nameOf({ name: 1 })]).toEqual(['loki', '?', '?']);
});
