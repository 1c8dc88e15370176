import { podsOf, targetOf } from '../../../lib/manifests/lookup';
import { made, manifestsOf, object } from './builders';

const deployment = made('Deployment', 'querier', {});
const operated = object('Cluster', 'db', {}, 'postgresql.cnpg.io/v1');
const querier = { matchLabels: { app: 'querier' } };
const nobody = { matchLabels: { app: 'nobody' } };

describe('workloads that a selector selects', () => {
  test('are those of the namespace', () => {
    const manifests = manifestsOf(deployment, made('Deployment', 'ruler', {}));
    expect(podsOf(manifests, 'loki', querier)?.map(({ name }) => name)).toEqual(['querier']);
    expect(podsOf(manifests, 'loki', nobody)).toEqual([]);
  });

  test('are unknown in a namespace without workloads', () => {
    expect(podsOf(manifestsOf(deployment), 'grafana', querier)).toBeUndefined();
  });

  test('are unknown where an operator may create them', () => {
    expect(podsOf(manifestsOf(deployment, operated), 'loki', nobody)).toBeUndefined();
    expect(podsOf(manifestsOf(deployment, operated), 'loki', querier)).toHaveLength(1);
  });

  test.each([
    ['of a group of Kubernetes', object('Lease', 'x', {}, 'coordination.k8s.io/v1')],
    ['of apps', object('ControllerRevision', 'x', {}, 'apps/v1')],
    ['that declares metrics', object('ServiceMonitor', 'x', {}, 'monitoring.coreos.com/v1')],
    ['that declares a secret', object('ExternalSecret', 'x', {}, 'external-secrets.io/v1')],
    ['of another namespace', { ...operated, metadata: { name: 'db', namespace: 'shop' } }],
  ])('are not created by an object %s', (_what, other) => {
    expect(podsOf(manifestsOf(deployment, other), 'loki', nobody)).toEqual([]);
  });
});

describe('the object of a name', () => {
  const secret = object('Secret', 'users');
  const named = (kind: string, name: string, namespace = 'loki') => ({ kind, name, namespace });

  test('is found in its namespace', () => {
    expect(targetOf(manifestsOf(secret), named('Secret', 'users'))).toBe(secret);
    expect(targetOf(manifestsOf(secret), named('Secret', 'users', 'grafana'))).toBeUndefined();
    expect(targetOf(manifestsOf(secret), named('ConfigMap', 'users'))).toBeUndefined();
  });

  test.each([
    ['ConfigMap', 'kube-root-ca.crt'],
    ['ServiceAccount', 'default'],
    ['ClusterRole', 'view'],
    ['ClusterRole', 'system:auth-delegator'],
  ])('is made by Kubernetes: %s %s', (kind, name) => {
    expect(targetOf(manifestsOf(), named(kind, name))).toBe('made elsewhere');
    expect(targetOf(manifestsOf(), named(kind, `${name}`.replace(/^(system:)?/, 'my-')))).toBeUndefined();
  });

  test('may be made by an operator', () => {
    expect(targetOf(manifestsOf(operated), named('Secret', 'db-app'))).toBe('made elsewhere');
  });

  test('is a claim that a StatefulSet makes for its pods', () => {
    const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' } }] };
    const manifests = manifestsOf(made('StatefulSet', 'ingester', {}, claims), made('Deployment', 'ruler', {}, claims));
    const claim = (name: string, kind = 'PersistentVolumeClaim') => targetOf(manifests, named(kind, name));
    expect(claim('data-ingester-0')).toBe('made elsewhere');
    expect(claim('data-ingester-12')).toBe('made elsewhere');
    expect(claim('data-ingester-x')).toBeUndefined();
    expect(claim('logs-ingester-0')).toBeUndefined();
    expect(claim('data-ruler-0')).toBeUndefined();
    expect(claim('data-ingester-0', 'Secret')).toBeUndefined();
  });
});
