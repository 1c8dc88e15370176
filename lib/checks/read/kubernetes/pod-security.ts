import { show } from '../../../../charts/input/show';
import { asList, at, type Block, isRecord, record, records } from '../../../manifests/shape';
import { type ApiFault, faultIf, isOpen } from './fault';

/** Levels that refuse pods. */
export type Level = 'baseline' | 'restricted';

/** Label of a namespace with the level that the API server enforces in it. */
export const ENFORCED = 'pod-security.kubernetes.io/enforce';

/** Capabilities that the level baseline lets a container add. */
const BASELINE_CAPABILITIES = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

/** Volumes that the level restricted permits. */
const RESTRICTED_VOLUMES = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected'],
  'secret',
];

/** Settings of the kernel that the level baseline permits. */
const SYSCTLS = [
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start'],
  ...['net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports'],
  ...['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl'],
  ...['net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
];

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const PROFILES = ['RuntimeDefault', 'Localhost'];

/** Programs that read the logs of a node need its folders. */
const VOLUME_FIX = `use a claim or an emptyDir; for an agent, set the label ${ENFORCED} of its namespace to privileged`;

/** A field of a security context, of a pod or a container, that a level restricts. */
interface Restricted {
  /** Its path. */
  readonly path: string;

  /** Level that restricts it; `restricted` has all that `baseline` has. */
  readonly level: Level;

  /** True for a value that the level does not permit. Fields that are not there are permitted. */
  readonly isWrong: (value: unknown) => boolean;

  /** Advice. */
  readonly fix: string;

  /** Level that permits it in a pod with users of its own. @default - none */
  readonly withOwnUsers?: Level;
}

const notOneOf =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    !values.includes(value);

const CONTEXT: readonly Restricted[] = [
  { path: 'seccompProfile.type', level: 'baseline', isWrong: notOneOf(...PROFILES), fix: 'write RuntimeDefault' },
  { path: 'appArmorProfile.type', level: 'baseline', isWrong: notOneOf(...PROFILES), fix: 'write RuntimeDefault' },
  { path: 'seLinuxOptions.type', level: 'baseline', isWrong: notOneOf(...SELINUX_TYPES), fix: 'leave it out' },
  { path: 'seLinuxOptions.user', level: 'baseline', isWrong: notOneOf(''), fix: 'leave it out' },
  { path: 'seLinuxOptions.role', level: 'baseline', isWrong: notOneOf(''), fix: 'leave it out' },
  { path: 'windowsOptions.hostProcess', level: 'baseline', isWrong: notOneOf(false), fix: 'leave it out' },
  { path: 'privileged', level: 'baseline', isWrong: notOneOf(false), fix: 'leave it out' },
  { path: 'procMount', level: 'baseline', isWrong: notOneOf('Default'), fix: 'leave it out', withOwnUsers: 'baseline' },
  { path: 'runAsNonRoot', level: 'restricted', isWrong: notOneOf(true), fix: 'write true', withOwnUsers: 'restricted' },
  {
    path: 'runAsUser',
    level: 'restricted',
    isWrong: (value) => value === 0,
    fix: 'use another number, or leave it out',
    withOwnUsers: 'restricted',
  },
];

/** Fields that a pod or each of its containers must have at the level restricted. */
const NEEDED = [
  { path: 'runAsNonRoot', fix: 'write true', isUser: true },
  { path: 'seccompProfile.type', fix: 'write RuntimeDefault', isUser: false },
];

/** Faults of a pod at a level. */
export function podSecurityFaults(pod: Block, annotations: Block, level: Level): ApiFault[] {
  const isWindows = at(pod, 'os.name') === 'windows';
  const context = record(pod['securityContext']);
  const isOwn = pod['hostUsers'] === false;
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((key) =>
      faultIf(pod[key] === true, key, 'true shares the node', 'leave it out'),
    ),
    ...contextFaults(context, level, isOwn).map(below('securityContext')),
    ...records(context['sysctls']).flatMap(({ name }, index) =>
      faultIf(
        !SYSCTLS.includes(String(name)),
        `securityContext.sysctls[${index}]`,
        `${show(name)} is not a safe setting`,
        'leave it out',
      ),
    ),
    ...records(pod['volumes']).flatMap((volume) => volumeFaults(volume, level)),
    ...Object.entries(annotations).flatMap(([key, value]) =>
      faultIf(
        key.startsWith('container.apparmor.security.beta.kubernetes.io/') &&
          !/^(runtime\/default|localhost\/.*|)$/.test(String(value)),
        `annotation ${key}`,
        String(value),
        'write runtime/default',
      ),
    ),
    ...['initContainers', 'containers'].flatMap((list) =>
      records(pod[list]).flatMap((container) =>
        containerFaults(container, { context, level, isOwn, isWindows }).map(
          below(`${list}[${String(container['name'] ?? '?')}]`),
        ),
      ),
    ),
  ];
}

