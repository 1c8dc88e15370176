import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { inContainers } from './containers';
import type { Container, SecurityContext } from '../../manifests/pods';
import { at, record } from '../../manifests/shape';
import { LASTING_KINDS, type Workload } from '../../manifests/workloads';

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

const nonRoot: ManifestsRule = {
  id: 'K8S-SECURITY-3',
  severity: Severity.ERROR,
  title: 'containers that must not run as root are not told to',
  why: "the kubelet does not start the container: container's runAsUser breaks non-root policy",
  evidence:
    'https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/kubelet/kuberuntime/security_context_others.go#L34',
  check: ({ manifests }) =>
    oncePerPath(
      inContainers(manifests, (container, path, workload) =>
        isOfWindows(workload) ? [] : rootInSpite(container, path, workload),
      ),
    ),
};

/** True for pods of Windows, whose kubelet ignores numbers of users. */
const isOfWindows = ({ pod }: Workload): boolean =>
  [at(pod, 'os.name'), record(at(pod, 'nodeSelector'))['kubernetes.io/os']].includes('windows');

/** Fault of a container whose own fields, or those of its pod that it does not replace, contradict each other. */
function rootInSpite(container: Container, path: string, { title, podPath, pod }: Workload): Finding[] {
  const levels = [
    { context: record(container.securityContext), at: path, whose: 'of the container' },
    { context: record(pod.securityContext), at: `${title} ${podPath}`, whose: 'of its pod' },
  ];
  const first = (key: keyof SecurityContext) => levels.find(({ context }) => (context[key] ?? undefined) !== undefined);
  const [user, mustNot] = [first('runAsUser'), first('runAsNonRoot')];
  if (user?.context.runAsUser !== 0 || mustNot?.context.runAsNonRoot !== true) return [];
  return [
    {
      path: `${user.at}.securityContext.runAsUser`,
      found: `0 is root, and runAsNonRoot ${user === mustNot ? 'beside it' : mustNot.whose} is true`,
      fix: 'use the number of another user, or write runAsNonRoot: false',
    },
  ];
}

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
export const SECURITY_RULES: readonly ManifestsRule[] = [privileged, nonRoot, memory];
