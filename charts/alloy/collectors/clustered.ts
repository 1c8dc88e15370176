import { k8s } from 'cdk8s-plus-28';
import { oneUnavailable, spread, statefulSet } from '../../kubernetes/workload';
import { storageClaim } from './one-replica';
import { type KindObjects, podTemplate, restrictedShape } from './pod';

/**
 * A StatefulSet of pods that find each other by the Service and share their targets out among them. Each has its
 * positions on a volume: after a restart it has the same name, and so the same targets.
 *
 * Alloy can wait at its start until all pods are there, but then forgets its positions whenever one is missing. So a
 * single pod takes over everything at once, and some lines are sent twice.
 */
export const CLUSTERED: KindObjects = {
  isRoot: () => false,
  hasAddress: false,
  isClustered: true,
  workload: (collector, context) =>
    statefulSet({
      metadata: collector.metadata,
      spec: {
        replicas: collector.replicas,
        serviceName: collector.name,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: collector.selector },
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
        template: podTemplate(collector, context, {
          ...restrictedShape(undefined, { topologySpreadConstraints: spread(collector.selector) }),
          args: clusterArgs(collector.name),
        }),
        volumeClaimTemplates: [storageClaim(collector.selector, context)],
      },
    }),
  budget: ({ metadata, selector }) =>
    k8s.KubePodDisruptionBudget.manifest({ metadata, spec: oneUnavailable(selector) }),
};

/** Arguments of Alloy. The name of the Service stands for the addresses of all pods; the cluster's name keeps others out. */
const clusterArgs = (name: string): string[] => [
  '--cluster.enabled=true',
  `--cluster.name=${name}`,
  `--cluster.join-addresses=${name}`,
];
