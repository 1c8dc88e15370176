import { type Answer, of } from './answer';

const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const ENDS = {
  metadata: { labels: { app: 'a' } },
  spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] },
};
const BIG = 2 ** 31;

/** Volumes of a pod: its container mounts the first one. */
const volumes = (...sources: object[]): object[][] => sources.map((source) => [{ name: 'v', ...source }]);

/** Files with fields of a pod. */
const downward = (...items: object[]): object[][] =>
  volumes(...items.map((item) => ({ downwardAPI: { items: [item] } })));

/** Fields of a node. */
const fields = (key: string, ...values: string[]): object => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key, operator: 'In', values }] }],
    },
  },
});

/** Answers about fields that few objects have, and about numbers that are too large. */
export const RARE_ANSWERS: readonly Answer[] = [
  ...[
    'Deployment spec.replicas',
    'StatefulSet spec.ordinals.start',
    'Job spec.backoffLimit',
    'Deployment pod.priority',
  ].map((path) => of(path.split(' ')[0] ?? '', path.split(' ')[1] ?? '', [], [BIG, 1e19, 1.5])),
  of('Deployment', 'pod.terminationGracePeriodSeconds', [BIG], [1e19]),
  of('Deployment', 'pod.hostAliases', [[{ ip: '1.2.3.4', hostnames: ['a'] }]], [[{ hostnames: ['a'] }]]),
  of(
    'Deployment',
    'pod.dnsConfig',
    [{ searches: ['a_b', '.', 'a.b.'] }, { options: [{ name: 'ndots', value: '2' }] }],
    [{ searches: ['a b'] }, { options: [{ value: '2' }] }],
  ),
  of('Deployment', 'pod.hostnameOverride', ['a.b'], ['A']),
  of('Deployment', 'pod.os', [{ name: 'linux' }], [{}]),
  of('Deployment', 'pod.readinessGates', [[{ conditionType: 'a.b/c' }]], [[{ conditionType: 'a b' }], [{}]]),
  of('Deployment', 'pod.schedulingGates', [[{ name: 'a' }]], [[{ name: 'a' }, { name: 'a' }], [{}], [{ name: 'a b' }]]),
  of(
    'Deployment',
    'pod.resourceClaims',
    [[{ name: 'a', resourceClaimName: 'b' }]],
    [
      ...[[{ name: 'a' }], [{ name: 'A', resourceClaimName: 'b' }]],
      [{ name: 'a', resourceClaimName: 'b', resourceClaimTemplateName: 'c' }],
    ],
  ),
  of(
    'Deployment',
    'pod.affinity',
    [fields('metadata.name', 'a')],
    [fields('spec.x', 'a'), fields('metadata.name', 'a', 'b')],
  ),
  of(
    'Deployment',
    'pod.securityContext',
    [{ appArmorProfile: { type: 'RuntimeDefault' } }, { seLinuxChangePolicy: 'Recursive' }],
    [
      ...[{ sysctls: [{ value: '1' }] }, { sysctls: ['1', '2'].map((value) => ({ name: 'net.a', value })) }],
      ...[{ appArmorProfile: { type: 'Localhost' } }, { seLinuxChangePolicy: 'x' }],
    ],
  ),
  of(
    'Deployment',
    'container.resources',
    [{ requests: { cpu: ' 1' } }, { requests: { cpu: '1 ' } }, { limits: { 'hugepages-2Mi': '4Mi', memory: '1Gi' } }],
    [{ limits: { 'hugepages-2Mi': '3Mi', memory: '1Gi' } }, { limits: { 'hugepages-2Mi': '4Mi' } }],
  ),
  of(
    'Deployment',
    'container.env',
    [
      ['1m', '1', 0].map((divisor, index) => ({
        ...{ name: `a${index}`, valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor } } },
      })),
    ],
    [
      ...['2', '1Mi'].map((divisor) => [
        { name: 'a', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor } } },
      ]),
      [{ name: 'a', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1m' } } }],
      [{ name: 'a', valueFrom: { secretKeyRef: { name: 'A b', key: 'x' } } }],
    ],
  ),
  of('Deployment', 'container.envFrom', [], [[{ secretRef: { name: 'A' } }], [{ configMapRef: { name: 'a b' } }]]),
  of(
    'Deployment',
    'container.lifecycle',
    [{ preStop: { sleep: { seconds: 0 } } }],
    [{ preStop: { sleep: { seconds: -1 } } }],
  ),
  of(
    'Deployment',
    'container.volumeMounts.0',
    [{ name: 'v', mountPath: '/v', readOnly: true, recursiveReadOnly: 'Enabled' }],
    [
      { name: 'v', mountPath: '/v', recursiveReadOnly: 'Enabled' },
      { name: 'v', mountPath: '/v', recursiveReadOnly: 'on' },
    ],
  ),
  of(
    'Deployment',
    'container.resizePolicy',
    [[{ resourceName: 'cpu', restartPolicy: 'NotRequired' }]],
    [
      ...[
        { resourceName: 'gpu', restartPolicy: 'NotRequired' },
        { resourceName: 'cpu', restartPolicy: 'x' },
      ].map((one) => [one]),
      [{ resourceName: 'cpu' }],
    ],
  ),
  of(
    'Deployment',
    'pod.volumes',
    [
      ...downward({ path: 'a', fieldRef: { fieldPath: "metadata.labels['a']" } }),
      ...volumes({ ephemeral: { volumeClaimTemplate: { spec: CLAIM } } }, { nfs: { server: 'a', path: '/b' } }),
    ],
    [
      ...downward(
        { path: 'a' },
        { fieldRef: { fieldPath: 'metadata.labels' } },
        { path: 'a', fieldRef: { fieldPath: 'spec.nodeName' } },
      ),
      ...downward({ path: '/a', fieldRef: { fieldPath: 'metadata.labels' } }),
      ...downward({ path: 'a', resourceFieldRef: { resource: 'limits.cpu' } }),
      ...volumes(
        ...[{ emptyDir: { sizeLimit: '-1' } }, { nfs: { server: 'a', path: 'b' } }, { ephemeral: {} }, { iscsi: {} }],
        { ephemeral: { volumeClaimTemplate: { metadata: { name: 'a' }, spec: CLAIM } } },
        { projected: { sources: [{ serviceAccountToken: { path: 'a', expirationSeconds: 60 } }] } },
        { projected: { sources: ['a', 'b'].map((name) => ({ secret: { name, items: [{ key: 'k', path: 'p' }] } })) } },
      ),
    ],
  ),
  of(
    'Job',
    'spec',
    [
      {
        template: ENDS,
        podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] } }] },
      },
    ],
    [
      ...[
        { action: 'Ignore', onExitCodes: { operator: 'In', values: [0] } },
        { action: 'ignore', onExitCodes: { operator: 'In', values: [1] } },
      ].map((rule) => ({ template: ENDS, podFailurePolicy: { rules: [rule] } })),
      ...[{ successPolicy: { rules: [{ succeededCount: 1 }] } }, { managedBy: 'a' }].map((more) => ({
        template: ENDS,
        ...more,
      })),
    ],
  ),
  of(
    'ReplicationController',
    'spec',
    [{ template: { ...ENDS, spec: { containers: ENDS.spec.containers } } }],
    [{}, { template: ENDS }],
  ),
  of('ReplicationController', 'spec.replicas', [2], [-1]),
  of('PodTemplate', 'template', [], [null, { spec: { containers: [] } }]),
  of(
    'Service',
    'spec',
    [
      { ports: [{ port: 80 }], trafficDistribution: 'PreferSameZone' },
      { ports: [{ port: 80 }], sessionAffinity: 'None', sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } },
    ],
    [
      ...[{ trafficDistribution: 'Close' }, { ipFamilies: ['IPv4', 'IPv4'] }, { healthCheckNodePort: 30_001 }].map(
        (more) => ({
          ...{ ports: [{ port: 80 }], ...more },
        }),
      ),
      { type: 'LoadBalancer', ports: [{ port: 80 }], loadBalancerClass: 'a b' },
      { ports: [{ port: 80 }], externalIPs: ['127.0.0.1'] },
      {
        ports: [{ port: 80 }],
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } },
      },
    ],
  ),
  of('NetworkPolicy', 'spec.policyTypes', [['Egress', 'Ingress']], [['Ingress', 'Egress', 'Ingress']]),
  of(
    'ConfigMap',
    'metadata',
    [
      { name: 'a', finalizers: ['a.b/c'], creationTimestamp: '2024-01-01T00:00:00Z' },
      { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'x' }] },
    ],
    [
      ...[
        { name: 'a', finalizers: ['a'] },
        { name: 'a', creationTimestamp: 'x' },
      ],
      { name: 'a', ownerReferences: [{ kind: 'X' }] },
    ],
  ),
  of('PersistentVolumeClaim', 'spec.dataSource', [], [{ kind: 'PersistentVolumeClaim' }]),
  of('PersistentVolumeClaim', 'spec.volumeAttributesClassName', ['a'], ['A b']),
  of(
    'ClusterRole',
    'aggregationRule',
    [{ clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] }],
    [{}, { clusterRoleSelectors: [] }],
  ),
];
