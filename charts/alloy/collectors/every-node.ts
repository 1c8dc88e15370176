import { k8s } from 'cdk8s-plus-28';
import { type KindObjects, podTemplate } from './pod';

/**
 * Nodes that run DaemonSets: all but those of Fargate, each of which runs a single pod. Other compute types, such as
 * `hybrid` and `auto`, and nodes without the label are included.
 * https://docs.aws.amazon.com/eks/latest/userguide/fargate.html#fargate-considerations
 */
const NOT_FARGATE: k8s.Affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] }] },
      ],
    },
  },
};

/**
 * A DaemonSet: one Alloy on every Linux node. Positions are on the node itself: in the pod they would be lost with the
 * pod, and every file would be sent again.
 */
export const EVERY_NODE: KindObjects = {
  isRoot: true,
  hasAddress: false,
  workload: (collector, context) =>
    k8s.KubeDaemonSet.manifest({
      metadata: collector.metadata,
      spec: {
        selector: { matchLabels: collector.selector },
        minReadySeconds: 10,
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString('10%') },
        },
        template: podTemplate(collector, context, {
          pod: {
            priorityClassName: context.priorityClassName,
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            affinity: NOT_FARGATE,
            // Every node, even one in trouble: that is when its logs matter.
            tolerations: [{ operator: 'Exists' }],
            securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } },
          },
          // Root without root's powers, except one: to read logs that belong to others. Its storage belongs to root.
          container: {
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH'] },
          },
          storage: { hostPath: { path: `/var/lib/${collector.name}/data`, type: 'DirectoryOrCreate' } },
        }),
      },
    }),
};
