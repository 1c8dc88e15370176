import { EBS_ADDON } from '../../environment/aws/addons';
import { deliverAgain } from './deliver';
import type { Hint, SharedHint } from './hint';

/** EBS volume driver of the add-on. */
const EBS = 'ebs.csi.aws.com';

/** A volume that is gone, as the claim, the scheduler or the driver of volumes says it. */
export const CLAIM_LOST: SharedHint = {
  id: 'pod-claim-lost',
  cause: 'the volume of the pod was deleted',
  next: ({ namespace }) =>
    `if what was in it is lost or in other replicas: kubectl get pvc --namespace ${namespace}, delete the claim that is Lost, then the pod`,
};

/** A volume that another node still has, as Kubernetes or EC2 says it. */
export const STILL_ATTACHED = {
  id: 'pod-volume-attached',
  cause: 'the volume of the pod is still attached to another node',
};

/** Makes a StorageClass the default of the cluster. */
const MAKE_DEFAULT =
  'make one the default: kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true';

/**
 * Hints about volume claims without a volume, as `claimTrouble` and events describe them, and about volumes that
 * another node still has.
 */
export const CLAIM_HINTS: readonly Hint[] = [
  {
    ...STILL_ATTACHED,
    reason: /^FailedAttachVolume$/,
    message: /Multi-Attach error/,
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
  { ...CLAIM_LOST, reason: /^ClaimLost$/ },
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
    reason: /^(NoDefaultClass|FailedBinding|ProvisioningFailed|Karpenter)$/,
    message: /names no StorageClass|no storage class is set|must define a storage class/,
    cause: 'the claim of its volume names no StorageClass, and the cluster has no default',
    next: ({ environment }) =>
      `name one that exists, in cluster.existing or cluster.local of environments.${environment.name}: storageClass; or ${MAKE_DEFAULT}`,
    other: () => `${MAKE_DEFAULT}; a claim that exists does not change: delete it, and its pod`,
  },
  {
    id: 'pod-csi-driver',
    reason: /^DriverMissing$/,
    message: /the driver (\S+) of/,
    cause: 'the CSI driver that makes its volume is not in the cluster',
    next: ({ environment }, [, driver]) =>
      driver === EBS
        ? `aws eks create-addon --cluster-name ${environment.clusterName} --addon-name ${EBS_ADDON}, with a role that has AmazonEBSCSIDriverPolicy; EKS Auto Mode needs a class of ebs.csi.eks.amazonaws.com instead`
        : `install the driver ${driver}, or use a StorageClass of another: kubectl get csidrivers`,
  },
];
