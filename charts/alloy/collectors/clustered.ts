import { k8s } from 'cdk8s-plus-28';
import { oneUnavailable, spread, statefulSet } from '../../kubernetes/workload';
import { storageClaim } from './one-replica';
import { type KindObjects, podTemplate, restrictedShape } from './pod';

/**
 * A StatefulSet whose pods find each other through the Service and split the targets among themselves. Each pod keeps
 * its positions on a volume: after a restart it has the same name, and therefore the same targets.
 *
 * Alloy could wait at startup until all pods are present, but would then forget its positions whenever a pod is
 * missing. It does not wait: a pod that starts alone takes all targets, and some lines are sent twice.
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

/**
 * Arguments of Alloy. The name of the Service resolves to all pods; the cluster name keeps pods of other collectors
 * out.
 */
const clusterArgs = (name: string): string[] => [
  '--cluster.enabled=true',
  `--cluster.name=${name}`,
  `--cluster.join-addresses=${name}`,
];
