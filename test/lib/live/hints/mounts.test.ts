import { testNamed } from './hinted';

const DEVICE = 'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code =';

describe('volumes that the node does not mount', () => {
  testNamed([
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "pvc-1" : rpc error: code = Internal desc = mkdir /var/snap: read-only file system',
      'pod-mount',
      'kubectl describe pod',
    ],
    ['FailedCreatePodSandBox', 'RuntimeHandler "runsc" not supported', 'pod-runtime-class', 'nodes that have runsc'],
    [
      'FailedCreatePodSandBox',
      'failed to setup network for sandbox "8": Multus: error in invoke Delegate add - "macvlan": no IP addresses available in range set: 10.2.2.4-10.2.2.4',
      'pod-network-plugin',
      'grep multus',
    ],
    [
      'FailedCreatePodSandBox',
      'failed to set up sandbox container "c" network for pod "q": networkPlugin cni failed to set up pod',
      'pod-network-agent',
      'aws-node',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": failed to get target node: nodes "ip-10-0-0-1" not found',
      'pod-volume-instance',
      'volume.kubernetes.io/selected-node-',
    ],
    [
      'FailedMount',
      'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Unavailable desc = error reading from server: EOF',
      'pod-csi-node',
      'app=ebs-csi-node',
    ],
    [
      'FailedMount',
      "MountVolume.MountDevice failed : 'fsck' found errors on device /dev/nvme1n1 but could not correct them",
      'pod-volume-damaged',
      'snapshot',
    ],
    [
      'FailedMount',
      'MountVolume.WaitForAttach failed for volume "pvc-1" : volume attachment is being deleted',
      'pod-volume-attached',
      'kubectl get volumeattachments',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "pvc-1" : mount failed: exit status 32 Output: mount: /y: /dev/nvme2n1 already mounted or mount point busy.',
      'pod-volume-unmounted',
      'replace its node',
    ],
    [
      'FailedMount',
      'MountVolume.MountDevice failed for volume "pvc-1" : mount failed: Output: mount: /x: can\'t read superblock on /dev/nvme1n1.',
      'pod-volume-damaged',
      'snapshot',
    ],
    [
      'FailedMount',
      'MountVolume.MountDevice failed : rpc error: code = Unavailable desc = connection error: dial unix /var/lib/kubelet/plugins/ebs.csi.aws.com/csi.sock: connect: connection refused',
      'pod-csi-node',
      'app=ebs-csi-node',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "pvc-8" : rpc error: code = Internal desc = Could not format "/dev/nvme2n1" and mount it at "/x": format of disk "/dev/nvme2n1" failed',
      'pod-volume-unmounted',
      'replace its node',
    ],
    [
      'FailedMount',
      'MountVolume.NewMounter initialization failed for volume "local-pv" : path "/mnt/disks/ssd1" does not exist',
      'pod-local-volume',
      'mount the disk at /mnt/disks/ssd1',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "data" : mount failed: exit status 32 Output: mount: /x: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.',
      'pod-mount-helper',
      'nfs-utils',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "efs" : rpc error: code = DeadlineExceeded desc = context deadline exceeded',
      'pod-volume-unmounted',
      'replace its node',
    ],
    [
      'FailedMapVolume',
      'MapVolume.SetUpDevice failed for volume "pvc" : rpc error: code = Unknown',
      'pod-mount',
      'kubectl describe pod',
    ],
    [
      'FailedMount',
      `${DEVICE} Aborted desc = An operation with the given Volume="vol-0a" is already in progress`,
      'pod-volume-unmounted',
      'app=ebs-csi-node',
    ],
    [
      'FailedMount',
      `${DEVICE} Internal desc = Failed to find device path /dev/xvdaa. refusing to mount /dev/nvme1n1 because it claims to be vol-0a`,
      'pod-volume-unmounted',
      'kubectl delete pod',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "pvc-1" : applyFSGroup failed for vol vol-0a: lchown /var/x: read-only file system',
      'pod-volume-damaged',
      'restore a snapshot',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "pvc-1" : applyFSGroup failed for vol vol-0a: lchown /var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/pvc-1/mount/wal: read-only file system',
      'pod-volume-damaged',
      'snapshot',
    ],
    [
      'FailedMount',
      `${DEVICE} Internal desc = could not format "/dev/nvme1n1" and mount it at "/x": mount failed: exit status 32 Output: mount: /x: mount(2) system call failed: Structure needs cleaning.`,
      'pod-volume-damaged',
      'snapshot',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "kube-api-access-x" : [failed to fetch token: Post "https://10.0.1.2/api/v1/namespaces/loki/serviceaccounts/loki/token": net/http: TLS handshake timeout, object "loki"/"kube-root-ca.crt" not registered]',
      'pod-token-unreachable',
      'security group of the cluster',
    ],
  ]);
});
