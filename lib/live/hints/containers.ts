import type { Hint } from './hint';
import { nodeOf } from './node-of';
import { RUNTIME_STUCK } from './nodes';

/** Containers that meshes and operators add to pods, by their names. */
const INJECTED =
  'istio-proxy|istio-init|linkerd-proxy|envoy|kuma-sidecar|consul-dataplane|vault-agent(?:-init)?|xray-daemon|aws-for-fluent-bit|datadog-agent';

const RUN = /^(RunContainerError|CreateContainerError|StartError|CrashLoopBackOff)$/;

const COMMAND = {
  id: 'pod-command',
  cause: 'the image does not have the program that the container should run, or may not run it',
};

/** Hints about containers that cannot be started, or that others added to a pod. */
export const CONTAINER_HINTS: readonly Hint[] = [
  {
    ...COMMAND,
    reason: RUN,
    message: /exec: "([^"]+)":? .*(?:no such file or directory|executable file not found|permission denied)/,
    next: (_subject, [, program = '']) =>
      `the image has no ${program}, or it may not be run: remove it from the command that customize writes; images of Loki have no shell`,
    other: (_subject, [, program = '']) =>
      `the image has no ${program}, or it may not be run: remove it from command, args or probes in the values of its chart; images of Loki have no shell`,
  },
  {
    ...COMMAND,
    reason: RUN,
    message: /[Nn]o command specified/,
    next: () =>
      'the image names no program of its own: it is not the right image, or it needs a command: compare its name and tag',
  },
  {
    id: 'pod-working-folder',
    reason: RUN,
    message: /chdir to cwd \("([^"]+)"\)/,
    cause: 'the container may not enter the folder in which it should start',
    next: (_subject, [, folder = '']) =>
      `remove runAsUser or workingDir, which customize or a policy writes: the user of the container may not enter ${folder}`,
    other: (_subject, [, folder = '']) =>
      `correct runAsUser or workingDir in the values of its chart: the user of the container may not enter ${folder}`,
  },
  {
    id: 'pod-file-mount',
    reason: RUN,
    message: /error mounting "([^"]+)"|create mountpoint for (\S+) mount/,
    cause: 'what is mounted into the container does not fit its place in the image: a file on a folder, or the reverse',
    next: (_subject, [, source, place = source?.split('/').at(-1)]) =>
      `look at mountPath and subPath of the mount of ${place}`,
  },
  {
    ...RUNTIME_STUCK,
    reason: /^(CreateContainerError|RunContainerError|StartError|ErrImagePull|ImagePullBackOff)$/,
    message:
      /is reserved for|is already in use by container|containerd\.sock|ttrpc: closed|code = Unavailable desc = (?:error reading|connection error|transport)|(?<!failed to (?:copy|pull).*)context deadline exceeded/,
  },
  {
    id: 'pod-container',
    reason: /^(CreateContainerError|RunContainerError)$/,
    // A program that ended at once has a log.
    message: /^(?!.*process is already dead)/,
    cause: 'the container runtime of the node cannot make or start a container of the pod',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: if it is on one node alone, replace that; on all, the message names what of the container is wrong: kubectl get pod --namespace ${namespace} ${trouble.on} -o yaml shows its mounts, command and securityContext`,
  },
  {
    id: 'pod-sidecar-memory',
    reason: /^OOMKilled$/,
    message: new RegExp(`container (${INJECTED}) needed`),
    cause: 'a container that a mesh or an operator added to the pod needs more memory than its limit',
    next: (_subject, [, name = '']) =>
      `raise the limit of ${name} where it is set: for Istio the annotation sidecar.istio.io/proxyMemoryLimit of the pods; or leave the namespace out of the injection`,
  },
  {
    id: 'pod-init-crashes',
    reason: /^CrashLoopBackOff$/,
    message: /init container (\S+) exits/,
    cause: 'an init container ends with an error, so the containers of the pod do not start',
    next: ({ namespace, trouble }, [, name = '']) =>
      `kubectl logs --namespace ${namespace} ${trouble.on} --container ${name} --previous`,
  },
  {
    id: 'pod-readiness-gate',
    reason: /^ReadinessGate$/,
    message: /readiness gate "([^"]+)"/,
    cause: 'the containers of the pod are ready, and a controller that must confirm the pod has not done so',
    next: ({ namespace }, [, gate = '']) =>
      gate.startsWith('target-health.')
        ? `the target must be healthy, and the AWS Load Balancer Controller must run: kubectl describe targetgroupbindings --namespace ${namespace}`
        : `find what sets ${gate}, and why it does not`,
  },
  {
    id: 'pod-node-shutdown',
    reason: /^(Terminated|NodeShutdown)$/,
    cause: 'the node of the pod was shut down, and the pod ended with it',
    next: ({ namespace, trouble }) =>
      `kubectl get nodes; if no other pod has come: kubectl delete pod --namespace ${namespace} ${trouble.on}`,
  },
];
