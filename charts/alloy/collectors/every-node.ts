import { k8s } from 'cdk8s-plus-28';
import type { AlloySource } from '../sources/source';
import type { PlacedCollector } from './collector';
import { FARGATE_NODE } from './fargate';
import { type KindObjects, podTemplate, type PodShape, restrictedShape } from './pod';

/**
 * Nodes that run DaemonSets: all but those of Fargate. Other compute types, such as `hybrid` and `auto`, and nodes
 * without the label are included.
 */
const NOT_FARGATE: k8s.Affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: FARGATE_NODE.key, operator: 'NotIn', values: [FARGATE_NODE.value] }] },
      ],
    },
  },
};

/**
 * A DaemonSet: one Alloy on every Linux node. Positions are on the node itself: in the pod they would be lost with the
 * pod, and every file would be sent again.
 */
export const EVERY_NODE: KindObjects = {
  isRoot: continues,
  hasAddress: false,
  workload: (collector, context) => {
    const pod: Partial<k8s.PodSpec> = {
      priorityClassName: context.priorityClassName,
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      affinity: NOT_FARGATE,
      // Every node, even one in trouble: that is when its logs matter.
      tolerations: [{ operator: 'Exists' }],
    };
    const shape = continues(collector.sources) ? rootShape(collector, pod) : restrictedShape({ emptyDir: {} }, pod);
    return k8s.KubeDaemonSet.manifest({
      metadata: collector.metadata,
      spec: {
        selector: { matchLabels: collector.selector },
        minReadySeconds: 10,
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString('10%') },
        },
        template: podTemplate(collector, context, shape),
      },
    });
  },
};

/**
 * True if a source reads files of the node or the Kubernetes API, and so continues from its positions after a restart.
 * The folder of positions belongs to root, like most files of a node. Receivers have no positions.
 */
function continues(sources: readonly AlloySource[]): boolean {
  return sources.some(({ mounts, rules }) => mounts.length > 0 || rules.length > 0);
}

/** Root without root's powers. Its storage belongs to root; one power is left if a source reads files of other users. */
function rootShape({ name, sources }: PlacedCollector, pod: Partial<k8s.PodSpec>): PodShape {
  const readsOthers = sources.some(({ mounts, fileOwners = 'any' }) => mounts.length > 0 && fileOwners === 'any');
  return {
    pod: { ...pod, securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } } },
    container: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], ...(readsOthers ? { add: ['DAC_READ_SEARCH'] } : {}) },
    },
    storage: { hostPath: { path: `/var/lib/${name}/data`, type: 'DirectoryOrCreate' } },
  };
}
