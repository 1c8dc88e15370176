import { k8s } from 'cdk8s-plus-28';
import { type KindObjects, podTemplate } from './pod';

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
