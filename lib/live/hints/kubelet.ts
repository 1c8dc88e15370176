import type { Hint } from './hint';
import { deliverAgain } from './deliver';
import { nodeOf } from './node-of';

const MADE = /^(CreateContainerError|RunContainerError|StartError|CrashLoopBackOff)$/;

/** Hints about pods that the kubelet of their node refuses or cannot start. */
export const KUBELET_HINTS: readonly Hint[] = [
  {
    id: 'pod-security-profile',
    reason:
      /^(AppArmor|SysctlForbidden|CreateContainerError|RunContainerError|StartError|CrashLoopBackOff|FailedCreatePodSandBox)$/,
    message:
      /Cannot enforce AppArmor|forbidden sysctl|(?:cannot|failed to) load seccomp profile|apparmor(?: profile|_parser)|seccomp is not supported|selinux label|apply caps|exec: "[^"]+": operation not permitted/,
    cause: 'the node does not have the seccomp, AppArmor or SELinux profile, the capability or the sysctl of the pod',
    next: (subject) =>
      `remove what customize writes into the securityContext of the pod, or load the profile on the nodes; ${deliverAgain(subject)}`,
    other: () => 'change securityContext of the pod in the values of its chart, or load the profile on the nodes',
  },
  {
    id: 'pod-node-refused',
    reason:
      /^(NodeAffinity|TaintToleration|UnexpectedAdmissionError|TopologyAffinityError|UnexpectedPredicateFailureType|PodLevelResourcesNotSupported|SupplementalGroupsPolicyNotSupported|FailedNodeDeclaredFeaturesCheck|PodFeatureUnsupported|PodOSNotSupported|PodOSSelectorNodeLabelDoesNotMatch|InvalidNodeInfo)$/,
    cause:
      'the kubelet refuses a pod that the scheduler gave to its node: labels or taints changed, or it lacks a feature',
    next: ({ namespace, trouble }) =>
      `kubectl delete pod --namespace ${namespace} ${trouble.on}: another one is made, and placed by what the nodes say now; kubectl describe nodes shows their labels, taints and versions`,
  },
  {
    id: 'pod-cgroup-limit',
    reason: MADE,
    message:
      /failed to write "?-?\d+"?: write \S*(?:cfs_quota_us|cpu\.max|memory\.(?:max|limit_in_bytes)): invalid argument/,
    cause: 'a container has a higher limit of CPU or memory than its pod or its node of Fargate',
    next: ({ namespace, trouble }) =>
      `kubectl get pod --namespace ${namespace} ${trouble.on} -o yaml: correct the limits that customize or a policy writes; on Fargate requests and limits of a container must be equal`,
    other: ({ namespace, trouble }) =>
      `kubectl get pod --namespace ${namespace} ${trouble.on} -o yaml: correct resources.limits in the values of its chart; on Fargate requests and limits of a container must be equal`,
  },
  {
    id: 'pod-node-keys',
    reason: MADE,
    message: /session key(?:ring)?: disk quota exceeded|unable to (?:join|create) session key/,
    cause: 'the node has as many kernel keys as it may have, and each container needs one',
    next: () =>
      'sysctl kernel.keys.maxkeys kernel.keys.maxbytes, on the node, and raise both in the user data of the nodes; or run fewer containers on a node',
  },
  {
    id: 'pod-node-cgroup',
    reason: /^(Failed|FailedCreatePodContainer|RunContainerError|StartError|CrashLoopBackOff|FailedCreatePodSandBox)$/,
    message:
      /unable to ensure pod container exists|unable to apply cgroup configuration|setting cgroup config|waiting for systemd|unable to start unit/,
    cause: 'the node cannot make a cgroup for the pod: its systemd hangs, or too many cgroups are left on it',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: drain and replace it, since other pods will not start there either`,
  },
  {
    id: 'pod-kubelet-cache',
    reason: /^(FailedMount|CreateContainerConfigError)$/,
    // A kubelet that does not reach the API server says so of the token, too.
    message:
      /^(?!.*failed to fetch token: (?:Post|Unauthorized)).*?(?:failed to sync (?:configmap|secret) cache|object "[^"]+"\/"[^"]+" not registered|services have not yet been|no relationship found between node)/,
    cause: 'the kubelet does not get ConfigMaps, Secrets, Services or claims of the pod from the API server in time',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: it ends by itself if the kubelet has just started; if not: journalctl --unit kubelet there, or replace the node`,
  },
  {
    id: 'pod-sub-path',
    reason: /^CreateContainerConfigError$/,
    message: /(?:create subPath directory|prepare subPath) for volumeMount "([^"]+)"/,
    cause: 'a subPath of a mount does not exist in its volume, or cannot be made there',
    next: (_subject, [, mount = '']) =>
      `remove subPath from the mount ${mount}, which customize writes, or make that path in the volume; a volume that is full or read-only has no room for it`,
    other: (_subject, [, mount = '']) =>
      `correct subPath of the mount ${mount} in the values of its chart; a volume that is full or read-only has no room for it`,
  },
  {
    id: 'pod-volume-lost',
    reason: /^(CreateContainerConfigError|CreateContainerError|FailedMount)$/,
    message: /input\/output error|transport endpoint is not connected|stale NFS file handle/i,
    cause: 'the node has lost its connection to the volume of the pod',
    next: ({ namespace, trouble }) =>
      `kubectl delete pod --namespace ${namespace} ${trouble.on}: the volume is mounted again; if the same comes back, drain and replace the node`,
  },
  {
    id: 'pod-out-of-memory',
    reason: /^(CreateContainerError|RunContainerError|StartError|CrashLoopBackOff|FailedCreatePodSandBox)$/,
    message: /OOM-killed \(memory limit too low\?\)|final child's PID from pipe/,
    cause: 'a container needs more memory than its limit',
    next: () =>
      'the limit is too low to start the container at all, or the node has no memory left: give it more memory, 32Mi at least: loki: { sizes: { … } }',
    other: () =>
      'the limit is too low to start the container at all, or the node has no memory left: resources.limits.memory of the workload in the values of its chart',
  },
  {
    id: 'pod-hook',
    reason: /^(PostStartHookError|FailedPostStartHook|PreStartHookError|PreCreateHookError)$/,
    cause: 'a lifecycle hook of a container fails, so the kubelet ends it',
    next: () =>
      'correct or remove lifecycle.postStart, which customize or an operator writes; images of Loki have no shell',
    other: () => 'correct or remove lifecycle.postStart in the values of its chart; images of Loki have no shell',
  },
];
