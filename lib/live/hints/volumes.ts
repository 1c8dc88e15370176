import { EBS_ADDON } from '../../environment/aws/addons';
import { THROTTLED, throttledAdvice } from '../throttling';
import { UNANSWERED } from '../unanswered';
import { deliverAgain } from './deliver';
import { CLAIM_LOST, STILL_ATTACHED } from './claims';
import { showEbsDriver } from './ebs-driver';
import { SELECTED_NODE } from '../claims';
import type { Hint, SharedHint } from './hint';
import { nodeOf } from './node-of';

const OF_DRIVER = /^(FailedAttachVolume|ProvisioningFailed|FailedMount)$/;
const ATTACH = /^FailedAttachVolume$/;

/** Pattern of messages of a controller that gets no AWS credentials. */
export const NO_CREDENTIALS =
  /AssumeRoleWithWebIdentity|WebIdentityErr|NoCredentialProviders|failed to (?:retrieve|refresh cached) credentials|no EC2 IMDS role/;

const INSTANCE_GONE = 'the instance of the node of the pod does not exist or run any more';

/** A volume that is attached to the node, and that its driver does not mount there. */
const UNMOUNTED: SharedHint = {
  id: 'pod-volume-unmounted',
  cause: 'the CSI driver on the node does not mount the volume, which is attached',
  next: ({ namespace, trouble }) =>
    `kubectl logs --namespace kube-system --selector app=ebs-csi-node --container ebs-plugin --tail 50; kubectl delete pod --namespace ${namespace} ${trouble.on}, and replace its node if the same comes back`,
};

