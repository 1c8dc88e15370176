import { show } from '../../../charts/input/show';
import { ofKind } from '../../manifests/manifest';
import type { Container } from '../../manifests/pods';
import { asList, at, isRecord, record, records } from '../../manifests/shape';
import { containerPath, containersOf, type Workload } from '../../manifests/workloads';
import { type Finding, type ManifestsRule, Severity } from '../rule';

/** Label of a namespace with the level that the API server enforces in it. */
const LEVEL = 'pod-security.kubernetes.io/enforce';

/** Part of a pod that a level does not permit: its path, and the text to write there. */
type Fault = Omit<Finding, 'path'> & { readonly at: string };

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

/** Fix for a volume of the node: agents that read a node's logs need one. */
const VOLUME_FIX = `use a claim or an emptyDir; for an agent, set the label ${LEVEL} of its namespace to privileged`;

const SECCOMP = ['RuntimeDefault', 'Localhost'];

const admitted: ManifestsRule = {
  id: 'K8S-SECURITY-2',
  severity: Severity.ERROR,
  title: 'pods meet the Pod Security level that their namespace enforces',
  why: 'the API server accepts the workload and refuses each of its pods, so none is ever created',
  evidence: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  check: ({ manifests }) => {
    const levels = new Map(
      ofKind(manifests.objects, 'Namespace').map(({ metadata }) => [
        metadata.name,
        record(record(metadata as unknown)['labels'])[LEVEL],
      ]),
    );
    return manifests.workloads.flatMap((workload) => {
      const level = workload.namespace === undefined ? undefined : levels.get(workload.namespace);
      if (level !== 'restricted' && level !== 'baseline') return [];
      return faultsOf(workload, level === 'restricted').map(({ at: path, found, fix }) => ({
        path,
        found: `${found}, and namespace ${workload.namespace} enforces the level ${level}`,
        fix,
      }));
    });
  },
};

/** Faults of a workload at a level. */
function faultsOf(workload: Workload, isRestricted: boolean): Fault[] {
  const { pod, podPath, title } = workload;
  const spec = pod as unknown as Record<string, unknown>;
  // Windows has none of the Linux users, capabilities and seccomp profiles.
  if (at(spec, 'os.name') === 'windows') return [];
  const below = (path: string, fault: Omit<Fault, 'at'>): Fault => ({ at: `${title} ${podPath}.${path}`, ...fault });
  const shared = ['hostNetwork', 'hostPID', 'hostIPC']
    .filter((key) => spec[key] === true)
    .map((key) => below(key, { found: 'true shares the node', fix: 'leave it out' }));
  const volumes = records(spec['volumes']).flatMap((volume): Fault[] => {
    const { name, ...sources } = volume;
    const kinds = Object.keys(sources).filter((key) => isRecord(sources[key]));
    const wrong = kinds.find((key) => (isRestricted ? !RESTRICTED_VOLUMES.includes(key) : key === 'hostPath'));
    if (wrong === undefined) return [];
    return [below(`volumes[${String(name)}]`, { found: `is a ${wrong}`, fix: VOLUME_FIX })];
  });
  const containers = containersOf(workload).flatMap((container) =>
    containerFaults(container, spec, isRestricted).map((fault) => ({
      ...fault,
      at: `${containerPath(workload, container)}.${fault.at}`,
    })),
  );
  return [...shared, ...volumes, ...containers];
}

/** Faults of a container at a level. */
function containerFaults(container: Container, pod: Record<string, unknown>, isRestricted: boolean): Fault[] {
  const own = record(container.securityContext as unknown);
  const ofPod = record(pod['securityContext']);
  const effective = (key: string): unknown => at(own, key) ?? at(ofPod, key);
  const fault = (isWrong: boolean, path: string, found: string, fix: string): Fault[] =>
    isWrong ? [{ at: `securityContext.${path}`, found, fix }] : [];
  const added = asList(at(own, 'capabilities.add')).map(String);
  const dropped = asList(at(own, 'capabilities.drop')).map(String);
  const mayAdd = isRestricted ? ['NET_BIND_SERVICE'] : BASELINE_CAPABILITIES;
  const capability = added.find((each) => !mayAdd.includes(each));
  const seccomp = effective('seccompProfile.type');
  const hasHostPort = records(container.ports as unknown).some((port) => Number(port['hostPort'] ?? 0) !== 0);
  const baseline = [
    ...fault(own['privileged'] === true, 'privileged', 'true', 'leave it out'),
    ...fault(
      capability !== undefined,
      'capabilities.add',
      `has ${capability}`,
      'leave it out, or move the pod to a namespace of its own',
    ),
    ...(hasHostPort ? [{ at: 'ports', found: 'has a hostPort', fix: 'leave it out, and use a Service' }] : []),
    ...fault(seccomp === 'Unconfined', 'seccompProfile.type', 'Unconfined', 'write RuntimeDefault'),
  ];
  if (!isRestricted) return baseline;
  const user = effective('runAsUser');
  const escalates = own['allowPrivilegeEscalation'] !== false;
  return [
    ...baseline,
    ...fault(effective('runAsNonRoot') !== true, 'runAsNonRoot', 'is not true', 'write true'),
    ...fault(user === 0, 'runAsUser', `${show(user)} is root`, 'use another number, or leave it out'),
    ...fault(escalates, 'allowPrivilegeEscalation', 'is not false', 'write false'),
    ...fault(!dropped.includes('ALL'), 'capabilities.drop', 'lacks ALL', "write ['ALL']"),
    ...fault(
      seccomp !== 'Unconfined' && !SECCOMP.includes(String(seccomp)),
      'seccompProfile.type',
      seccomp === undefined ? 'is missing' : String(seccomp),
      'write RuntimeDefault',
    ),
  ];
}

/** Rules about Pod Security levels. */
export const POD_SECURITY_RULES: readonly ManifestsRule[] = [admitted];
