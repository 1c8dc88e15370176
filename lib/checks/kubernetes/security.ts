import { type ManifestsRule, Severity } from '../rule';
import { inContainers } from './containers';
import type { Container } from '../../manifests/pods';
import { LASTING_KINDS } from '../../manifests/workloads';

const privileged: ManifestsRule = {
  id: 'K8S-SECURITY-1',
  severity: Severity.WARNING,
  title: 'no container is privileged',
  why: 'an attacker in a privileged container controls the node, with every pod and every role on it',
  evidence: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  check: ({ manifests }) =>
    inContainers(manifests, ({ securityContext }, path) =>
      securityContext?.privileged === true
        ? [
            {
              path: `${path}.securityContext.privileged`,
              found: 'true gives the container full access to the node',
              fix: 'remove it, and add the capabilities or mounts it needs',
            },
          ]
        : [],
    ),
};

const memory: ManifestsRule = {
  id: 'K8S-MEMORY-1',
  severity: Severity.WARNING,
  title: 'every container requests memory',
  why: 'the scheduler assumes that it needs no memory, and such pods are killed first when the node runs out of it',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  check: ({ manifests }) =>
    inContainers(manifests, (container, path, { kind, pod }) =>
      LASTING_KINDS.includes(kind) && !pod.resources?.requests?.['memory'] && isLasting(container, pod.containers)
        ? needed(container, path)
        : [],
    ),
};

const isLasting = (container: Container, lasting: readonly Container[]): boolean =>
  lasting.includes(container) || container.restartPolicy === 'Always';

/** Without a request, Kubernetes uses the limit. */
function needed({ resources }: Container, path: string): { path: string; found: string; fix: string }[] {
  if (resources?.requests?.['memory'] !== undefined || resources?.limits?.['memory'] !== undefined) return [];
  return [
    {
      path: `${path}.resources.requests.memory`,
      found: 'is missing',
      fix: 'request the memory it takes in normal operation',
    },
  ];
}

/** Rules about privileges and resources of containers. */
export const SECURITY_RULES: readonly ManifestsRule[] = [privileged, memory];
