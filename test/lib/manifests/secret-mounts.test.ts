import { secretMount, secretProviderClass } from '../../../lib/manifests/secret-mounts';
import { manifestsOf, object } from './builders';

const OBJECTS = `
- objectName: prod/loki/users
  objectType: secretsmanager
- objectName: arn:aws:secretsmanager:us-east-1:111122223333:secret:tokens
  objectAlias: tokens
  jmesPath:
    - path: team
      objectAlias: team/token
    - path: lost
- 7
- objectType: ssmparameter
`;

function mount(parameters: unknown, provider: unknown = 'aws') {
  const manifests = manifestsOf(object('SecretProviderClass', 'users', { spec: { provider, parameters } }));
  return secretMount(manifests, 'loki', 'users');
}

test('a volume of the driver names a class, any other none', () => {
  const volume = (driver: string, attributes: object) => ({
    name: 'users',
    csi: { driver, volumeAttributes: { ...attributes } },
  });
  const named = { secretProviderClass: 'users' };
  expect(secretProviderClass(volume('secrets-store.csi.k8s.io', named))).toBe('users');
  expect(secretProviderClass(volume('secrets-store.csi.k8s.io', {}))).toBeUndefined();
  expect(secretProviderClass(volume('efs.csi.aws.com', named))).toBeUndefined();
  expect(secretProviderClass({ name: 'users' })).toBeUndefined();
});

test('files of a class are aliases or names, without slashes', () => {
  expect(mount({ objects: OBJECTS })).toMatchObject({
    manifest: { metadata: { name: 'users' } },
    provider: 'aws',
    usesPodIdentity: false,
    files: ['prod_loki_users', 'tokens', 'team_token', '?', '?'],
  });
});

test.each<[string, unknown, unknown]>([
  ['another provider', { objects: OBJECTS }, 'vault'],
  ['names that are translated in another way', { objects: OBJECTS, pathTranslation: '-' }, 'aws'],
  ['objects that are not a list', { objects: 'a: 1' }, 'aws'],
  ['objects that are not YAML', { objects: '[' }, 'aws'],
  ['no objects', {}, 'aws'],
  ['no parameters', undefined, 'aws'],
])('files are unknown with %s', (_what, parameters, provider) => {
  expect(mount(parameters, provider)).toMatchObject({ provider });
  expect(mount(parameters, provider)?.files).toBeUndefined();
});

test.each([
  ['true', true],
  ['T', true],
  ['True', true],
  ['false', false],
  ['truth', false],
  [true, false],
  [undefined, false],
])('usePodIdentity %j: %s', (usePodIdentity, uses) => {
  expect(mount({ usePodIdentity })?.usesPodIdentity).toBe(uses);
});

test('a class of another namespace is not in the manifests', () => {
  const manifests = manifestsOf(object('SecretProviderClass', 'users'));
  expect(secretMount(manifests, 'grafana', 'users')).toBeUndefined();
  expect(secretMount(manifests, 'loki', 'users')).toMatchObject({ usesPodIdentity: false, files: undefined });
});
