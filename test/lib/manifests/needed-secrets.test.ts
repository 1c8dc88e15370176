import { neededSecrets } from '../../../lib/manifests/needed-secrets';
import { made, manifestsOf, object } from './builders';

const pod = {
  containers: [{ name: 'a', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'user', key: 'a' } } }] }],
  volumes: [
    { name: 'user', secret: { secretName: 'user' } },
    { name: 'made', secret: { secretName: 'made' } },
    { name: 'brought', secret: { secretName: 'brought' } },
    { name: 'named', secret: { secretName: 'by-its-own-name' } },
    { name: 'optional', secret: { secretName: 'optional', optional: true } },
  ],
};
test('Secrets that nobody here makes are needed, each once', () => {
  const manifests = manifestsOf(
    made('Deployment', 'a', pod),
    object('Secret', 'made'),
    object('ExternalSecret', 'x', { spec: { target: { name: 'brought' } } }),
    object('ExternalSecret', 'by-its-own-name'),
  );
  expect(neededSecrets(manifests)).toEqual([{ name: 'user', namespace: 'loki' }]);
});
