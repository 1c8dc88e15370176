import { type Answer, of } from './answer';

const HTTP = { httpGet: { port: 80 } };
const FIELDS = (fieldPath: string) => [{ name: 'A', valueFrom: { fieldRef: { fieldPath } } }];

/** Answers about containers. */
export const CONTAINER_ANSWERS: readonly Answer[] = [
  of('Deployment', 'container.name', ['a-1'], ['A', 'a.b', 'a_b', null, 'a'.repeat(64)]),
  of('Deployment', 'container.image', [' a'], ['', null, 1]),
  of('Deployment', 'container.imagePullPolicy', ['Always', ''], ['always']),
  of('Deployment', 'container.command', [['a'], []], ['ls', {}]),
  of('Deployment', 'container.args', [['a', '-b=1']], [[1], [true], 'a']),
  of('Deployment', 'container.tty', [true], ['true']),
  of('Deployment', 'container.terminationMessagePolicy', ['File'], ['file']),
  of(
    'Deployment',
    'container.ports',
    [
      [{ containerPort: 1 }, { containerPort: 1 }],
      [{ name: 'http-metrics', containerPort: 65_535, hostPort: 0 }],
      [{ containerPort: 53, protocol: 'UDP' }],
      [{ containerPort: 53, protocol: '' }],
    ],
    [
      ...[
        [{ containerPort: 0 }],
        [{ containerPort: 65_536 }],
        [{ containerPort: '80' }],
        [{ containerPort: 80.5 }],
        [{}],
      ],
      ...['HTTP', 'a-very-long-port-name', '-a', 'a--b', '123', 'a_b'].map((name) => [{ name, containerPort: 80 }]),
      [
        { name: 'a', containerPort: 1 },
        { name: 'a', containerPort: 2 },
      ],
      [
        { containerPort: 1, hostPort: 1 },
        { containerPort: 2, hostPort: 1 },
      ],
      ...[[{ containerPort: 1, protocol: 'tcp' }], [{ containerPort: 1, hostPort: 70_000 }], [80], [{ port: 80 }]],
    ],
  ),
  of(
    'Deployment',
    'container.env',
    [
      [{ name: 'a.b-c', value: '' }],
      [{ name: '1A', value: null }],
      [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }],
      [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }],
      ...[FIELDS('status.podIPs'), FIELDS("metadata.labels['a']"), FIELDS('spec.nodeName')],
    ],
    [
      ...[[{ name: 'A=B' }], [{ value: 'a' }], [{ name: 'A', value: 1 }], [{ name: 'A', value: true }], { A: 'b' }],
      [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      [{ name: 'A', valueFrom: {} }],
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a' } } }],
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'b c' } } }],
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'b' }, configMapKeyRef: { name: 'a', key: 'b' } } }],
      [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'cpu' } } }],
      ...[FIELDS('metadata.labels'), FIELDS('spec.hostname'), FIELDS('status.phase')],
    ],
  ),
  of(
    'Deployment',
    'container.envFrom',
    [[{ configMapRef: { name: 'a' }, prefix: '1-' }]],
    [
      [{}],
      [{ secretRef: {} }],
      [{ configMapRef: { name: 'a' }, secretRef: { name: 'a' } }],
      ['a'],
      [{ secretRef: { name: 'a' }, prefix: 'A=' }],
    ],
  ),
  of(
    'Deployment',
    'container.volumeMounts.0',
    [
      { name: 'v', mountPath: 'a' },
      { name: 'v', mountPath: '/a', subPath: '..x/a..b' },
      { name: 'v', mountPath: '/a', mountPropagation: 'HostToContainer' },
    ],
    [
      ...[
        { name: 'v' },
        { name: 'v', mountPath: '/a', subPath: '../x' },
        { name: 'v', mountPath: '/a', subPath: '/x' },
      ],
      { name: 'v', mountPath: '/a', subPath: 'a', subPathExpr: 'b' },
      { name: 'v', mountPath: '/a', mountPropagation: 'Bidirectional' },
    ],
  ),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) =>
    of(
      'Deployment',
      `container.${probe}`,
      [HTTP, { httpGet: { port: 'http', path: 'x' } }, { ...HTTP, periodSeconds: 0 }, { ...HTTP, failureThreshold: 0 }],
      [
        ...[
          {},
          { ...HTTP, tcpSocket: { port: 80 } },
          { httpGet: {} },
          { httpGet: { port: 80, scheme: 'http' } },
          { exec: { command: [] } },
        ],
        ...[
          { exec: { command: 'ls' } },
          { grpc: { port: 'a' } },
          { ...HTTP, periodSeconds: -1 },
          { ...HTTP, initialDelaySeconds: '5s' },
        ],
        ...[
          { ...HTTP, terminationGracePeriodSeconds: 0 },
          { httpGet: { port: 0 } },
          { httpGet: { port: 'much-too-long-a-name' } },
        ],
        { httpGet: { port: 80, httpHeaders: [{ name: 'a b', value: 'x' }] } },
      ],
    ),
  ),
  of(
    'Deployment',
    'container.livenessProbe',
    [{ ...HTTP, terminationGracePeriodSeconds: 5 }],
    [{ ...HTTP, successThreshold: 2 }],
  ),
  of(
    'Deployment',
    'container.readinessProbe',
    [{ ...HTTP, successThreshold: 2 }],
    [{ ...HTTP, terminationGracePeriodSeconds: 5 }],
  ),
  of(
    'Deployment',
    'container.lifecycle.preStop',
    [{ sleep: { seconds: 5 } }, { exec: { command: ['a'] } }],
    [{}, { grpc: { port: 1 } }, { sleep: { seconds: 100 } }, { exec: { command: ['a'] }, sleep: { seconds: 1 } }],
  ),
  of(
    'Deployment',
    'container.resources.limits.memory',
    ['1', 0.5, '1.5Gi', '.5', '5.', '1e3', '1E', '+1', '1k', '1n', null],
    ['1GB', '1gi', '500 Mi', '-1', -1, '', '1K', '1mi', '0x10', true, '1,5', '1e', 'inf'],
  ),
  of(
    'Deployment',
    'container.resources',
    [
      { requests: { memory: '1024Mi', cpu: '1000m' }, limits: { memory: '1Gi', cpu: 1 } },
      ...[
        { requests: { 'kubernetes.io/a': '1' } },
        { limits: { 'nvidia.com/gpu': 1 } },
        { requests: { 'a.b/c': 1 }, limits: { 'a.b/c': '1' } },
        {},
      ],
    ],
    [
      ...[
        { requests: { cpu: '2' }, limits: { cpu: '1' } },
        { requests: { memory: '1Gi' }, limits: { memory: '1G' } },
      ],
      { requests: { 'ephemeral-storage': '2Gi' }, limits: { 'ephemeral-storage': '1Gi' } },
      ...[
        { requests: { cpus: 1 } },
        { limits: { storage: '1Gi' } },
        { requests: { CPU: 1 } },
        { limit: {} },
        { cpu: 1 },
      ],
      ...[
        { requests: { 'a.b/c': 1 } },
        { requests: { 'a.b/c': 1 }, limits: { 'a.b/c': 2 } },
        { limits: { 'a.b/c': 0.5 } },
      ],
    ],
  ),
  of(
    'Deployment',
    'container.securityContext',
    [
      ...[
        { allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'] } },
        { privileged: true },
        { runAsUser: 0 },
      ],
      { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } },
    ],
    [
      ...[
        { privileged: true, allowPrivilegeEscalation: false },
        { runAsUser: -1 },
        { runAsUser: '1000' },
        { fsGroup: 1 },
      ],
      ...[
        { runAsNonRoot: 'true' },
        { capabilities: ['NET_ADMIN'] },
        { capabilities: { drop: 'ALL' } },
        { procMount: 'x' },
      ],
      { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } },
      ...['runtime/default', 'Localhost'].map((type) => ({ seccompProfile: { type } })),
      { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'a.json' } },
      { seccompProfile: { type: 'Localhost', localhostProfile: '/a.json' } },
    ],
  ),
  ...['livenesProbe', 'volumeMount', 'nodeSelector', 'Image', 'image_pull_policy'].map((field) =>
    of('Deployment', `container.${field}`, [], [null, {}]),
  ),
];
