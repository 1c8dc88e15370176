import type { Loose } from '../../lib/checks/harness';

/** Levels of Pod Security that refuse a pod: none, restricted alone, or both. */
export type RefusedBy = readonly ('restricted' | 'baseline')[];

/** A pod, and the levels that refuse it. */
export interface PodAnswer {
  /** Fields of the pod. */
  readonly pod: Loose;

  /** Fields of its container. */
  readonly container: Loose;

  /** Annotations of the pod. */
  readonly annotations?: Loose;

  /** Levels that refuse it. */
  readonly refusedBy: RefusedBy;
}

const NONE: RefusedBy = [];
const RESTRICTED: RefusedBy = ['restricted'];
const BOTH: RefusedBy = ['restricted', 'baseline'];

/** Security context that every level permits. */
export const SAFE = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const ofPod = (refusedBy: RefusedBy, ...pods: readonly Loose[]): PodAnswer[] =>
  pods.map((pod) => ({ pod, container: {}, refusedBy }));
const ofContext = (refusedBy: RefusedBy, ...contexts: readonly Loose[]): PodAnswer[] =>
  contexts.map((context) => ({ pod: {}, container: { securityContext: { ...SAFE, ...context } }, refusedBy }));
const ofContainer = (refusedBy: RefusedBy, ...containers: readonly Loose[]): PodAnswer[] =>
  containers.map((container) => ({ pod: {}, container, refusedBy }));
const volume = (source: Loose): Loose => ({ volumes: [{ name: 'v', ...source }] });
const inPod = (securityContext: Loose, context: Loose = {}): { pod: Loose; container: Loose } => ({
  pod: { securityContext },
  container: { securityContext: { ...SAFE, ...context } },
});
const HOST = { port: 80, host: '10.0.0.1' };
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/main';

/** Answers of the API server about pods in namespaces with a level. */
export const POD_ANSWERS: readonly PodAnswer[] = [
  ...ofPod(NONE, {}, { hostNetwork: false }, volume({ emptyDir: {} }), volume({ csi: { driver: 'a' } }), volume({})),
  ...ofPod(BOTH, { hostNetwork: true }, { hostPID: true }, { hostIPC: true }, volume({ hostPath: { path: '/a' } })),
  ...ofPod(RESTRICTED, volume({ nfs: { server: 'a', path: '/' } })),
  ...ofContext(
    RESTRICTED,
    ...['runAsNonRoot', 'allowPrivilegeEscalation', 'capabilities', 'seccompProfile'].map((key) => ({
      [key]: undefined,
    })),
    ...[
      { runAsNonRoot: false },
      { runAsUser: 0 },
      { allowPrivilegeEscalation: true },
      { capabilities: { drop: ['all'] } },
    ],
    { capabilities: { drop: ['ALL'], add: ['CHOWN'] } },
  ),
  ...ofContext(
    BOTH,
    ...[
      { privileged: true, allowPrivilegeEscalation: undefined },
      { capabilities: { drop: ['ALL'], add: ['SYS_TIME'] } },
    ],
    ...[{ seccompProfile: { type: 'Unconfined' } }, { appArmorProfile: { type: 'Unconfined' } }],
    ...[{ seLinuxOptions: { type: 'spc_t' } }, { seLinuxOptions: { user: 'u' } }, { seLinuxOptions: { role: 'r' } }],
  ),
  ...ofContext(
    NONE,
    ...[{ runAsUser: 1 }, { procMount: 'Default' }, { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }],
    ...[{ seLinuxOptions: { type: 'container_t', level: 's0' } }, { appArmorProfile: { type: 'RuntimeDefault' } }],
    { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } },
  ),
  ...ofContainer(
    BOTH,
    { ports: [{ containerPort: 80, hostPort: 80 }] },
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => ({ [probe]: { httpGet: HOST } })),
    ...['postStart', 'preStop'].map((hook) => ({ lifecycle: { [hook]: { tcpSocket: HOST } } })),
  ),
  ...ofContainer(NONE, { ports: [{ containerPort: 80, hostPort: 0 }] }, { livenessProbe: { tcpSocket: { port: 1 } } }),
  { ...inPod({ runAsNonRoot: true }, { runAsNonRoot: undefined }), refusedBy: NONE },
  { ...inPod({ seccompProfile: { type: 'RuntimeDefault' } }, { seccompProfile: undefined }), refusedBy: NONE },
  // What a pod says counts even if each of its containers says something else.
  { ...inPod({ runAsNonRoot: false }), refusedBy: RESTRICTED },
  { ...inPod({ runAsUser: 0 }, { runAsUser: 1 }), refusedBy: RESTRICTED },
  { ...inPod({ seccompProfile: { type: 'Unconfined' } }), refusedBy: BOTH },
  { ...inPod({ seLinuxOptions: { type: 'spc_t' } }), refusedBy: BOTH },
  { ...inPod({ sysctls: [{ name: 'net.core.somaxconn', value: '1' }] }), refusedBy: BOTH },
  { ...inPod({ sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1 2 3' }] }), refusedBy: NONE },
  ...(['unconfined', 'runtime/default'] as const).map((value) => ({
    ...{ pod: {}, container: {}, annotations: { [APPARMOR]: value } },
    refusedBy: value === 'unconfined' ? BOTH : NONE,
  })),
  {
    pod: { hostUsers: false },
    container: { securityContext: { ...SAFE, runAsUser: 0, runAsNonRoot: false } },
    refusedBy: NONE,
  },
  {
    pod: { hostUsers: false },
    container: { securityContext: { ...SAFE, procMount: 'Unmasked' } },
    refusedBy: RESTRICTED,
  },
  { pod: { os: { name: 'windows' } }, container: { securityContext: {} }, refusedBy: RESTRICTED },
  { pod: { os: { name: 'windows' } }, container: { securityContext: { runAsNonRoot: true } }, refusedBy: NONE },
];

/** A pod of the answers in a namespace. */
export const podOf = ({ pod, container, annotations }: PodAnswer, namespace: string): Loose => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace, annotations } },
  spec: { containers: [{ name: 'main', image: 'a:1', securityContext: SAFE, ...container }], ...pod },
});
