import { testNamed } from './hinted';

const ATTACH =
  'AttachVolume.Attach failed for volume "pvc" : rpc error: code = Internal desc = Could not attach volume "vol-0" to node "i-0": could not attach volume "vol-0" to node "i-0": operation error EC2: AttachVolume, https response error StatusCode: 400,';
const CREATE =
  'failed to provision volume with StorageClass "gp3": rpc error: code = Internal desc = Could not create volume "pvc": could not create volume in EC2: operation error EC2: CreateVolume,';

describe('what the EBS CSI driver repeats of EC2, and says of itself', () => {
  testNamed([
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal desc = Could not attach volume "vol-0" to node "i-0": error listing AWS instances: operation error EC2: DescribeInstances, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded',
      'pod-volume-unreachable',
      'describe-vpc-endpoints',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-1" : node "ip-10-0-1-1.ec2.internal" has no NodeID annotation',
      'pod-csi-node',
      'ebs-csi-node',
    ],
    [
      'FailedMount',
      'MountVolume.MountDevice failed for volume "pvc-1": rpc error: code = Internal desc = Failed to stage volume pvc-1, err: Filesystem issues has been detected and will not be repaired',
      'pod-volume-damaged',
      'restore a snapshot',
    ],
    [
      'FailedMount',
      'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = failed to format and mount device from ("/dev/nvme1n1") with fstype ("xfs"): mount failed: exit status 32',
      'pod-volume-unmounted',
      'ebs-csi-node',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "pvc-1" : applyFSGroup failed for vol vol-0a: lstat /var/lib/kubelet/x/wal: structure needs cleaning',
      'pod-volume-damaged',
      'restore a snapshot',
    ],
    [
      'ProvisioningFailed',
      'error getting handle for DataSource Type VolumeSnapshot by Name s: snapshot s is not Ready',
      'pod-volume-source',
      'kubectl get volumesnapshots',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error UnauthorizedOperation: not authorized to perform: ec2:CreateVolume with an explicit deny in a service control policy`,
      'pod-volume-denied',
      'AWS Organizations',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-1" : error finding instance ip-10-0-1-5.ec2.internal: "instance not found"',
      'pod-volume-instance',
      'kubectl delete node',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error OutpostUnavailable: x`,
      'pod-volume-refused',
      'EC2 answers CreateVolume with OutpostUnavailable',
    ],
    [
      'FailedAttachVolume',
      'attachment of disk "vol-0a" failed, expected device to be attached but was busy',
      'pod-volume-stuck',
      'cordon it',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error InvalidParameterValue: Volume of 70000GiB is too large for volume type gp3; maximum is 65536GiB.`,
      'pod-volume-size',
      'write another',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error InvalidParameterDependency: The parameter KmsKeyId requires the parameter Encrypted to be set.`,
      'pod-storage-parameters',
      'cannot change',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error InvalidZone.NotFound: The zone 'us-east-1z' does not exist.`,
      'pod-storage-parameters',
      'cannot change',
    ],
    [
      'FailedAttachVolume',
      'Could not attach volume "vol-0" to node "i-0": operation error EC2: AttachVolume, api error IncorrectInstanceState: i-0 is not running',
      'pod-volume-instance',
      'kubectl delete node',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": claim Selector is not supported',
      'pod-volume-source',
      'without dataSource and selector',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-9" : rpc error: code = Internal desc = Could not attach volume "vol-09" to node "i-0a": attachment of disk "vol-09" failed, expected device to be attached but was attaching',
      'pod-volume-stuck',
      'cordon it',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-5" : attachment timeout for volume vol-0dd',
      'pod-volume-stuck',
      'cordon it',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal desc = Could not attach volume "vol-02" to node "i-0d": RequestCanceled: request context canceled',
      'pod-volume-stuck',
      'replace the node',
    ],
    [
      'FailedAttachVolume',
      `could not attach volume "vol-0c" to node "i-09": InvalidParameterValue: Invalid value '/dev/xvdb' for unixDevice. Attachment point /dev/xvdb is already in use`,
      'pod-volume-device',
      'update-addon',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = NotFound desc = Instance "i-0b" not found',
      'pod-volume-instance',
      'kubectl delete node',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp2": could not create volume in EC2: NoCredentialProviders: no valid providers in chain',
      'pod-volume-role',
      'ebs-csi-controller-sa',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": rpc error: code = DeadlineExceeded desc = context deadline exceeded',
      'pod-csi-controller',
      'app=ebs-csi-controller',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": error getting handle for DataSource Type VolumeSnapshot by Name s: volumesnapshots.snapshot.storage.k8s.io "s" not found',
      'pod-volume-source',
      'kubectl get volumesnapshots',
    ],
    [
      'ProvisioningFailed',
      'operation error EC2: CreateVolume, api error TagLimitExceeded: too many tags',
      'pod-storage-parameters',
      'kubectl get storageclasses',
    ],
    [
      'FailedAttachVolume',
      `${ATTACH} api error UnauthorizedOperation: You are not authorized to perform this operation`,
      'pod-volume-denied',
      'AmazonEBSCSIDriverPolicy',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": rpc error: code = Internal desc = Could not create volume "pvc": timed out waiting for volume to create: operation error EC2: DescribeVolumes, https response error StatusCode: 400, RequestID: 1, api error InvalidVolume.NotFound: The volume \'vol-0\' does not exist.',
      'pod-volume-key',
      'kmsKeyId',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://ec2.us-east-1.amazonaws.com/": dial tcp: lookup ec2.us-east-1.amazonaws.com: i/o timeout`,
      'pod-volume-unreachable',
      'endpoints of ec2 and sts',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} get identity: get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.us-east-1.amazonaws.com/": dial tcp 52.1.2.3:443: i/o timeout`,
      'pod-volume-unreachable',
      'endpoints of ec2 and sts',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": error getting CSINode for selected node "ip-1": csinode.storage.k8s.io "ip-1" not found',
      'pod-csi-node',
      'csinodes',
    ],
    [
      'FailedAttachVolume',
      `${ATTACH} api error InvalidVolume.ZoneMismatch: The volume 'vol-0' is not in the same availability zone`,
      'pod-volume-zone',
      'in that zone',
    ],
    [
      'FailedAttachVolume',
      'error waiting for volume attachment: volume "vol-0" stuck in attaching state for longer than 1m',
      'pod-volume-stuck',
      'replace the node',
    ],
    [
      'FailedAttachVolume',
      `${ATTACH} api error RequestLimitExceeded: Request limit exceeded.`,
      'pod-volume-throttled',
      'retried automatically',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} get identity: get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, api error ThrottlingException: Rate exceeded`,
      'pod-volume-throttled',
      'AttributeValue=sts.amazonaws.com',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error RequestLimitExceeded: Request limit exceeded.`,
      'pod-volume-throttled',
      'retried automatically',
    ],
    [
      'FailedAttachVolume',
      'rpc error: code = Internal desc = failed to get instance i-0: api error InvalidInstanceID.NotFound',
      'pod-volume-instance',
      'kubectl delete node NODE',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error InsufficientVolumeCapacity: There is not enough capacity`,
      'pod-volume-capacity',
      'another type',
    ],
    [
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": rpc error: code = InvalidArgument desc = Invalid parameter key encryptd for CreateVolume',
      'pod-storage-parameters',
      'kubectl delete storageclass NAME',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error InvalidParameterValue: Iops to volume size ratio is too high; maximum is 500`,
      'pod-storage-parameters',
      'cannot change',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error UnknownVolumeType: Unsupported volume type 'gp4' for volume creation.`,
      'pod-storage-parameters',
      'cannot change',
    ],
    [
      'VolumeMismatch',
      'Cannot bind to requested volume "pv": requested PV is too small',
      'pod-volume-mismatch',
      'kubectl get pv',
    ],
    ['ProvisioningFailed', `${CREATE} context deadline exceeded`, 'pod-volume', 'aws-ebs-csi-driver'],
    [
      'FailedAttachVolume',
      `${ATTACH} api error IncorrectState: Instance 'i-0b' is not 'running'.`,
      'pod-volume-instance',
      'kubectl delete node',
    ],
    [
      'ProvisioningFailed',
      'Invalid parameter key kmsKey for CreateVolume',
      'pod-storage-parameters',
      'kubectl get storage',
    ],
    [
      'FileSystemResizeFailed',
      'MountVolume.NodeExpandVolume failed for volume "pvc-1": resize2fs: Bad magic number in super-block',
      'pod-volume-damaged',
      'snapshot',
    ],
    [
      'ProvisioningFailed',
      `${CREATE} api error InvalidSnapshot.NotFound: The snapshot 'snap-0a' does not exist.`,
      'pod-volume-source',
      'kubectl get volumesnapshots',
    ],
  ]);
});
