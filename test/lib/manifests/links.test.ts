import { linksOf } from '../../../lib/manifests/links';
import { made, manifestsOf, object } from './builders';

const POD = 'Deployment loki/loki spec.template.spec';

/** Links of a Deployment with one pod, as `kind name`, by the path that names them. */
const linksIn = (pod: object) => linksOf(manifestsOf(made('Deployment', 'loki', pod)));
const summary = (pod: object) => linksIn(pod).map(({ path, kind, name }) => [path, `${kind} ${name}`]);

test('volumes name ConfigMaps, Secrets, classes of secrets and claims', () => {
  const csi = { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'class' } };
  const sources = [{ configMap: { name: 'c' } }, { secret: { name: 's' } }];
  const volumes = [
    { name: 'config', configMap: { name: 'loki' } },
    { name: 'users', secret: { secretName: 'users' } },
    { name: 'both', projected: { sources } },
    { name: 'mounted', csi },
    { name: 'data', persistentVolumeClaim: { claimName: 'claim' } },
    { name: 'scratch', emptyDir: {} },
  ];
  expect(summary({ volumes })).toEqual([
    [`${POD}.volumes[config].configMap.name`, 'ConfigMap loki'],
    [`${POD}.volumes[users].secret.secretName`, 'Secret users'],
    [`${POD}.volumes[both].projected.sources[0].configMap.name`, 'ConfigMap c'],
    [`${POD}.volumes[both].projected.sources[1].secret.name`, 'Secret s'],
    [`${POD}.volumes[mounted].csi.volumeAttributes.secretProviderClass`, 'SecretProviderClass class'],
    [`${POD}.volumes[data].persistentVolumeClaim.claimName`, 'PersistentVolumeClaim claim'],
  ]);
});

test('the environment of a container names objects and keys', () => {
  const env = [
    { name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'a' } } },
    { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'b' } } },
    { name: 'C', value: 'plain' },
    { name: 'D', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
  const envFrom = [{ configMapRef: { name: 'all' } }, { secretRef: { name: 'more' } }];
  const path = `${POD}.initContainers[setup]`;
  expect(linksIn({ initContainers: [{ name: 'setup', env, envFrom }] })).toEqual([
    {
      path: `${path}.env[A].valueFrom.configMapKeyRef.name`,
      ...{ kind: 'ConfigMap', namespace: 'loki', name: 'c' },
      keys: [{ key: 'a', path: `${path}.env[A].valueFrom.configMapKeyRef.key` }],
    },
    {
      path: `${path}.env[B].valueFrom.secretKeyRef.name`,
      ...{ kind: 'Secret', namespace: 'loki', name: 's' },
      keys: [{ key: 'b', path: `${path}.env[B].valueFrom.secretKeyRef.key` }],
    },
    { path: `${path}.envFrom[0].configMapRef.name`, kind: 'ConfigMap', namespace: 'loki', name: 'all', keys: [] },
    { path: `${path}.envFrom[1].secretRef.name`, kind: 'Secret', namespace: 'loki', name: 'more', keys: [] },
  ]);
});

test('what is optional is not needed', () => {
  const volumes = [{ name: 'config', configMap: { name: 'loki', optional: true } }];
  const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'b', optional: true } } }];
  expect(linksIn({ volumes, containers: [{ name: 'loki', env }] })).toEqual([]);
});

describe('keys of a volume', () => {
  const mounts = [
    { name: 'config', mountPath: '/etc/loki.yaml', subPath: 'loki.yaml' },
    { name: 'config', mountPath: '/etc/all' },
    { name: 'config', mountPath: '/etc/rules', subPath: 'rules/team.yaml' },
    { name: 'other', mountPath: '/etc/other', subPath: 'other.yaml' },
  ];
  const containers = [{ name: 'loki', volumeMounts: mounts }];

  test('are the files mounted one by one', () => {
    const volumes = [{ name: 'config', configMap: { name: 'loki' } }];
    const mount = `${POD}.containers[loki].volumeMounts`;
    expect(linksIn({ volumes, containers })[0]?.keys).toEqual([
      { key: 'loki.yaml', path: `${mount}[/etc/loki.yaml].subPath` },
      { key: 'rules', path: `${mount}[/etc/rules].subPath` },
    ]);
  });

  test('are its items, where it has some', () => {
    const items = [{ key: 'a', path: 'loki.yaml' }];
    const volumes = [{ name: 'config', configMap: { name: 'loki', items } }];
    expect(linksIn({ volumes, containers })[0]?.keys).toEqual([
      { key: 'a', path: `${POD}.volumes[config].configMap.items[0].key` },
    ]);
  });
});

test('a pod names its service account', () => {
  expect(summary({ serviceAccountName: 'loki' })).toEqual([[`${POD}.serviceAccountName`, 'ServiceAccount loki']]);
});

test('an Ingress names the Services of its backends, but those that stand for an annotation', () => {
  const backend = (name: string, port: object = { number: 80 }) => ({ backend: { service: { name, port } } });
  const ingress = object('Ingress', 'logs', {
    spec: {
      defaultBackend: backend('fallback').backend,
      rules: [
        { host: 'no.paths' },
        { http: { paths: [backend('redirect', { name: 'use-annotation' }), backend('gateway')] } },
      ],
    },
  });
  expect(linksOf(manifestsOf(ingress)).map(({ path, kind, name }) => [path, `${kind} ${name}`])).toEqual([
    ['Ingress loki/logs spec.defaultBackend.service.name', 'Service fallback'],
    ['Ingress loki/logs spec.rules[1].http.paths[1].backend.service.name', 'Service gateway'],
  ]);
});
