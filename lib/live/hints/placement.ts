import type { Hint } from './hint';

const UNPLACED = /^(Pending|FailedScheduling)$/;

/** A volume that is gone, as the scheduler or the driver of volumes says it. */
export const CLAIM_LOST = { id: 'pod-claim-lost', cause: 'the volume of the pod was deleted' };

/** Hints about pods that no node is found or made for. */
export const PLACE_HINTS: readonly Hint[] = [
  {
    id: 'pod-gated',
    reason: /^SchedulingGated$/,
    cause: 'a scheduling gate keeps the pod from being placed until what set it removes it',
    next: ({ namespace, trouble }) =>
      `kubectl get pod --namespace ${namespace} ${trouble.on} -o jsonpath='{.spec.schedulingGates}' names it: a queue such as Kueue must admit the pod, or leave namespace ${namespace} out`,
  },
  {
    id: 'pod-nodepool-limit',
    reason: /^Karpenter$/,
    message: /exceed limits for nodepool: "?([\w.-]+)/,
    cause: 'the limits of a NodePool of Karpenter allow no more nodes',
    next: (_subject, [, pool = '']) => `raise spec.limits: kubectl edit nodepool ${pool}`,
  },
  {
    id: 'pod-nodepool',
    reason: /^Karpenter$/,
    cause: 'no NodePool of Karpenter can make a node for the pod',
    next: () =>
      'kubectl get nodepools -o yaml: requirements, taints and instance types of one must fit what the message says of the pod',
  },
  {
    id: 'pod-no-room',
    reason: /^OutOf(cpu|memory|pods|ephemeral-storage)$/,
    cause: 'no node has room for the pod',
    next: () => 'the node of the pod was full when it came: move other pods off it, or use larger instance types',
  },
  {
    id: 'pod-no-disk',
    reason: UNPLACED,
    message: /Insufficient ephemeral-storage/,
    cause: 'no node has the disk that the pod asks for',
    next: () => 'use nodes with a larger disk, or ask for less ephemeral-storage',
  },
  {
    id: 'pod-claim-missing',
    reason: UNPLACED,
    message: /persistentvolumeclaim "([^"]+)" (?:not found|is being deleted)/,
    cause: 'the volume claim of the pod does not exist, or is being deleted',
    next: ({ namespace, trouble }) =>
      `kubectl delete pod --namespace ${namespace} ${trouble.on}: its StatefulSet makes claim and pod again`,
  },
  {
    ...CLAIM_LOST,
    reason: UNPLACED,
    message: /bound to non-existent pv/,
    next: ({ namespace }) =>
      `if what was in it is lost or in other replicas: kubectl get pvc --namespace ${namespace}, delete the claim that is Lost, then the pod`,
  },
  {
    id: 'pod-volume-in-use',
    reason: UNPLACED,
    message: /ReadWriteOncePod access mode already in-use/,
    cause: 'another pod has the volume, which one pod at a time may use',
    next: ({ namespace }) => `end the other one: kubectl describe pvc --namespace ${namespace} names it (Used By)`,
  },
];
