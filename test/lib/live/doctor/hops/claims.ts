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

/** Faults of volume claims. */
export const CLAIM_CASES: readonly FaultCase[] = [
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
