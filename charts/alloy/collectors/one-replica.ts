import { k8s } from 'cdk8s-plus-28';
import { statefulSet } from '../../kubernetes/workload';
import type { CollectorContext, PlacedCollector } from './collector';
import { type KindObjects, podTemplate, restrictedShape } from './pod';
import { STORAGE_VOLUME } from './program';

/** Size of the volume: the smallest that EBS makes. Positions are a few hundred bytes. */
const VOLUME_SIZE = '1Gi';

/**
 * A StatefulSet of one pod: never two at a time, not even during a roll-out or while a node is lost, so nothing is read
 * twice. Positions are on a volume that the next pod mounts.
 *
 * It has no disruption budget: a budget for a single pod blocks every drain of its node.
 */
export const ONE_REPLICA: KindObjects = {
  isRoot: () => false,
  hasAddress: false,
  workload: (collector, context) =>
    statefulSet({
      metadata: collector.metadata,
      spec: {
        replicas: 1,
        serviceName: collector.name,
        selector: { matchLabels: collector.selector },
        updateStrategy: { type: 'RollingUpdate' },
        // A recreated StatefulSet, as after a changed immutable field, continues where the last one stopped.
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        template: podTemplate(collector, context, restrictedShape()),
        volumeClaimTemplates: [storageClaim(collector.selector, context)],
      },
    }),
};

/** Claim for the volume with a pod's positions. */
export const storageClaim = (
  selector: PlacedCollector['selector'],
  { storageClassName }: CollectorContext,
): k8s.KubePersistentVolumeClaimProps => ({
  metadata: { name: STORAGE_VOLUME, labels: selector },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName,
    resources: { requests: { storage: k8s.Quantity.fromString(VOLUME_SIZE) } },
  },
});
