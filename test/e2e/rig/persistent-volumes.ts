import type { Manifest } from '../../../lib/manifests/manifest';
import { at, record } from '../../../lib/manifests/shape';

/** Label of a node with its zone of AWS. */
export const ZONE_OF_NODE = 'topology.kubernetes.io/zone';

/** Node that the scheduler has chosen for the pod of a claim; undefined before that. */
export function selectedNode(claim: Manifest): string | undefined {
  return record(at(claim, 'metadata.annotations'))['volume.kubernetes.io/selected-node'] as string | undefined;
}

/** Volume that a driver makes for a claim in a zone. */
export function volumeFor(claim: Manifest, zone: string, reclaim = 'Retain'): object {
  const { name, namespace, uid } = record(claim.metadata) as { name: string; namespace: string; uid: string };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}` },
    spec: {
      capacity: { storage: at(claim, 'spec.resources.requests.storage') },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: reclaim,
      storageClassName: at(claim, 'spec.storageClassName'),
      csi: { driver: 'ebs.csi.aws.com', volumeHandle: `vol-${uid}` },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE_OF_NODE, operator: 'In', values: [zone] }] }],
        },
      },
    },
  };
}
