import { testNamed } from './hinted';

const ATTACH =
  'AttachVolume.Attach failed for volume "pvc" : rpc error: code = Internal desc = Could not attach volume "vol-0" to node "i-0": could not attach volume "vol-0" to node "i-0": operation error EC2: AttachVolume, https response error StatusCode: 400,';

describe('claims without a volume, and volumes that are elsewhere', () => {
  testNamed([
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal desc = Could not attach volume "vol-0" to node "i-0": VolumeInUse',
      'pod-volume-attached',
      'kubectl get volumeattachments',
    ],
    [
      'ProvisioningFailed',
      'no persistent volumes available for this claim and no storage class is set',
      'pod-no-class',
      'storageClass',
    ],
    [
      'FailedAttachVolume',
      `${ATTACH} api error X: volume vol-0a already attached to instance i-0c`,
      'pod-volume-attached',
      'kubectl get volumeattachments',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pv" : volume attachment is being deleted',
      'pod-volume-attached',
      'kubectl get volumeattachments',
    ],
    [
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
      'pod-no-class',
      'is-default-class',
    ],
    [
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc" : rpc error: code = ResourceExhausted desc = Attachment limit exceeded for volume "vol-0" on node "i-0": limit exceeded',
      'pod-volume-limit',
      'add nodes',
    ],
    [
      'FailedAttachVolume',
      `${ATTACH} api error VolumeInUse: vol-0 is already attached to an instance`,
      'pod-volume-attached',
      'describe-volumes',
    ],
    [
      'FailedAttachVolume',
      'Could not attach volume "vol-0a" to node "i-0b": could not get a free device name to assign to node i-0b',
      'pod-volume-limit',
      'larger ones',
    ],
  ]);
});
