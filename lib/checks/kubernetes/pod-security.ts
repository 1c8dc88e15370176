import { type Manifest, ofKind } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { at, record } from '../../manifests/shape';
import type { Workload } from '../../manifests/workloads';
import { ENFORCED, type Level, podSecurityFaults } from '../read/kubernetes/pod-security';
import { type ManifestsRule, Severity } from '../rule';

const admitted: ManifestsRule = {
  id: 'K8S-SECURITY-2',
  severity: Severity.ERROR,
  title: 'pods meet the Pod Security level that their namespace enforces',
  why: 'the API server takes the workload and refuses each of its pods: none is ever made',
  evidence: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  check: ({ manifests }) => {
    const levels = new Map(ofKind(manifests.objects, 'Namespace').map((one) => [one.metadata.name, levelOf(one)]));
    return manifests.workloads.flatMap((workload) => {
      const { namespace, title, podPath, pod } = workload;
      const level = namespace === undefined ? undefined : levels.get(namespace);
      if (level === undefined) return [];
      const faults = podSecurityFaults(
        pod as unknown as Record<string, unknown>,
        annotationsOf(manifests, workload),
        level,
      );
      return faults.map(({ path, found, fix }) => ({
        path: `${title} ${podPath}.${path}`,
        found: `${found}, and namespace ${namespace} enforces the level ${level}`,
        fix,
      }));
    });
  },
};

/** Level that a namespace enforces, if it refuses any pods. */
function levelOf({ metadata }: Manifest): Level | undefined {
  const level = record(record(metadata as unknown)['labels'])[ENFORCED];
  return level === 'restricted' || level === 'baseline' ? level : undefined;
}

/** Annotations of the pods of a workload. */
function annotationsOf(manifests: Manifests, { kind, namespace, name, podPath }: Workload): Record<string, unknown> {
  const template = [podPath.replace(/\.?spec$/, ''), 'metadata.annotations'].filter(Boolean).join('.');
  return record(at(manifests.find(kind, namespace, name), template));
}

/** Rules about Pod Security levels. */
export const POD_SECURITY_RULES: readonly ManifestsRule[] = [admitted];
