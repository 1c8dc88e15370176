import type { Hint } from './hint';
import { CLAIM_LOST } from './placement';

const OF_DRIVER = /^(FailedAttachVolume|ProvisioningFailed|FailedMount)$/;
const ATTACH = /^FailedAttachVolume$/;

/** Messages of a controller that gets no credentials of AWS. */
export const NO_CREDENTIALS =
  /AssumeRoleWithWebIdentity|WebIdentityErr|failed to (?:retrieve|refresh cached) credentials|no EC2 IMDS role/;

/** Hints about volumes of EBS, by what its driver repeats of AWS, and about the driver itself. */
export const VOLUME_HINTS: readonly Hint[] = [
  {
    id: 'pod-volume-role',
    reason: OF_DRIVER,
    message: NO_CREDENTIALS,
    cause: 'the EBS CSI driver gets no credentials: its role does not trust its service account, or it has none',
    next: ({ environment }) =>
      `aws eks describe-addon --cluster-name ${environment.clusterName} --addon-name aws-ebs-csi-driver names the role: its trust must admit system:serviceaccount:kube-system:ebs-csi-controller-sa`,
  },
  {
    id: 'pod-volume-key',
    reason: OF_DRIVER,
    message: /KMS/i,
    cause: 'EBS cannot use the KMS key of the volume',
    next: () =>
      'aws kms describe-key --key-id KEY: it must be Enabled, and let the role of the EBS CSI driver do kms:CreateGrant, kms:Decrypt and kms:GenerateDataKeyWithoutPlaintext',
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
    id: 'pod-csi-controller',
    reason: ATTACH,
    message: /timed out waiting for external-attacher of (\S+) CSI driver/,
    cause: 'the controller of the CSI driver does not answer, so no volume is attached',
    next: ({ environment }) =>
      `kubectl get pods --namespace kube-system --selector app=ebs-csi-controller, and aws eks describe-addon --cluster-name ${environment.clusterName} --addon-name aws-ebs-csi-driver`,
  },
  {
    id: 'pod-csi-node',
    reason: OF_DRIVER,
    message:
      /driver name (?!secrets-store)\S+ not found in the list of registered CSI drivers|no available topology found|no topology key found|CSINode \S+ does not contain driver/,
    cause: 'the CSI driver that mounts the volume does not run on the node',
    next: () =>
      'kubectl get pods --namespace kube-system --selector app=ebs-csi-node -o wide: one must run on every node, and tolerate its taints; kubectl get csinodes shows where it is registered',
  },
  {
    id: 'pod-volume-damaged',
    reason: /^FailedMount$/,
    message: /bad superblock|wrong fs type|Structure needs cleaning|fsck found errors/,
    cause: 'the file system of the volume is damaged',
    next: ({ namespace, trouble }) =>
      `if the other replicas are ready: kubectl delete pvc --namespace ${namespace} CLAIM --wait=false, then kubectl delete pod --namespace ${namespace} ${trouble.on}; or restore a snapshot of the volume`,
  },
];