const below =
  (path: string) =>
  (fault: ApiFault): ApiFault => ({ ...fault, path: `${path}.${fault.path}` });

/** Faults of what a security context says. */
const contextFaults = (context: Block, level: Level, isOwn: boolean): ApiFault[] =>
  CONTEXT.filter(
    (field) => (level === 'restricted' || field.level === level) && !(field.withOwnUsers === level && isOwn),
  ).flatMap(({ path, isWrong, fix }) => {
    const value = at(context, path);
    const isThere = value !== undefined && value !== null && !isOpen(value);
    return faultIf(isThere && isWrong(value), path, path === 'runAsUser' ? '0 is root' : show(value), fix);
  });

function volumeFaults(volume: Block, level: Level): ApiFault[] {
  const { name, ...sources } = volume;
  const kinds = Object.keys(sources).filter((key) => isRecord(sources[key]));
  const wrong = kinds.find((key) => (level === 'restricted' ? !RESTRICTED_VOLUMES.includes(key) : key === 'hostPath'));
  return wrong === undefined ? [] : [{ path: `volumes[${String(name)}]`, found: `is a ${wrong}`, fix: VOLUME_FIX }];
}

/** Facts of the pod of a container. */
interface Around {
  readonly context: Block;
  readonly level: Level;
  readonly isOwn: boolean;
  readonly isWindows: boolean;
}

function containerFaults(container: Block, { context, level, isOwn, isWindows }: Around): ApiFault[] {
  const own = record(container['securityContext']);
  const isRestricted = level === 'restricted';
  const added = asList(at(own, 'capabilities.add')).map(String);
  const mayAdd = isRestricted ? ['NET_BIND_SERVICE'] : BASELINE_CAPABILITIES;
  const capability = added.find((each) => !mayAdd.includes(each));
  const hasHostPort = records(container['ports']).some((port) => Number(port['hostPort'] ?? 0) !== 0);
  const within = 'securityContext';
  return [
    ...contextFaults(own, level, isOwn).map(below(within)),
    ...faultIf(
      capability !== undefined,
      `${within}.capabilities.add`,
      `has ${capability}`,
      'leave it out, or move the pod to a namespace of its own',
    ),
    ...faultIf(hasHostPort, 'ports', 'has a hostPort', 'leave it out, and use a Service'),
    ...hostFaults(container),
    ...(isRestricted ? neededFaults(own, context, isOwn, isWindows).map(below(within)) : []),
  ];
}

/** Faults of probes and hooks that go to another host, which Kubernetes refuses since 1.34. */
function hostFaults(container: Block): ApiFault[] {
  const lifecycle = record(container['lifecycle']);
  const handlers = {
    ...{ livenessProbe: container['livenessProbe'], readinessProbe: container['readinessProbe'] },
    ...{ startupProbe: container['startupProbe'] },
    ...{ 'lifecycle.postStart': lifecycle['postStart'], 'lifecycle.preStop': lifecycle['preStop'] },
  };
  return Object.entries(handlers).flatMap(([name, handler]) =>
    ['httpGet', 'tcpSocket'].flatMap((how) => {
      const host = record(record(handler)[how])['host'];
      return faultIf(Boolean(host) && !isOpen(host), `${name}.${how}.host`, `${show(host)}`, 'leave it out');
    }),
  );
}

/** Faults of what a container lacks at the level restricted. Windows has no capabilities and seccomp of Linux. */
function neededFaults(own: Block, context: Block, isOwn: boolean, isWindows: boolean): ApiFault[] {
  const isMissing = (path: string) => [own, context].every((each) => (at(each, path) ?? undefined) === undefined);
  const dropped = asList(at(own, 'capabilities.drop')).map(String);
  return [
    ...NEEDED.filter(({ path, isUser }) => isMissing(path) && !(isUser ? isOwn : isWindows)).map(({ path, fix }) => ({
      path,
      found: path === 'runAsNonRoot' ? 'is not true' : 'is missing',
      fix,
    })),
    ...(isWindows
      ? []
      : [
          ...faultIf(
            own['allowPrivilegeEscalation'] !== false,
            'allowPrivilegeEscalation',
            'is not false',
            'write false',
          ),
          ...faultIf(!dropped.includes('ALL'), 'capabilities.drop', 'lacks ALL', "write ['ALL']"),
        ]),
  ];
}
