import type { Workload } from '../../lib/manifests/workloads';

/** Parts of a container that Pod Security looks at. */
interface Secured {
  readonly name: string;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly securityContext?: {
    readonly privileged?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly procMount?: string;
    readonly seccompProfile?: { readonly type?: string };
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
}

/** Parts of a pod that Pod Security looks at. */
interface SecuredPod {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: Secured['securityContext'] & { readonly sysctls?: readonly unknown[] };
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly containers: readonly Secured[];
  readonly initContainers?: readonly Secured[];
}

/** Kinds of volumes that the level `restricted` allows. */
const VOLUMES = 'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret'.split(' ');

/**
 * Violations of the level `restricted` (https://kubernetes.io/docs/concepts/security/pod-security-standards/), which includes
 * `baseline`.
 */
export function violations({ title, pod: read }: Workload): string[] {
  const pod = read as unknown as SecuredPod;
  const { securityContext: own = {} } = pod;
  const of = (is: boolean, what: string) => (is ? [`${title}: ${what}`] : []);
  return [
    ...of(pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true, 'namespaces of the node'),
    ...of((own.sysctls ?? []).length > 0, 'sysctls'),
    ...(pod.volumes ?? []).flatMap(({ name, ...source }) =>
      of(!Object.keys(source).every((kind) => VOLUMES.includes(kind)), `volume ${String(name)}`),
    ),
    ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap(({ name, ports = [], securityContext = {} }) => {
      const { capabilities = {} } = securityContext;
      const user = securityContext.runAsUser ?? own.runAsUser;
      const profile = securityContext.seccompProfile?.type ?? own.seccompProfile?.type;
      return [
        ...of(
          ports.some(({ hostPort }) => hostPort !== undefined),
          `${name}: port of the node`,
        ),
        ...of(securityContext.privileged === true, `${name}: privileged`),
        ...of(securityContext.allowPrivilegeEscalation !== false, `${name}: escalation`),
        ...of((securityContext.runAsNonRoot ?? own.runAsNonRoot) !== true || user === 0, `${name}: root`),
        ...of(!['RuntimeDefault', 'Localhost'].includes(String(profile)), `${name}: seccomp`),
        ...of((securityContext.procMount ?? 'Default') !== 'Default', `${name}: procMount`),
        ...of(!capabilities.drop?.includes('ALL'), `${name}: capabilities`),
        ...of(
          (capabilities.add ?? []).some((one) => one !== 'NET_BIND_SERVICE'),
          `${name}: added capabilities`,
        ),
      ];
    }),
  ];
}
