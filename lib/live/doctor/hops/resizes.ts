import type { Fault } from '../fault';
import { type HopName, hopOf } from '../hops';
import type { View } from '../view';
import { componentOf } from '../components';
import { recentWarnings } from './recent';

/** Seconds after which a file system has grown, if the kubelet does it while a pod runs. */
const GROWN_AFTER = 600;

/** Seconds for which a warning of a resizer is recent: it waits for some minutes between two tries. */
const RECENT = 1200;

/** Pod that uses a claim, and its part of the path. */
function userOf(
  { snapshot }: View,
  namespace: string,
  claim: string,
): { readonly hop: HopName; readonly pod?: string } {
  const pod = snapshot.pods.find(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim),
  );
  return pod
    ? { hop: hopOf(componentOf(pod.metadata.labels, pod.metadata.name)), pod: pod.metadata.name }
    : { hop: 'ingester' };
}

const pending: Fault = {
  id: 'volume-resize-pending',
  hop: 'ingester',
  isMild: true,
  cause: 'a volume has grown, and its file system has not: the pod must start again',
  find: (view) =>
    view.snapshot.claims.flatMap(({ metadata: { name, namespace = '' }, status }) => {
      const waits = status?.conditions?.find((one) => one.type === 'FileSystemResizePending' && one.status === 'True');
      if (!waits || view.secondsSince(waits.lastTransitionTime ?? undefined) < GROWN_AFTER) return [];
      const { hop, pod } = userOf(view, namespace, name);
      return {
        hop,
        evidence: `volume claim ${namespace}/${name} is FileSystemResizePending${waits.lastTransitionTime === undefined ? '' : ` since ${waits.lastTransitionTime}`}`,
        fix: [
          pod === undefined
            ? `start a pod that uses it: kubectl describe --namespace ${namespace} pvc ${name}`
            : `kubectl delete pod --namespace ${namespace} ${pod}, when all others are ready`,
        ],
      };
    }),
};

const failed: Fault = {
  id: 'volume-resize-failed',
  hop: 'ingester',
  isMild: true,
  cause: 'a volume does not grow, although its claim asks for it',
  find: (view) =>
    recentWarnings(view, /^PersistentVolumeClaim$/, /^(VolumeResizeFailed|VolumeModifyFailed)$/, RECENT).map(
      ({ namespace, name, message }) => ({
        hop: userOf(view, namespace, name).hop,
        evidence: `volume claim ${namespace}/${name}: ${message}`,
        fix: /ModificationRateExceeded|at least 6 hours|OPTIMIZING|cannot currently modify|IncorrectModificationState/.test(
          message,
        )
          ? [
              'wait: EBS changes a volume once in six hours, and not while it still optimizes it; the resizer tries again by itself',
            ]
          : [
              `kubectl describe --namespace ${namespace} pvc ${name}`,
              'the role of the EBS CSI driver needs ec2:ModifyVolume, which AmazonEBSCSIDriverPolicy has',
            ],
      }),
    ),
};

/** Faults of volumes that should grow. */
export const RESIZE_FAULTS: readonly Fault[] = [pending, failed];
