import type { Manifests } from '../../manifests/manifests';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { inContainers } from './containers';
import type { Container } from '../../manifests/pods';
import { containerPath, containersOf, type Workload } from '../../manifests/workloads';
import { useOneOf } from '../words';

const mounts: ManifestsRule = {
  id: 'K8S-MOUNT-1',
  severity: Severity.ERROR,
  title: 'every mount refers to a volume of the pod',
  why: 'the API server rejects the workload, so no pod of it is created',
  evidence: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: ({ manifests }) => manifests.workloads.flatMap(lostMounts),
};

const unmounted: ManifestsRule = {
  id: 'K8S-MOUNT-2',
  severity: Severity.WARNING,
  title: 'every volume of a pod is mounted',
  why: 'a program whose volume is not mounted writes into its container, or silently reads nothing',
  evidence: 'https://github.com/grafana/alloy/issues/4961',
  check: ({ manifests }) => manifests.workloads.flatMap(unmountedVolumes),
};

const oneMount: ManifestsRule = {
  id: 'K8S-MOUNT-3',
  severity: Severity.ERROR,
  title: 'a container mounts at most one volume at a path',
  why: 'the API server rejects the workload, so no pod of it is created',
  evidence: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: ({ manifests }) => sharedPaths(manifests),
};

/** Volumes that a container uses, and the field that names each. */
function used(container: Container): { field: string; name: string }[] {
  const { volumeMounts = [], volumeDevices = [] } = container;
  return [
    ...volumeMounts.map(({ name }) => ({ field: 'volumeMounts', name })),
    ...volumeDevices.map(({ name }) => ({ field: 'volumeDevices', name })),
  ];
}

/** Names of the volumes of a pod. */
function namesOf({ pod, spec }: Workload): string[] {
  const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
  return [...(pod.volumes ?? []).map(({ name }) => name), ...claims];
}

/** The volumes of a pod, and where each is written. */
function volumesOf({ title, pod, podPath, spec }: Workload): { name: string; path: string }[] {
  const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
    name,
    path: `${title} spec.volumeClaimTemplates[${name}]`,
  }));
  const volumes = (pod.volumes ?? []).map(({ name }) => ({ name, path: `${title} ${podPath}.volumes[${name}]` }));
  return [...volumes, ...claims];
}

function lostMounts(workload: Workload): Finding[] {
  const names = namesOf(workload);
  return containersOf(workload).flatMap((container) =>
    used(container)
      .filter(({ name }) => !names.includes(name))
      .map(({ field, name }) => ({
        path: `${containerPath(workload, container)}.${field}[${name}]`,
        found: `'${name}' is not a volume of the pod`,
        fix: useOneOf(names, 'add the volume'),
      })),
  );
}

/** If a mount lacks its volume too, that is one mistake, and K8S-MOUNT-1 reports it. */
function unmountedVolumes(workload: Workload): Finding[] {
  if (lostMounts(workload).length > 0 || workload.pod.containers.length === 0) return [];
  const names = containersOf(workload).flatMap((container) => used(container).map(({ name }) => name));
  return volumesOf(workload)
    .filter(({ name }) => !names.includes(name))
    .map(({ name, path }) => ({
      path,
      found: `'${name}' is not mounted by any container`,
      fix: 'mount it, or remove it',
    }));
}

function sharedPaths(manifests: Manifests): Finding[] {
  return inContainers(manifests, ({ volumeMounts = [] }, path) => {
    const paths = volumeMounts.map(({ mountPath }) => mountPath);
    const twice = new Set(paths.filter((one, index) => paths.indexOf(one) !== index));
    return [...twice].map((mountPath) => {
      const names = volumeMounts.filter((mount) => mount.mountPath === mountPath).map(({ name }) => `'${name}'`);
      return {
        path: `${path}.volumeMounts`,
        found: `${names.join(' and ')} are both mounted at ${mountPath}`,
        fix: 'mount one of them elsewhere',
      };
    });
  });
}

/** Rules about volumes and where they are mounted. */
export const VOLUME_RULES: readonly ManifestsRule[] = [mounts, unmounted, oneMount];
