import { counted } from '../../../charts/input/counted';
import { show, visible } from '../../../charts/input/show';
import type { Container, SecurityContext } from '../../manifests/pods';
import { MIB, parseQuantity } from '../../manifests/quantity';
import { at, record } from '../../manifests/shape';
import { LASTING_KINDS, type Workload } from '../../manifests/workloads';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { inContainers } from './containers';

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
  title: 'a container that must not run as root has another user',
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

const tinyLimit: ManifestsRule = {
  id: 'K8S-MEMORY-3',
  severity: Severity.ERROR,
  title: 'a memory limit is at least 1 MiB',
  why: 'the kernel ends each container before its program starts; 512m is half a byte, and 512 are 512 bytes',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory',
  check: ({ manifests }) =>
    inContainers(manifests, ({ resources }, path) => {
      const limit = resources?.limits?.['memory'];
      const bytes = parseQuantity(limit);
      // 0 is no limit.
      if (bytes === undefined || bytes <= 0 || bytes >= MIB) return [];
      const [count] = /^\d+(?=m?$)/.exec(String(limit)) ?? ['512'];
      const found = `${show(limit)} is less than any program takes: ${bytes < 1 ? 'not one byte' : counted(Math.floor(bytes), 'byte')}`;
      return [{ path: `${path}.resources.limits.memory`, found, fix: `write one such as ${count}Mi` }];
    }),
};

const GO_LIMIT = 'GOMEMLIMIT';

/** Sizes that the runtime of Go reads. */
const GO_SIZE = /^(?:off|\d+(?:[KMGT]iB|B)?)?$/;

/** Sizes that people write for them, as in requests of Kubernetes. */
const MEANT = /^(\d+) ?([kmgt])i?b?$/i;

const goMemory: ManifestsRule = {
  id: 'K8S-MEMORY-2',
  severity: Severity.ERROR,
  title: `${GO_LIMIT} is a size that Go reads`,
  why: `a program in Go ends at once with "malformed ${GO_LIMIT}", and its container is restarted for ever`,
  evidence: 'https://pkg.go.dev/runtime#hdr-Environment_Variables',
  check: ({ manifests }) =>
    inContainers(manifests, ({ env = [] }, path) => {
      const value = env.findLast(({ name }) => name === GO_LIMIT)?.value;
      // Kubernetes puts other variables into a value.
      if (typeof value !== 'string' || GO_SIZE.test(value) || value.includes('$(')) return [];
      const [, count, unit = ''] = MEANT.exec(value) ?? [];
      const fix =
        count === undefined
          ? "write a whole number and KiB, MiB or GiB, such as '900MiB'"
          : `write '${count}${unit.toUpperCase()}iB'`;
      return [
        { path: `${path}.env[${GO_LIMIT}].value`, found: `'${visible(value)}' is not a size that Go reads`, fix },
      ];
    }),
};

/** Rules about privileges and resources of containers. */
export const SECURITY_RULES: readonly ManifestsRule[] = [privileged, nonRoot, memory, goMemory, tinyLimit];
