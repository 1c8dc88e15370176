import { conventions } from './conventions';
import { EXTERNAL, type Loose, rightManifests } from './manifests';

/** The problems after one change to the right manifests. */
function broken(change: (manifests: Loose) => unknown): string[] {
  const manifests = rightManifests();
  change(manifests);
  return conventions(Object.values(manifests), EXTERNAL);
}

const pod = (m: Loose): Loose => m['stateful'].spec.template.spec;
const container = (m: Loose): Loose => pod(m)['containers'][0];
const PASSWORD = 'spec.template.spec.containers[loki].env[PASSWORD].valueFrom.secretKeyRef.name';
const INGESTER = 'StatefulSet loki/ingester';

describe('conventions', () => {
  it('finds nothing in valid manifests', () => {
    expect(broken(() => undefined)).toEqual([]);
  });

  it('allows a priority class of every cluster', () => {
    expect(broken((m) => (pod(m)['priorityClassName'] = 'system-node-critical'))).toEqual([]);
  });

  it('requires external objects to be named', () => {
    expect(conventions(Object.values(rightManifests()))).toEqual([
      `${INGESTER} ${PASSWORD}: names Secret loki/credentials, which does not exist`,
      `Deployment loki/distributor ${PASSWORD}: names Secret loki/credentials, which does not exist`,
    ]);
  });

  it.each<[string, (m: Loose) => unknown, string]>([
    ['no namespace', (m) => delete m['role'].metadata.namespace, 'Role loki: has no namespace'],
    [
      'a namespace on what has none',
      (m) => (m['storage2'] = { ...m['storage'], metadata: { name: 'a', namespace: 'loki' } }),
      "StorageClass loki/a: StorageClass has no namespace, remove 'loki'",
    ],
    [
      'a namespace that does not exist in these manifests',
      (m) => (m['other'] = { ...m['config'], metadata: { name: 'a', namespace: 'x' } }),
      'ConfigMap x/a: names Namespace x, which does not exist',
    ],
    [
      'a StorageClass that does not exist in these manifests',
      (m) => (m['stateful'].spec.volumeClaimTemplates[0].spec.storageClassName = 'gp4'),
      `${INGESTER}: names StorageClass gp4, which does not exist`,
    ],
    [
      'a PriorityClass that does not exist in these manifests',
      (m) => (pod(m)['priorityClassName'] = 'x'),
      `${INGESTER}: names PriorityClass x, which does not exist`,
    ],
    [
      'a Secret that does not exist in these manifests',
      (m) => (container(m)['env'][0].valueFrom.secretKeyRef.name = 'x'),
      `${INGESTER} ${PASSWORD}: names Secret loki/x, which does not exist`,
    ],
    [
      'a Secret as a volume that does not exist in these manifests',
      (m) => (pod(m)['volumes'][0] = { name: 'config', secret: { secretName: 'x' } }),
      `${INGESTER} spec.template.spec.volumes[config].secret.secretName: names Secret loki/x, which does not exist`,
    ],
    [
      'an empty list',
      (m) => (m['policy'].spec.ingress = []),
      'NetworkPolicy loki/ingester spec.ingress: is empty, leave it out',
    ],
    [
      'a namespace with a name and nothing else',
      (m) => delete m['namespace'].metadata.labels,
      'Namespace loki: has no field but its name',
    ],
    [
      'no seccomp',
      (m) => (pod(m)['securityContext'].seccompProfile.type = 'Unconfined'),
      `${INGESTER}: its pod needs seccompProfile.type: RuntimeDefault`,
    ],
  ])('finds %s', (_, change, problem) => {
    expect(broken(change)).toEqual([problem]);
  });

  it.each<[string, (container: Loose) => unknown]>([
    ['a cpu request', (c) => delete c['resources'].requests.cpu],
    ['a memory request', (c) => delete c['resources'].requests.memory],
    ['a memory limit', (c) => delete c['resources'].limits],
    ['allowPrivilegeEscalation: false', (c) => delete c['securityContext'].allowPrivilegeEscalation],
    ['readOnlyRootFilesystem: true', (c) => (c['securityContext'].readOnlyRootFilesystem = false)],
    ['capabilities.drop: [ALL]', (c) => (c['securityContext'].capabilities.drop = ['NET_RAW'])],
  ])('requires %s of every container', (what, change) => {
    expect(broken((m) => change(container(m)))).toEqual([
      `${INGESTER} spec.template.spec.containers[loki]: needs ${what}`,
    ]);
  });

  it('requires it of init containers too', () => {
    const problems = broken((m) => {
      const init = structuredClone(container(m));
      delete init['resources'].requests.cpu;
      pod(m)['initContainers'] = [{ ...init, name: 'init' }];
    });
    expect(problems).toEqual([`${INGESTER} spec.template.spec.initContainers[init]: needs a cpu request`]);
  });
});
