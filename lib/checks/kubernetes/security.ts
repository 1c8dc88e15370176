import { type ManifestsRule, Severity } from '../rule';
import { inContainers } from './containers';
import type { Container } from '../../manifests/pods';

/** Workloads whose pods stay: what runs once takes its memory and is gone. */
const LASTING = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

const privileged: ManifestsRule = {
  id: 'K8S-SECURITY-1',
  severity: Severity.WARNING,
  title: 'no container is privileged',
  why: 'whoever breaks into a privileged container has the node, and with it every pod and every role on it',
  evidence: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  check: ({ manifests }) =>
    inContainers(manifests, ({ securityContext }, path) =>
      securityContext?.privileged === true
        ? [
            {
              path: `${path}.securityContext.privileged`,
              found: 'true gives the container all of the node',
              fix: 'remove it, and add the capabilities or mounts that it needs',
            },
          ]
        : [],
    ),
};

const memory: ManifestsRule = {
  id: 'K8S-MEMORY-1',
  severity: Severity.WARNING,
  title: 'every container says how much memory it needs',
  why: 'a node is filled as if the container needed none, and such pods are the first to be killed when it is full',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  check: ({ manifests }) =>
    inContainers(manifests, (container, path, { kind, pod }) =>
      LASTING.includes(kind) && !pod.resources?.requests?.['memory'] && isLasting(container, pod.containers)
        ? needed(container, path)
        : [],
    ),
};

const isLasting = (container: Container, lasting: readonly Container[]): boolean =>
  lasting.includes(container) || container.restartPolicy === 'Always';

/** A limit is taken for the request where there is none. */
function needed({ resources }: Container, path: string): { path: string; found: string; fix: string }[] {
  if (resources?.requests?.['memory'] !== undefined || resources?.limits?.['memory'] !== undefined) return [];
  return [
    {
      path: `${path}.resources.requests.memory`,
      found: 'is missing',
      fix: 'write how much memory it takes in ordinary use',
    },
  ];
}

/** Rules about what containers may do and take. */
export const SECURITY_RULES: readonly ManifestsRule[] = [privileged, memory];
