import { type Answer, of } from './answer';

const RBAC = 'rbac.authorization.k8s.io';
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const NAMES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['ConfigMap', ['a', 'a.b', '1a', 'a'.repeat(253)], ['A', 'a_b', '-a', 'a..b', 'a/b', '', 'a'.repeat(254)]],
  ['Service', ['a', 'a-1'], ['1a', 'a.b', 'A', 'a'.repeat(64)]],
  ['Namespace', ['a', '1a'], ['a.b', 'A', 'a'.repeat(64)]],
  ['Role', ['a', 'A:b', 'a_b'], ['a/b', 'a%b', '']],
];

/** Target of a metric. */
const cpu = (target: unknown) => ({ type: 'Resource', resource: { name: 'cpu', target } });

/** Answers about objects other than workloads and those of the network. */
export const OTHER_ANSWERS: readonly Answer[] = [
  ...NAMES.map(([kind, takes, refuses]) => of(kind, 'metadata.name', takes, refuses)),
  of(
    'Namespace',
    'metadata.labels',
    [{ 'pod-security.kubernetes.io/enforce': 'baseline', 'pod-security.kubernetes.io/warn-version': 'v1.30' }],
    [{ 'pod-security.kubernetes.io/enforce': 'Restricted' }, { 'pod-security.kubernetes.io/enforce-version': '1.30' }],
  ),
  of('ConfigMap', 'metadata.namespace', ['default'], ['A', 'a.b', 1]),
  of(
    'ConfigMap',
    'metadata.labels',
    [{ a: '', 'a.b/c': '1.0' }, null],
    [{ a: 1 }, { a: 'a b' }, { 'a/b/c': 'x' }, { '': 'x' }, ['a']],
  ),
  of('ConfigMap', 'metadata.annotations', [{ a: 'any text', 'A.b/C': '' }], [{ a: true }, { '-a': 'x' }, 'x']),
  of(
    'ConfigMap',
    'metadata',
    [{ name: 'a', creationTimestamp: null }],
    [{ name: 'a', label: {} }, { name: 1 }, { name: 'a', finalizers: 'a' }],
  ),
  of(
    'ConfigMap',
    'data',
    [{ 'A_b.c-d': 'x' }, { a: null }],
    [{ 'a b': 'x' }, { '..': 'x' }, { a: 1 }, { a: { b: 'c' } }],
  ),
  of(
    'ConfigMap',
    '',
    [{ immutable: true }],
    [{ dat: {} }, { Data: {} }, { spec: {} }, { data: { a: 'x' }, binaryData: { a: 'eA==' } }],
  ),
  of(
    'Secret',
    'data',
    [{ a: 'aGVs\nbG8=\n' }, { a: '' }],
    [{ a: 'hello' }, { a: 'aGVsbG8' }, { a: 'aGVs_G8=' }, { 'a b': 'eA==' }],
  ),
  of(
    'Secret',
    '',
    [
      { type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'a', 'tls.key': 'b' } },
      { type: 'kubernetes.io/basic-auth', stringData: { username: 'a' } },
      { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{}' } },
    ],
    [
      ...['tls', 'basic-auth', 'ssh-auth', 'dockerconfigjson', 'service-account-token'].map((type) => ({
        type: `kubernetes.io/${type}`,
      })),
      { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'x' } },
    ],
  ),
  of('ServiceAccount', 'imagePullSecrets', [[{ name: 'a' }]], [['a']]),
  of(
    'PersistentVolumeClaim',
    'spec',
    [CLAIM, { ...CLAIM, storageClassName: '' }, { ...CLAIM, resources: { requests: { storage: 10 } } }],
    [
      ...[
        { resources: CLAIM.resources },
        { ...CLAIM, accessModes: [] },
        { ...CLAIM, accessModes: ['RWO'] },
        { ...CLAIM, resources: {} },
      ],
      ...['0', '-1Gi', '10GB'].map((storage) => ({ ...CLAIM, resources: { requests: { storage } } })),
      ...[
        { ...CLAIM, accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] },
        { ...CLAIM, volumeMode: 'block' },
        { ...CLAIM, storageClassName: 'A b' },
      ],
    ],
  ),
  of(
    'StorageClass',
    '',
    [{ provisioner: 'A.b/c', parameters: { iops: '3000' } }],
    [
      ...[
        { provisioner: null },
        { provisioner: 'a b' },
        { reclaimPolicy: 'delete' },
        { volumeBindingMode: 'waitForFirstConsumer' },
      ],
      ...[{ parameters: { iops: 3000 } }, { allowVolumeExpansion: 'true' }],
    ],
  ),
  of('PriorityClass', 'value', [-5, 1_000_000_000], [1_000_000_001, '1']),
  of('PriorityClass', 'metadata.name', ['a'], ['system-a']),
  of(
    'HorizontalPodAutoscaler',
    'spec.metrics',
    [
      [],
      [cpu({ type: 'Utilization', averageUtilization: 80 })],
      [cpu({ type: 'AverageValue', averageValue: '100m' })],
      [{ type: 'External', external: { metric: { name: 'a' }, target: { type: 'Value', value: '1' } } }],
    ],
    [
      ...[
        [{}],
        [{ type: 'Resource' }],
        [{ type: 'Resource', resource: { name: 'cpu' } }],
        [cpu({ averageUtilization: 80 })],
      ],
      ...[
        [cpu({ type: 'Utilization' })],
        [cpu({ type: 'Utilization', averageUtilization: 0 })],
        [cpu({ type: 'Value', value: '1' })],
      ],
      [{ type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 80 } }],
      [{ ...cpu({ type: 'AverageValue', averageValue: '1' }), type: 'Pods' }],
      [{ ...cpu({ type: 'AverageValue', averageValue: '1' }), type: 'resource' }],
      [{ type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'Value', value: '1' } } }],
      [{ type: 'Object', object: { metric: { name: 'a' }, target: { type: 'Value', value: '1' } } }],
      [
        {
          type: 'External',
          external: { metric: { name: 'a' }, target: { type: 'Value', value: '1', averageValue: '1' } },
        },
      ],
    ],
  ),
  of(
    'HorizontalPodAutoscaler',
    'spec.behavior.scaleUp',
    [{}, { policies: [{ type: 'Pods', value: 1, periodSeconds: 10 }] }],
    [
      ...[
        { policies: [] },
        { stabilizationWindowSeconds: 4000 },
        { selectPolicy: 'max' },
        { policies: [{ type: 'Pods', value: 1 }] },
      ],
      ...[
        { policies: [{ type: 'Pods', value: 0, periodSeconds: 10 }] },
        { policies: [{ type: 'pods', value: 1, periodSeconds: 10 }] },
      ],
    ],
  ),
  of('HorizontalPodAutoscaler', 'spec.minReplicas', [1, 3], [0, 4, '1']),
  of('HorizontalPodAutoscaler', 'spec.maxReplicas', [1], [0, null]),
  of(
    'HorizontalPodAutoscaler',
    'spec.scaleTargetRef',
    [],
    [
      null,
      { kind: 'Deployment' },
      { kind: 'Deployment', name: 'a' },
      { apiVersion: 'v1', kind: 'Deployment', name: 'a' },
    ],
  ),
  of('HorizontalPodAutoscaler', 'spec.targetCPUUtilizationPercentage', [], [80]),
  of('PodDisruptionBudget', 'spec.maxUnavailable', [0, '50%', null], ['50', -1, '150%', 1.5, true]),
  of('PodDisruptionBudget', 'spec.unhealthyPodEvictionPolicy', ['AlwaysAllow'], ['always']),
  of('PodDisruptionBudget', 'spec.selector', [{}, null], [{ app: 'a' }, { matchLabels: { a: 'b c' } }]),
  ...['Role', 'ClusterRole'].map((kind) =>
    of(
      kind,
      'rules',
      [[], [{ apiGroups: ['a'], resources: ['b'], verbs: ['bogus'] }]],
      [
        ...[
          [{}],
          [{ resources: ['pods'], verbs: ['get'] }],
          [{ apiGroups: [''], verbs: ['get'] }],
          [{ apiGroups: [''], resources: ['pods'] }],
        ],
        ...[
          [{ apiGroups: '', resources: ['pods'], verbs: ['get'] }],
          [{ nonResourceURLs: ['/a'], apiGroups: [''], verbs: ['get'] }],
        ],
      ],
    ),
  ),
  of('ClusterRole', 'rules', [[{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]], []),
  of('Role', 'rules', [], [[{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]]),
  of(
    'RoleBinding',
    'roleRef',
    [{ kind: 'ClusterRole', name: 'view' }],
    [
      null,
      { apiGroup: `${RBAC}/v1`, kind: 'Role', name: 'a' },
      { apiGroup: RBAC, kind: 'role', name: 'a' },
      { apiGroup: RBAC, kind: 'Role' },
    ],
  ),
  of('ClusterRoleBinding', 'roleRef', [], [{ apiGroup: RBAC, kind: 'Role', name: 'a' }]),
  of(
    'RoleBinding',
    'subjects',
    [[{ kind: 'User', name: 'A b' }], [{ kind: 'Group', name: 'a', apiGroup: RBAC }]],
    [
      ...[
        [{ kind: 'serviceaccount', name: 'a' }],
        [{ kind: 'ServiceAccount', name: 'A', namespace: 'a' }],
        [{ kind: 'User' }],
      ],
      ...[
        [{ kind: 'ServiceAccount', name: 'a', namespace: 'b', apiGroup: RBAC }],
        [{ kind: 'Group', name: 'a', apiGroup: 'x' }],
      ],
    ],
  ),
];

/** Kinds and versions that no cluster has, with what to write. */
export const KIND_ANSWERS: readonly (readonly [apiVersion: string, kind: string, fix: string])[] = [
  ['v1', 'Deployment', 'write apps/v1'],
  ['apps/v1', 'Deployement', 'write Deployment'],
  ['apps/v1', 'deployment', 'write Deployment'],
  ['v1', 'Deploymnt', 'write Deployment of apps/v1'],
  ['v1', 'Configmap', 'write ConfigMap'],
  ['batch/v1', 'Cronjob', 'write CronJob'],
  ['apps/v1beta1', 'Deployment', 'write apps/v1'],
  ['extensions/v1beta1', 'Ingress', 'write networking.k8s.io/v1'],
  ['networking/v1', 'Ingress', 'write networking.k8s.io/v1'],
  ['rbac/v1', 'Role', `write ${RBAC}/v1`],
  ['app/v1', 'Deployment', 'write apps/v1'],
  ['apps', 'Deployment', 'write apps/v1'],
  ['V1', 'Service', 'write v1'],
  ['networking.k8s.io/v1/v1', 'Ingress', 'write networking.k8s.io/v1'],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'write autoscaling/v2'],
  ['policy/v1beta1', 'PodSecurityPolicy', 'remove it, or write the version of the operator whose kind it is'],
  ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'write apiextensions.k8s.io/v1'],
];