/** Hints about EBS volumes, by AWS messages that the driver repeats, and about the driver itself. */
export const VOLUME_HINTS: readonly Hint[] = [
  {
    id: 'pod-volume-throttled',
    reason: OF_DRIVER,
    message: THROTTLED,
    cause: 'AWS throttles the requests of the account, so the EBS CSI driver waits',
    next: ({ trouble }) => throttledAdvice(trouble.whole ?? trouble.message),
  },
  {
    id: 'pod-volume-unreachable',
    reason: OF_DRIVER,
    // A request without an answer has no status and no id.
    message: new RegExp(
      String.raw`(?:ec2|sts)[\w.-]*\.amazonaws\.com\S*.*(?:${UNANSWERED.source})|operation error (?:EC2|STS): \w+, .*StatusCode: 0, RequestID: , canceled`,
    ),
    cause: 'the EBS CSI driver does not reach EC2 or STS of AWS',
    next: () =>
      'the subnets of the nodes need a NAT gateway, or endpoints of ec2 and sts whose security group admits the nodes: aws ec2 describe-vpc-endpoints --query VpcEndpoints[].ServiceName',
  },
  {
    id: 'pod-volume-role',
    reason: OF_DRIVER,
    message: NO_CREDENTIALS,
    cause: 'the EBS CSI driver gets no credentials: its role does not trust its service account, or it has none',
    next: (subject) =>
      `${showEbsDriver(subject)} names the role: its trust must admit system:serviceaccount:kube-system:ebs-csi-controller-sa`,
  },
  {
    id: 'pod-volume-key',
    reason: OF_DRIVER,
    // EBS takes the request for a volume, and deletes the volume when it may not use its key.
    message:
      /^(?!.*(?:requires the parameter|Invalid parameter key)).*KMS|waiting for volume to create.*InvalidVolume\.NotFound|available volume in EC2.*InvalidVolume\.NotFound/i,
    cause: 'EBS cannot use the KMS key of the volume',
    next: () =>
      'kubectl get storageclasses -o yaml | grep kmsKeyId; aws kms describe-key --key-id KEY: it must be Enabled, and let the role of the EBS CSI driver do kms:CreateGrant, kms:Decrypt and kms:GenerateDataKeyWithoutPlaintext',
  },
  {
    id: 'pod-volume-quota',
    reason: OF_DRIVER,
    message: /VolumeLimitExceeded|MaxIOPSLimitExceeded|exceeded your maximum/,
    cause: 'the quota of EBS of the account is used up in the region',
    next: () =>
      'aws service-quotas list-service-quotas --service-code ebs, and ask for more; volumes without a user: aws ec2 describe-volumes --filters Name=status,Values=available',
  },
  {
    ...CLAIM_LOST,
    reason: ATTACH,
    message: /Volume "?vol-\w+"? (?:was )?not found|InvalidVolume\.NotFound|volume '?vol-\w+'? does not exist/,
    next: ({ namespace, trouble }) =>
      `if what was in it is lost or in other replicas: kubectl delete pvc --namespace ${namespace} CLAIM --wait=false, then kubectl delete pod --namespace ${namespace} ${trouble.on}`,
  },
  {
    id: 'pod-volume-instance',
    reason: OF_DRIVER,
    message:
      /InvalidInstanceID\.NotFound|IncorrectInstanceState|Instance "?i-\w+"? not found|Instance '?i-\w+'? is not|error finding instance/,
    cause: INSTANCE_GONE,
    next: () => 'kubectl get nodes, and kubectl delete node NODE: its pods and volumes go to others then',
  },
  {
    id: 'pod-volume-instance',
    reason: /^ProvisioningFailed$/,
    message: /failed to get target node: nodes? "[^"]+" not found/,
    cause: INSTANCE_GONE,
    next: ({ namespace }) =>
      `the scheduler chooses another node for the claim: kubectl annotate pvc --namespace ${namespace} CLAIM ${SELECTED_NODE}-`,
  },
  {
    ...STILL_ATTACHED,
    reason: /^(FailedAttachVolume|FailedMount)$/,
    message:
      /api error IncorrectState|\bVolumeInUse\b|is already attached to an instance|attachment is being deleted|[Vv]olume "?vol-\w+"? (?:is )?already attached to/,
    next: () =>
      'kubectl get volumeattachments, and aws ec2 describe-volumes --volume-ids VOLUME: it is free as soon as that instance is terminated, or has let it go',
  },
  {
    id: 'pod-volume-stuck',
    reason: ATTACH,
    message:
      /stuck in attaching state|error waiting for volume (?:at|de)tachment|but was (?:attaching|busy)|attachment timeout|RequestCanceled|"vol-\w+" to node.*context (?:canceled|deadline exceeded)/,
    cause: 'EBS does not finish attaching the volume to the node',
    next: ({ namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: cordon it, then kubectl delete pod --namespace ${namespace} ${trouble.on}, and replace the node`,
  },
  {
    id: 'pod-volume-device',
    reason: ATTACH,
    message: /Attachment point \S+ is already in use/,
    cause: 'another disk of the node has the device name that the CSI driver chose',
    next: ({ namespace, trouble, environment }) =>
      `aws eks update-addon --cluster-name ${environment.clusterName} --addon-name ${EBS_ADDON}, to its last version; then kubectl delete pod --namespace ${namespace} ${trouble.on}`,
  },
  {
    id: 'pod-volume-source',
    reason: /^ProvisioningFailed$/,
    message:
      /(?:DataSource|snapshot).*not (?:found|[Rr]eady)|InvalidSnapshot\.NotFound|claim Selector is not supported/i,
    cause:
      'the claim asks for a snapshot, a volume or labels of a volume that do not exist, or that its driver does not take',
    next: ({ namespace }) =>
      `kubectl get volumesnapshots,pvc --namespace ${namespace}: make the source, or delete the claim and make it without dataSource and selector`,
  },
  {
    id: 'pod-volume-capacity',
    reason: /^ProvisioningFailed$/,
    message: /InsufficientVolumeCapacity/,
    cause: 'EBS has no room for a volume of this type in the zone at the moment',
    next: () =>
      'it is retried automatically; a StorageClass of another type of volumes, or nodes in other zones, end it',
  },
  {
    id: 'pod-volume-size',
    reason: /^ProvisioningFailed$/,
    message: /is too (?:large|small) for volume type|[Vv]olume size must/,
    cause: 'EBS has no volume of this size and type',
    next: ({ environment }) =>
      `write another size: volume of environments.${environment.name}.loki.sizes; a claim that exists does not change: delete it, and its pod`,
    other: () =>
      'write another persistence.size in the values of its chart; a claim that exists does not change: delete it, and its pod',
  },
  {
    id: 'pod-storage-parameters',
    reason: /^ProvisioningFailed$/,
    message:
      /Invalid parameter key|Could not parse|UnknownVolumeType|InvalidParameter(?:Value|Combination|Dependency)|InvalidZone|TagLimitExceeded|ratio is too high|code = InvalidArgument/,
    cause: 'EBS does not take a parameter of the StorageClass',
    next: (subject) =>
      `kubectl get storageclasses -o yaml; parameters of a class cannot change: kubectl delete storageclass NAME, and make it again: ${deliverAgain(subject)}`,
    other: () =>
      'kubectl get storageclasses -o yaml; parameters of a class cannot change: kubectl delete storageclass NAME, and make it again',
  },
  {
    id: 'pod-volume-mismatch',
    reason: /^VolumeMismatch$/,
    cause: 'the volume claim names a volume that is too small, or of another class or mode',
    next: ({ namespace }) =>
      `kubectl get pvc --namespace ${namespace} -o custom-columns=NAME:.metadata.name,VOLUME:.spec.volumeName, and compare with kubectl get pv`,
  },
  {
    id: 'pod-volume-damaged',
    reason: /^(FailedMount|FileSystemResizeFailed)$/,
    message:
      /[Ff]ile ?system (?:issues|errors?|corruption)\b|bad superblock|can't read superblock|wrong fs type|[Ss]tructure needs cleaning|fsck'? found errors|[Bb]ad magic number in super-block|applyFSGroup failed.*read-only/,
    cause: 'the file system of the volume is damaged',
    next: ({ namespace, trouble }) =>
      `if the other replicas are ready: kubectl delete pvc --namespace ${namespace} CLAIM --wait=false, then kubectl delete pod --namespace ${namespace} ${trouble.on}; or restore a snapshot of the volume`,
  },
  {
    ...UNMOUNTED,
    reason: /^FailedMount$/,
    message:
      /MountVolume\.(?:MountDevice|SetUp) failed.*(?:DeadlineExceeded|already in progress|could not format|format of disk|refusing to mount|find device path|already mounted or mount point busy)|special device .*does not exist/,
  },
  {
    id: 'pod-csi-controller',
    reason: /^(FailedAttachVolume|ProvisioningFailed)$/,
    message: /timed out waiting for external-attacher of (\S+) CSI driver|code = (?:DeadlineExceeded|Unavailable) desc/,
    cause: 'the controller of the CSI driver does not answer, so no volume is made or attached',
    next: (subject) =>
      `kubectl get pods --namespace kube-system --selector app=ebs-csi-controller, and ${showEbsDriver(subject)}`,
  },
  {
    id: 'pod-csi-node',
    reason: OF_DRIVER,
    message:
      /driver name (?!secrets-store)\S+ not found in the list of registered CSI drivers|\/plugins\/(?!csi-secrets-store)\S+\/csi\.sock|MountVolume\..*code = Unavailable desc|no available topology found|no topology key found|CSINode \S+ does not contain driver|has no NodeID annotation|getting CSINode for selected node/,
    cause: 'the CSI driver that mounts the volume does not run on the node',
    next: () =>
      'kubectl get pods --namespace kube-system --selector app=ebs-csi-node -o wide: one must run on every node, and tolerate its taints; kubectl get csinodes shows where it is registered',
  },
  {
    ...UNMOUNTED,
    reason: /^FailedMount$/,
    message:
      /MountVolume\.MountDevice failed.*rpc error: code = \w+ desc = (?!.*(?:you might need a|unknown filesystem type))/,
  },
  {
    id: 'pod-mount-helper',
    reason: /^FailedMount$/,
    message: /you might need a \/sbin\/mount|unknown filesystem type/,
    cause: 'the node lacks the program that mounts this kind of volume, such as NFS or EFS',
    next: () =>
      'use a volume of EBS, or nodes whose image has the program: nfs-utils or amazon-efs-utils in their user data, or the CSI driver of the file system',
  },
  {
    id: 'pod-local-volume',
    reason: /^FailedMount$/,
    message: /path "([^"]+)" does not exist/,
    cause: 'the local volume of the pod is a folder or a disk of its node that is not there',
    next: ({ namespace, trouble }, [, path = '']) =>
      `mount the disk at ${path} of the node again; if it is lost, delete the claim: kubectl delete pvc --namespace ${namespace} CLAIM --wait=false, then kubectl delete pod --namespace ${namespace} ${trouble.on}`,
  },
];
