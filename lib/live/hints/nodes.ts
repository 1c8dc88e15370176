import type { Hint, SharedHint } from './hint';
import { nodeOf } from './node-of';

const SANDBOX = /^FailedCreatePodSandBox$/;
const ON_NODE =
  /^(FailedCreatePodSandBox|ErrImagePull|ImagePullBackOff|CreateContainerError|RunContainerError|FailedMount|Failed)$/;

/** Messages of the kubelet about a pod that wrote more to the disk of its node than it may. */
export const OVER_OWN_LIMIT =
  /ephemeral local storage usage exceeds the total limit|exceeded its local ephemeral storage limit|Usage of EmptyDir volume "[^"]+" exceeds the limit/;

/** Cause of the end of such a pod. */
export const DISK_LIMIT_CAUSE =
  'the kubelet evicts a pod that writes more to the disk of its node than its own limit allows';

/** A node that does not make containers of a pod. */
export const RUNTIME_STUCK: SharedHint = {
  id: 'pod-runtime-stuck',
  cause: 'the container runtime of the node hangs, or its disk is too slow',
  next: ({ namespace, trouble }) => `${nodeOf(namespace, trouble.on)}: replace it if that does not end within minutes`,
};

/** Shows on which nodes the pods of kube-system with a label run. */
const systemPods = (label: string): string => `kubectl get pods --namespace kube-system --selector ${label} -o wide`;

/** A pod that the VPC has no address for. */
const NO_ADDRESS: Omit<Hint, 'message'> = {
  id: 'pod-no-address',
  reason: /^(FailedCreatePodSandBox|BranchAllocationFailed)$/,
  cause: 'the pod gets no address in the VPC',
  next: () => 'the VPC CNI has no address for it: check the free addresses of the subnets, and kube-system/aws-node',
};

/** A network plugin that does not come with EKS. */
const OTHER_PLUGIN = {
  id: 'pod-network-plugin',
  cause: 'a network plugin of the node that is not that of the VPC makes no network for the pod',
};

/** Hints about what a node lacks before it can start any pod. */
export const NODE_HINTS: readonly Hint[] = [
  {
    id: 'pod-node-disk',
    reason: ON_NODE,
    message: /no space left on device/,
    cause: 'the disk of the node is full, so no container can be made there',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: use nodes with a larger disk, or remove what fills it`,
  },
  {
    id: 'pod-node-read-only',
    reason: ON_NODE,
    // Those of volumes that are mounted there, and of the image of a container, are others.
    message:
      /\/(?:var\/lib\/(?:containerd|kubelet)|run\/containerd)\/(?!\S*(?:kubernetes\.io~csi|rootfs)\/)\S*: read-only file system/,
    cause: 'the disk of the node has become read-only, so no container can be made there',
    next: ({ namespace, trouble }) => `${nodeOf(namespace, trouble.on)}: drain and replace it`,
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
    id: 'pod-sandbox-image-gone',
    reason: SANDBOX,
    message: /failed to get sandbox image "?localhost\//,
    cause: 'the node has lost the image that every pod starts with, which no registry has',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: replace it, and use a newer image of nodes: older ones remove that image when their disk fills`,
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
    id: 'pod-network-binary',
    reason: SANDBOX,
    message: /failed to find plugin "([^"]+)"/,
    cause: 'the node does not have the program of a network plugin that its configuration names',
    next: (_subject, [, plugin = '']) =>
      `${plugin} comes with a pod on each node: kubectl get pods --namespace kube-system -o wide; remove its file in /etc/cni/net.d if it was uninstalled, or replace the node`,
  },
  {
    id: 'pod-network-policy',
    reason: SANDBOX,
    message: /failed to setup network policy|network policy agent/,
    cause: 'the network policy agent of the VPC CNI does not answer, so pods get no network',
    next: () =>
      'kubectl logs --namespace kube-system --selector k8s-app=aws-node --container aws-eks-nodeagent --tail 50',
  },
  {
    ...NO_ADDRESS,
    message: /^$|InsufficientFreeAddresses|assign an IP|no available IP|InsufficientCidrBlocks/,
  },
  {
    id: 'pod-branch',
    reason: /^BranchAllocationFailed$/,
    cause: 'the pod gets no network interface with the security groups that a SecurityGroupPolicy gives it',
    next: ({ namespace }) =>
      `kubectl get securitygrouppolicies --namespace ${namespace} -o yaml: its security groups must exist in the VPC of the nodes, and the role of the cluster needs AmazonEKSVPCResourceController`,
  },
  {
    id: 'pod-network-agent',
    reason: /^(FailedCreatePodSandBox|FailedKillPod|NetworkNotReady)$/,
    message:
      /127\.0\.0\.1:50051|plugin type="egress-|cni plugin not initialized|NetworkReady=false|AddNetwork g?rpc call|netplugin failed|failed to setup network: |failed to set ?up NS|plugin type="aws-cni"|networkPlugin cni failed to set up/i,
    cause: 'the VPC CNI of the node does not answer or has an error, so pods get no network',
    next: () =>
      `${systemPods('k8s-app=aws-node')}, and kubectl logs --namespace kube-system --selector k8s-app=aws-node --container aws-node --tail 50`,
  },
  {
    ...OTHER_PLUGIN,
    reason: SANDBOX,
    message: /plugin type="(?!aws-cni"|portmap")([\w-]+)"/,
    next: (_subject, [, plugin = '']) =>
      `look for pods of ${plugin} on that node: kubectl get pods --namespace kube-system -o wide`,
  },
  {
    ...OTHER_PLUGIN,
    reason: SANDBOX,
    message: /\/run\/(flannel|cilium|calico)\/|(Multus): /,
    next: (_subject, [, folder, plugin = folder ?? '']) =>
      `look for pods of ${plugin} on that node: kubectl get pods --all-namespaces -o wide | grep ${plugin.toLowerCase()}`,
  },
  {
    id: 'pod-node-processes',
    reason: ON_NODE,
    message: /resource temporarily unavailable|pthread_create failed|cannot fork/,
    cause: 'the node can start no more processes or threads, so no container can be made there',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: find the pod with the most processes there (ps -eLf | wc -l), and limit it: podPidsLimit of the kubelet`,
  },
  {
    id: 'pod-runtime-class',
    reason: SANDBOX,
    message: /no runtime for "([^"]+)" is configured|RuntimeHandler "([^"]+)" not supported/,
    cause: 'the container runtime of the node does not know the runtime class of the pod',
    next: (_subject, [, unset, runtime = unset ?? '']) =>
      `remove runtimeClassName, which customize or a policy writes, or place the pod on nodes that have ${runtime}: kubectl get runtimeclasses`,
    other: (_subject, [, unset, runtime = unset ?? '']) =>
      `remove runtimeClassName in the values of its chart, or place the pod on nodes that have ${runtime}: kubectl get runtimeclasses`,
  },
  {
    ...RUNTIME_STUCK,
    reason: SANDBOX,
    message: /DeadlineExceeded|context deadline exceeded|is reserved for|containerd\.sock|code = Unavailable desc/,
  },
  {
    ...RUNTIME_STUCK,
    reason: /^(FailedSync|FailedStatusPodSandBox)$/,
  },
  {
    id: 'pod-sandbox',
    reason: SANDBOX,
    cause: 'the container runtime of the node cannot make the pod',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: journalctl --unit containerd there, or replace the node`,
  },
];
