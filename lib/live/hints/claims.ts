import { deliverAgain } from './deliver';
import type { Hint } from './hint';

/** EBS volume driver of the add-on. */
const EBS = 'ebs.csi.aws.com';

/**
 * Hints about volume claims without a volume, as `claimTrouble` and events describe them, and about volumes that
 * another node still has.
 */
export const CLAIM_HINTS: readonly Hint[] = [
  {
    id: 'pod-volume-attached',
    reason: /^FailedAttachVolume$/,
    message: /Multi-Attach error/,
    cause: 'the volume of the pod is still attached to another node',
    next: ({ namespace }) =>
      `kubectl get volumeattachments, and kubectl get pods --namespace ${namespace} -o wide: if that node is gone, it is free six minutes after kubectl delete node NODE, or as soon as its instance is terminated`,
  },
  {
    id: 'pod-volume-limit',
    reason: /^(Pending|FailedScheduling|FailedAttachVolume|VolumeAttachmentLimitExceeded)$/,
    message: /exceed max volume count|attachment ?limit|could not get a free device name/i,
    cause: 'the nodes have as many volumes as their type may have',
    next: () => 'add nodes, or larger ones: volumes, network interfaces and disks of an instance share one limit',
  },
  {
    id: 'pod-claim-lost',
    reason: /^ClaimLost$/,
    cause: 'the volume of the pod was deleted',
    next: ({ namespace }) =>
      `if what was in it is lost or in other replicas: kubectl get pvc --namespace ${namespace}, delete the claim that is Lost, then the pod`,
  },
  {
    ...{ id: 'pod-storage-class', cause: 'the StorageClass of its volume does not exist' },
    reason: /^(ClassMissing|ProvisioningFailed|FailedBinding|Pending|FailedScheduling|Karpenter)$/,
    message: /StorageClass (\S+), which does not exist|[Ss]torage[Cc]lass[\w.]* "?([^"\s]+)"? not found/,
    next: (subject) => `${deliverAgain(subject)}; a class of yours must exist: kubectl get storageclasses`,
    other: () =>
      'kubectl get storageclasses, and name one of them in the values of its chart: persistence.storageClass',
  },
  {
    id: 'pod-no-class',
    reason: /^(NoDefaultClass|FailedBinding|Karpenter)$/,
    message: /names no StorageClass|no storage class is set|must define a storage class/,
    cause: 'the claim of its volume names no StorageClass, and the cluster has no default',
    next: ({ environment }) =>
      `name one that exists, in cluster.existing or cluster.local of environments.${environment.name}: storageClass; or make one the default: kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true`,
    other: () =>
      'make one the default: kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true; a claim that exists does not change: delete it, and its pod',
  },
  {
    id: 'pod-csi-driver',
    reason: /^DriverMissing$/,
    message: /the driver (\S+) of/,
    cause: 'the CSI driver that makes its volume is not in the cluster',
    next: ({ environment }, [, driver]) =>
      driver === EBS
        ? `aws eks create-addon --cluster-name ${environment.clusterName} --addon-name aws-ebs-csi-driver, with a role that has AmazonEBSCSIDriverPolicy; EKS Auto Mode needs a class of ebs.csi.eks.amazonaws.com instead`
        : `install the driver ${driver}, or use a StorageClass of another: kubectl get csidrivers`,
  },
];
