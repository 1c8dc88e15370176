import { testNamed } from './hinted';

const RUNC =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed:';

describe('what the kubelet and the runtime of a node say', () => {
  testNamed([
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "kube-api-access-q" : [failed to fetch token: Unauthorized, failed to sync configmap cache: timed out waiting for the condition]',
      'pod-token',
      'list-access-entries',
    ],
    [
      'FailedMount',
      'Unable to attach or mount volumes: failed to fetch PVC from API server: persistentvolumeclaims "data" is forbidden: User "system:node:a" cannot get resource "persistentvolumeclaims": no relationship found between node \'a\' and this object',
      'pod-kubelet-cache',
      'it ends by itself',
    ],
    [
      'FailedCreatePodSandBox',
      'failed to setup network for sandbox "1": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: Error received from AddNetwork gRPC call: rpc error: code = Unknown desc = failed to assign an IP: InsufficientFreeAddressesInSubnet',
      'pod-no-address',
      'free addresses of the subnets',
    ],
    [
      'RunContainerError',
      `${RUNC} create mountpoint for /etc/loki/x mount: mkdirat /run/containerd/a/rootfs/etc/loki/x: read-only file system`,
      'pod-file-mount',
      '/etc/loki/x',
    ],
    [
      'RunContainerError',
      'container x: failed to start container: OCI runtime start failed: container process is already dead: unknown',
      'pod-crashes',
      '--previous',
    ],

    [
      'CreateContainerError',
      'container loki: failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH',
      'pod-security-profile',
      'load the profile',
    ],
    [
      'FailedCreatePodSandBox',
      'failed to generate sandbox container spec: failed to generate seccomp spec opts: seccomp is not supported',
      'pod-security-profile',
      'load the profile',
    ],
    [
      'CreateContainerError',
      'container loki: failed to generate container "x" spec: failed to generate spec: no command specified',
      'pod-command',
      'compare its name and tag',
    ],
    [
      'FailedCreatePodSandBox',
      'failed to reserve sandbox name "loki-0_loki_x_0": name "loki-0" is reserved for "abc"',
      'pod-runtime-stuck',
      'replace it',
    ],
    [
      'FailedCreatePodSandBox',
      'failed to setup network for sandbox: open /run/flannel/subnet.env: no such file or directory',
      'pod-network-plugin',
      'pods of flannel',
    ],
    [
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: netplugin failed with no error message: signal: killed',
      'pod-network-agent',
      'k8s-app=aws-node',
    ],
    [
      'FailedCreatePodSandBox',
      'failed to create shim: fork/exec /usr/local/bin/containerd-shim-runc-v2: resource temporarily unavailable',
      'pod-node-processes',
      'podPidsLimit',
    ],

    ['AppArmor', 'Cannot enforce AppArmor: profile "loki" is not loaded', 'pod-security-profile', 'securityContext'],
    ['SysctlForbidden', 'forbidden sysctl: "net.core.somaxconn"', 'pod-security-profile', 'securityContext'],
    [
      'CreateContainerError',
      'container loki: failed to generate seccomp spec opts: cannot load seccomp profile "/var/lib/kubelet/seccomp/x.json"',
      'pod-security-profile',
      'load the profile',
    ],
    [
      'RunContainerError',
      `${RUNC} unable to set selinux label: write /proc/self/attr/keycreate: invalid argument`,
      'pod-security-profile',
      'load the profile',
    ],
    [
      'NodeAffinity',
      "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
      'pod-node-refused',
      'kubectl delete pod --namespace loki loki-ingester-0',
    ],
    ['InvalidNodeInfo', 'Node cannot be fetched from cache', 'pod-node-refused', 'kubectl delete pod'],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "config" : configmap references non-existent config key: config.yaml',
      'pod-config-key',
      'no key config.yaml',
    ],
    [
      'CreateContainerConfigError',
      "container loki: couldn't find key level in ConfigMap loki/loki",
      'pod-config-key',
      'key level',
    ],
    ['NodePorts', 'Pod was rejected: Predicate NodePorts failed', 'pod-host-port', 'hostPort'],
    ['Preempting', 'Preempted in order to admit critical pod', 'pod-preempted', 'kubectl get priorityclasses'],
    [
      'FailedCreatePodContainer',
      'unable to ensure pod container exists: mkdir /sys/fs/cgroup/memory/kubepods/pod1: no space left on device',
      'pod-node-cgroup',
      'drain and replace it',
    ],
    [
      'RunContainerError',
      `${RUNC} unable to apply cgroup configuration: unable to start unit "cri-containerd-x.scope": timeout`,
      'pod-node-cgroup',
      'names the node',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "config" : failed to sync configmap cache: timed out waiting for the condition',
      'pod-kubelet-cache',
      'journalctl --unit kubelet',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "kube-api-access-x" : object "loki"/"kube-root-ca.crt" not registered',
      'pod-kubelet-cache',
      'journalctl --unit kubelet',
    ],
    [
      'CreateContainerConfigError',
      'container loki: failed to create subPath directory for volumeMount "data" of container "loki"',
      'pod-sub-path',
      'the mount data',
    ],
    [
      'CreateContainerConfigError',
      'container loki: stat /var/lib/kubelet/pods/x/volumes/kubernetes.io~csi/pvc/mount: input/output error',
      'pod-volume-lost',
      'kubectl delete pod',
    ],
    [
      'RunContainerError',
      `${RUNC} unable to start container process: container init was OOM-killed (memory limit too low?): unknown`,
      'pod-out-of-memory',
      'more memory',
    ],
    ['PostStartHookError', 'Exec lifecycle hook ([sh -c x]) failed', 'pod-hook', 'lifecycle.postStart'],
    [
      'CreateContainerConfigError',
      "container loki: container's runAsUser breaks non-root policy",
      'pod-run-as-root',
      'runAsUser',
    ],
    [
      'CreateContainerError',
      'failed to generate spec: failed to stat "/var/log/journal": stat /var/log/journal: no such file or directory',
      'pod-host-path',
      'the node has no folder /var/log/journal:',
    ],
    ['RunContainerError', `${RUNC} exec: "/usr/bin/loki": permission denied`, 'pod-command', '/usr/bin/loki'],
    [
      'Failed',
      'error making pod data directories: mkdir /var/lib/kubelet/pods/x: no space left on device',
      'pod-node-disk',
      'larger disk',
    ],
    [
      'CreateContainerError',
      'failed to generate spec: failed to mkdir "/var/lib/alloy": mkdir /var/lib/alloy: file exists',
      'pod-host-path',
      'no folder /var/lib/alloy:',
    ],
    [
      'CreateContainerError',
      'failed to generate spec: path "/var/log" is mounted on "/" but it is not a shared or slave mount',
      'pod-mount-propagation',
      'mount of /var/log',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to fetch token: Post "https://AB.gr7.us-east-1.eks.amazonaws.com/api/v1/x": dial tcp 10.0.1.2:443: i/o timeout',
      'pod-token-unreachable',
      'at port 443',
    ],
    [
      'RunContainerError',
      `${RUNC} unable to join session keyring: unable to create session key: disk quota exceeded: unknown`,
      'pod-node-keys',
      'kernel.keys.maxkeys',
    ],
    [
      'RunContainerError',
      `${RUNC} exec: "/bin/alloy": operation not permitted`,
      'pod-security-profile',
      'securityContext',
    ],
    [
      'RunContainerError',
      `${RUNC} can't get final child's PID from pipe: EOF: unknown`,
      'pod-out-of-memory',
      'no memory',
    ],
    ['RunContainerError', 'failed to start containerd task "loki": ttrpc: closed', 'pod-runtime-stuck', 'replace it'],
    [
      'Failed',
      'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting cgroup config for procHooks process: failed to write "max": write /sys/fs/cgroup/kubepods.slice/cpu.max: no such file or directory: unknown',
      'pod-node-cgroup',
      'drain and replace',
    ],
    [
      'CrashLoopBackOff',
      `container loki exits with code 128; 4 restarts: ${RUNC} error setting cgroup config for procHooks process: failed to write "100000": write /sys/fs/cgroup/cpu/kubepods/pod1/cpu.cfs_quota_us: invalid argument`,
      'pod-cgroup-limit',
      'requests and limits of a container must be equal',
    ],
    [
      'RunContainerError',
      `${RUNC} chdir to cwd ("/home/loki") set in config.json failed: permission denied: unknown`,
      'pod-working-folder',
      'may not enter /home/loki',
    ],
    [
      'FailedSync',
      'error determining status: rpc error: code = Unknown desc = failed to get sandbox ip: check network namespace closed',
      'pod-runtime-stuck',
      'replace it',
    ],
    [
      'RunContainerError',
      `${RUNC} error setting rlimits for ready process: error setting rlimit type 8: operation not permitted`,
      'pod-container',
      'securityContext',
    ],
    [
      'CreateContainerError',
      'failed to generate seccomp spec opts: failed to load seccomp profile "/var/lib/kubelet/seccomp/loki.json": open: no such file',
      'pod-security-profile',
      'load the profile',
    ],
    [
      'ErrImagePull',
      'failed to create lease: write /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: read-only file system',
      'pod-node-read-only',
      'drain and replace it',
    ],
  ]);
});
