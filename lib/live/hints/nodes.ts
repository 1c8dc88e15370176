import type { Hint } from './hint';

const SANDBOX = /^FailedCreatePodSandBox$/;
const ON_NODE =
  /^(FailedCreatePodSandBox|ErrImagePull|ImagePullBackOff|CreateContainerError|RunContainerError|FailedMount)$/;

/** Messages of the kubelet about a pod that wrote more to the disk of its node than it may. */
export const OVER_OWN_LIMIT =
  /ephemeral local storage usage exceeds the total limit|exceeded its local ephemeral storage limit|Usage of EmptyDir volume "[^"]+" exceeds the limit/;

/** Cause of the end of such a pod. */
export const DISK_LIMIT_CAUSE =
  'the kubelet evicts a pod that writes more to the disk of its node than its own limit allows';

/** Shows on which nodes the pods of kube-system with a label run. */
const systemPods = (label: string): string => `kubectl get pods --namespace kube-system --selector ${label} -o wide`;

/** Hints about what a node lacks before it can start any pod. */
export const NODE_HINTS: readonly Hint[] = [
  {
    id: 'pod-node-disk',
    reason: ON_NODE,
    message: /no space left on device/,
    cause: 'the disk of the node is full, so no container can be made there',
    next: ({ namespace, trouble }) =>
      `kubectl get pod --namespace ${namespace} ${trouble.on} -o wide names the node: use nodes with a larger disk, or remove what fills it`,
  },
  {
    id: 'pod-node-files',
    reason: ON_NODE,
    message: /too many open files/,
    cause: 'the node may open or watch no more files, so no container can be made there',
    next: () =>
      'sysctl fs.inotify.max_user_instances fs.inotify.max_user_watches fs.file-max, on the node, and raise the one that is reached in the user data of the nodes',
  },
  {
    id: 'pod-disk-limit',
    reason: /^Evicted$/,
    message: OVER_OWN_LIMIT,
    cause: DISK_LIMIT_CAUSE,
    next: ({ namespace }) =>
      `raise resources.limits of ephemeral-storage, or sizeLimit of the emptyDir volume; kubectl get limitrange --namespace ${namespace} shows if it sets that limit`,
  },
  {
    id: 'pod-evicted',
    reason: /^Evicted$/,
    cause: 'the kubelet evicted the pod, since its node ran out of disk or memory',
    next: () => 'kubectl describe nodes; use nodes with a larger disk, or more memory',
  },
  {
    id: 'pod-sandbox-image',
    reason: SANDBOX,
    message: /failed to get sandbox image "?([^"\s]+)/,
    cause: 'the node cannot pull the image that every pod starts with',
    next: (_subject, [, image = '']) =>
      `the node must reach ${image.split('/')[0]}, and its role needs AmazonEC2ContainerRegistryPullOnly: its containerd names that image`,
  },
  {
    id: 'pod-network-agent',
    reason: SANDBOX,
    message: /127\.0\.0\.1:50051|cni plugin not initialized/,
    cause: 'the VPC CNI of the node does not answer, so pods get no network',
    next: () =>
      `${systemPods('k8s-app=aws-node')}, and kubectl logs --namespace kube-system --selector k8s-app=aws-node --container aws-node --tail 50`,
  },
  {
    id: 'pod-network-plugin',
    reason: SANDBOX,
    message: /plugin type="(?!aws-cni")([\w-]+)"/,
    cause: 'a network plugin of the node that is not that of the VPC makes no network for the pod',
    next: (_subject, [, plugin = '']) =>
      `look for pods of ${plugin} on that node: kubectl get pods --namespace kube-system -o wide`,
  },
  {
    id: 'pod-no-address',
    reason: SANDBOX,
    message: /^$|assign an IP address|aws-cni|InsufficientFreeAddresses|no available IP/,
    cause: 'the pod gets no address in the VPC',
    next: () => 'the VPC CNI has no address for it: check the free addresses of the subnets, and kube-system/aws-node',
  },
  {
    id: 'pod-sandbox',
    reason: SANDBOX,
    cause: 'the container runtime of the node cannot make the pod',
    next: ({ namespace, trouble }) =>
      `kubectl get pod --namespace ${namespace} ${trouble.on} -o wide names the node: journalctl --unit containerd there, or replace the node`,
  },
];
