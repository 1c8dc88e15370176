import { objectsOf, type Rendered } from '../helpers';

const NAME = 'alloy-events';
const objects = objectsOf({ storageClassName: 'loki-gp3' }, NAME);
const { spec } = objects.StatefulSet;
const pod = spec.template.spec;
const container = pod.containers[0];

test('all objects, none of them shared with the DaemonSet', () => {
  expect(Object.keys(objects)).toEqual([
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'ConfigMap',
    'StatefulSet',
    'Service',
    'NetworkPolicy',
  ]);
  const selector = { 'app.kubernetes.io/name': 'alloy', 'app.kubernetes.io/component': 'events' };
  expect(spec.selector.matchLabels).toEqual(selector);
  expect(spec.template.metadata.labels).toMatchObject(selector);
  expect(objects.Service.spec.selector).toEqual(selector);
  expect(objects.NetworkPolicy.spec.podSelector.matchLabels).toEqual(selector);
});

test('one pod at a time, whose positions are on a volume that the next one mounts', () => {
  expect(spec.replicas).toBe(1);
  expect(spec.serviceName).toBe(objects.Service.metadata.name);
  expect(spec.volumeClaimTemplates).toEqual([
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: 'storage',
        labels: { 'app.kubernetes.io/name': 'alloy', 'app.kubernetes.io/component': 'events' },
      },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'loki-gp3',
        resources: { requests: { storage: '1Gi' } },
      },
    },
  ]);
  expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
  expect(container.args).toContain('--storage.path=/var/lib/alloy/data');
  expect(container.volumeMounts).toContainEqual({ name: 'storage', mountPath: '/var/lib/alloy/data' });
});

test('without a StorageClass the claim gets the default of the cluster', () => {
  const [claim] = objectsOf({}, NAME).StatefulSet.spec.volumeClaimTemplates;
  expect(claim.spec).not.toHaveProperty('storageClassName');
});

test('a restricted pod: no root, no folder of the node, nothing writable but its volumes', () => {
  expect(pod.securityContext).toEqual({
    runAsNonRoot: true,
    runAsUser: 473,
    runAsGroup: 473,
    fsGroup: 473,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(pod.volumes.filter((volume: Rendered) => volume.hostPath)).toEqual([]);
  for (const field of ['tolerations', 'priorityClassName', 'nodeSelector']) expect(pod).not.toHaveProperty(field);
});

test('its password can be read without root', () => {
  const { secret } = pod.volumes.find(({ name }: Rendered) => name === 'credentials');
  expect(secret).toEqual({
    secretName: 'loki-credentials',
    items: [{ key: 'writer-password', path: 'writer-password' }],
  });
});

test('permissions and network are those of its own source', () => {
  expect(objects.ClusterRole.rules).toEqual([{ apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] }]);
  expect(objects.ClusterRoleBinding.subjects).toEqual([{ kind: 'ServiceAccount', name: NAME, namespace: 'alloy' }]);
  expect(pod.serviceAccountName).toBe(NAME);
  expect(pod.automountServiceAccountToken).toBe(true);
  expect(objects.NetworkPolicy.spec.ingress).toBeUndefined();
  expect(objects.NetworkPolicy.spec.egress).toHaveLength(3);
  expect(objects.NetworkPolicy.spec.egress).toContainEqual({ ports: [{ protocol: 'TCP', port: 443 }] });
});

test('the DaemonSet is the same with it and without it', () => {
  expect(objectsOf({ sources: { events: false } })).toEqual(objectsOf());
  expect(objectsOf({ sources: { events: false } }, NAME)).toEqual({});
});
