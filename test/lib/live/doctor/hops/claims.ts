import { addEvent, breakPod, type Draft, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** A class of EBS volumes that are made once a pod uses them. */
const gp2 = (annotations?: Record<string, string>) => ({
  metadata: { name: 'gp2', ...(annotations ? { annotations } : {}) },
  provisioner: 'ebs.csi.aws.com',
});

/** No ingester has a volume: the scheduler waits for the claims. */
export function unmade(
  draft: Draft,
  spec: { storageClassName?: string },
  classes?: Draft['classes'],
  drivers?: string[],
) {
  const message = '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
  podsOf(draft, 'ingester').forEach((_, index) =>
    breakPod(draft, 'ingester', { conditions: [{ type: 'PodScheduled', status: 'False', message }] }, index),
  );
  for (const claim of draft.claims) Object.assign(claim, { spec, status: { phase: 'Pending' } });
  Object.assign(draft, { ...(classes ? { classes } : {}), ...(drivers ? { drivers } : {}) });
}

/** The file system of an ingester's volume waits for a restart since a time. */
export const resizing = (draft: Draft, lastTransitionTime: string): void => {
  const conditions = [{ type: 'FileSystemResizePending', status: 'True', lastTransitionTime }];
  (draft.claims[0] as Draft['claims'][number]).status = { phase: 'Bound', conditions };
};

/** Faults of volume claims. */
export const CLAIM_CASES: readonly FaultCase[] = [
  {
    id: 'volume-resize-pending',
    hop: 'ingester',
    make: (draft) => resizing(draft, '2026-11-21T11:00:00Z'),
    evidence: /^volume claim loki\/data-loki-ingester-0 is FileSystemResizePending since 2026-11-21T11:00:00Z/,
    fix: /^kubectl delete pod --namespace loki loki-ingester-0, when/,
  },
  ...(
    [
      ['api error VolumeModificationRateExceeded: Wait at least 6 hours between modifications', /once in six hours/],
      ['api error UnauthorizedOperation: You are not authorized', /ec2:ModifyVolume/],
    ] as const
  ).map(([why, fix]): FaultCase => ({
    ...{ id: 'volume-resize-failed', hop: 'ingester', fix },
    make: (draft) =>
      addEvent(
        draft,
        'loki',
        'PersistentVolumeClaim',
        'data-loki-ingester-0',
        'VolumeResizeFailed',
        `resize volume "pvc-1" by resizer "ebs.csi.aws.com" failed: rpc error: code = Internal desc = Could not resize volume "vol-1": operation error EC2: ModifyVolume, ${why}`,
      ),
    evidence: /^volume claim loki\/data-loki-ingester-0: resize volume/,
  })),
  ...(
    [
      ['AccessDeniedException: User: arn:aws:sts::1:assumed-role/eso/1 is not authorized', /GetSecretValue/],
      ['Secret does not exist', /clustersecretstores/],
    ] as const
  ).map(([why, fix]): FaultCase => ({
    ...{ id: 'secret-not-synced', hop: 'gateway', fix },
    make: (draft) =>
      addEvent(
        draft,
        'loki',
        'ExternalSecret',
        'loki-credentials',
        'UpdateFailed',
        `error processing spec.data[0] (key: loki/dev), err: ${why}`,
      ),
    evidence: /^ExternalSecret loki\/loki-credentials: error processing/,
  })),
  {
    id: 'pod-storage-class',
    hop: 'ingester',
    make: (draft) => unmade(draft, { storageClassName: 'loki-gp3' }, [gp2()]),
    evidence: /data-loki-ingester-0 asks for StorageClass loki-gp3, which does not exist/,
    fix: /cdk deploy.*kubectl get storageclasses/,
  },
  {
    id: 'pod-storage-class',
    hop: 'ingester',
    // Who may not list classes sees the event.
    make: (draft) => {
      unmade(draft, { storageClassName: 'loki-gp3' });
      const message = 'storageclass.storage.k8s.io "loki-gp3" not found';
      for (const { metadata } of draft.claims) {
        addEvent(draft, 'loki', 'PersistentVolumeClaim', metadata.name, 'ProvisioningFailed', message);
      }
    },
    evidence: /storageclass\.storage\.k8s\.io "loki-gp3" not found/,
    fix: /kubectl get storageclasses/,
  },
  {
    id: 'pod-no-class',
    hop: 'ingester',
    make: (draft) => unmade(draft, {}, [gp2()]),
    evidence: /names no StorageClass, and the cluster has no default/,
    fix: /is-default-class=true/,
  },
  {
    id: 'pod-csi-driver',
    hop: 'ingester',
    make: (draft) => {
      unmade(draft, { storageClassName: 'gp2' }, [gp2()], ['efs.csi.aws.com']);
      for (const { metadata } of draft.claims) {
        metadata.annotations = { 'volume.kubernetes.io/selected-node': 'node-a' };
      }
    },
    evidence: /waits for the driver ebs\.csi\.aws\.com of StorageClass gp2, which is not in the cluster/,
    fix: /create-addon --cluster-name dev --addon-name aws-ebs-csi-driver/,
  },
  {
    id: 'pod-claim-lost',
    hop: 'ingester',
    make: (draft) => {
      unmade(draft, { storageClassName: 'gp2' });
      for (const claim of draft.claims) claim.status = { phase: 'Lost' };
    },
    evidence: /data-loki-ingester-0 is Lost: its volume was deleted/,
    fix: /delete the claim that is Lost/,
  },
];
