import { testNamed } from './hinted';

const SANDBOX = 'Failed to create pod sandbox: rpc error: code = Unknown desc =';
const CNI = `${SANDBOX} failed to setup network for sandbox "ab": plugin type`;

describe('why a node gives a pod no network or no sandbox', () => {
  testNamed([
    [
      'FailedCreatePodSandBox',
      `${CNI}="egress-cni" name="aws-cni" failed (add): running [/sbin/iptables -t nat -C CNI-E4 --wait]: exit status 4`,
      'pod-network-agent',
      'k8s-app=aws-node',
    ],
    [
      'BranchAllocationFailed',
      'failed to allocate branch ENI to pod: creating network interface, api error InsufficientFreeAddressesInSubnet: no',
      'pod-no-address',
      'free addresses',
    ],
    [
      'BranchAllocationFailed',
      'failed to allocate branch ENI to pod: creating network interface, InvalidSecurityGroupID.NotFound: x',
      'pod-branch',
      'kubectl get securitygrouppolicies',
    ],
    [
      'FailedCreatePodSandBox',
      'failed to get sandbox image "localhost/kubernetes/pause": failed to pull image: dial tcp 127.0.0.1:443: connect: connection refused',
      'pod-sandbox-image-gone',
      'newer image of nodes',
    ],
    [
      'NetworkNotReady',
      'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady',
      'pod-network-agent',
      'k8s-app=aws-node',
    ],
    [
      'FailedCreatePodSandBox',
      `${CNI}="aws-cni" name="aws-cni" failed (add): add cmd: Error received from AddNetwork gRPC call: rpc error: code = Unknown desc = Unauthorized`,
      'pod-network-agent',
      '--container aws-node',
    ],
    [
      'FailedCreatePodSandBox',
      `${CNI}="aws-cni" name="aws-cni" failed (add): add command: failed to setup network: setup NS network: failed to create veth pair`,
      'pod-network-agent',
      '--container aws-node',
    ],
    [
      'FailedCreatePodSandBox',
      `${CNI}="aws-cni" name="aws-cni" failed (add): add cmd: failed to setup network policy`,
      'pod-network-policy',
      '--container aws-eks-nodeagent',
    ],
    [
      'FailedCreatePodSandBox',
      `${CNI}="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container`,
      'pod-no-address',
      'free addresses',
    ],
    [
      'FailedCreatePodSandBox',
      `${CNI}="portmap" failed (add): unable to setup DNAT: hostport 12345 already allocated`,
      'pod-host-port',
      'hostPort',
    ],
    [
      'FailedCreatePodSandBox',
      `${SANDBOX} failed to find plugin "aws-cni" in path [/opt/cni/bin]`,
      'pod-network-binary',
      'aws-cni comes with a pod',
    ],
    ['FailedCreatePodSandBox', `${SANDBOX} no runtime for "gvisor" is configured`, 'pod-runtime-class', 'gvisor'],
    [
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = DeadlineExceeded desc = context deadline exceeded',
      'pod-runtime-stuck',
      'replace it',
    ],
    [
      'FailedCreatePodSandBox',
      `${CNI}="aws-cni" name="aws-cni" failed (add): add cmd: failed to set up pod network: route exists`,
      'pod-network-agent',
      'k8s-app=aws-node',
    ],
    [
      'FailedCreatePodSandBox',
      `${CNI}="aws-cni" name="aws-cni" failed (add): add cmd: Error received from AddNetwork gRPC call: AssignPodIPAddress: no available IP/Prefix addresses`,
      'pod-no-address',
      'free addresses',
    ],
    [
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = Unavailable desc = connection error: dial unix /run/containerd/containerd.sock: connect: connection refused',
      'pod-runtime-stuck',
      'replace it',
    ],
    [
      'FailedCreatePodSandBox',
      `${SANDBOX} failed to start sandbox "ab": runc create failed: container init was OOM-killed (memory limit too low?)`,
      'pod-out-of-memory',
      'more memory',
    ],
  ]);
});
