import { testNamed } from './hinted';

const OF_3 = '0/3 nodes are available: 3';

describe('why a pod has no node', () => {
  testNamed([
    // What the scheduler of Fargate says.
    [
      'Pending',
      'Your AWS account has reached the limit on the number of Fargate pods it can run concurrently',
      'pod-fargate-quota',
      '--service-code fargate',
    ],
    [
      'Pending',
      'Fargate capacity is unavailable at this time. Please try again later or in a different availability zone',
      'pod-fargate-capacity',
      'subnets in other zones',
    ],
    [
      'Pending',
      'Your AWS account is currently blocked and thus cannot launch any Fargate pods',
      'pod-fargate-blocked',
      'AWS Support',
    ],
    [
      'Pending',
      'Pod provisioning timed out (will retry) for pod: loki/loki-0',
      'pod-fargate-late',
      'endpoints of ecr.api',
    ],
    [
      'Pending',
      "Your pod's cpu/memory requirements exceed the max Fargate configuration",
      'pod-fargate-size',
      'nodes of EC2',
    ],
    [
      'Pending',
      '0/4 nodes are available: 4 node(s) had untolerated taint {eks.amazonaws.com/compute-type: fargate}. preemption: none',
      'pod-fargate-alone',
      'nodes of EC2',
    ],
    [
      'Pending',
      '0/4 nodes are available: 1 Insufficient cpu, 3 node(s) had untolerated taint {eks.amazonaws.com/compute-type: fargate}.',
      'pod-no-room',
      'add nodes',
    ],
    // Nodes that leave, or are declared lost.
    [
      'Pending',
      `${OF_3} node(s) had untolerated taint {ToBeDeletedByClusterAutoscaler: 1764500000}.`,
      'pod-nodes-unready',
      'kubectl get nodes',
    ],
    [
      'Pending',
      `${OF_3} node(s) had untolerated taint {node.kubernetes.io/out-of-service: nodeshutdown}.`,
      'pod-nodes-unready',
      'kubectl get nodes',
    ],
    [
      'Pending',
      `${OF_3} node(s) had untolerated taint {aws-node-termination-handler/spot-itn: }.`,
      'pod-nodes-unready',
      'kubectl get nodes',
    ],

    [
      'Pending',
      'Pod not supported on Fargate: volumes not supported: data not supported because: PVC data-loki-ingester-0 not bound',
      'pod-fargate',
      'out of its selectors',
    ],
    [
      'Pending',
      'Misconfigured Fargate Profile: fargate profile default blocked for new launches due to: Pod execution role is not found in auth config',
      'pod-fargate-profile',
      'FARGATE_LINUX',
    ],
    [
      'Pending',
      '0/3 nodes are available: 3 cannot allocate all claims. still not schedulable',
      'pod-no-device',
      'resourceslices',
    ],
    [
      'Pending',
      "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label).",
      'pod-no-zone-label',
      'topology.kubernetes.io/zone',
    ],

    [
      'Pending',
      `${OF_3} node(s) did not have enough free storage.`,
      'pod-volume-no-storage',
      'kubectl get csistoragecapacities',
    ],
    [
      'Pending',
      `${OF_3} node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.`,
      'pod-nodes-unready',
      'kubectl get nodes',
    ],
    [
      'Pending',
      `${OF_3} node(s) had untolerated taint {karpenter.sh/disrupted: }.`,
      'pod-nodes-unready',
      'kubectl get nodes',
    ],
    // Nodes that do not repel the pod are full of volumes, or wait for one.
    [
      'Pending',
      '0/6 nodes are available: 2 node(s) had untolerated taint {team: a}, 4 node(s) exceed max volume count.',
      'pod-volume-limit',
      'add nodes',
    ],
    [
      'Pending',
      "0/6 nodes are available: 2 node(s) had untolerated taint {team: a}, 4 node(s) didn't find available persistent volumes to bind.",
      'pod-volume',
      'check that the EBS CSI driver runs',
    ],
    ['VolumeAttachmentLimitExceeded', 'Node has reached its volume attachment limit', 'pod-volume-limit', 'add nodes'],
    ['Pending', `${OF_3} node(s) had untolerated taint {team: a}.`, 'pod-repelled', 'without that taint'],
    ['Pending', `${OF_3} node(s) didn't match Pod's node affinity/selector.`, 'pod-no-label', 'correct nodeSelector'],
    [
      'FailedScheduling',
      'running PreBind plugin "VolumeBinding": binding volumes: pv "pvc-1" node affinity doesn\'t match node "a": no matching NodeSelectorTerms',
      'pod-volume-zone',
      'uncordon',
    ],
    [
      'Pending',
      '0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 2 Insufficient cpu.',
      'pod-no-room',
      'add nodes',
    ],
    [
      'Pending',
      `${OF_3} Insufficient vpc.amazonaws.com/pod-eni.`,
      'pod-no-branch',
      'kubectl get securitygrouppolicies',
    ],
    ['Pending', `${OF_3} Insufficient hugepages-2Mi.`, 'pod-no-device', 'remove hugepages-2Mi from'],
    ['Pending', `${OF_3} Insufficient nvidia.com/gpu.`, 'pod-no-device', 'remove nvidia.com/gpu from'],
    ['Pending', `${OF_3} node(s) didn't match pod affinity rules.`, 'pod-affinity', 'must run'],
    [
      'Pending',
      "0/3 nodes are available: 1 Insufficient memory, 2 node(s) didn't match pod affinity rules.",
      'pod-no-room',
      'add nodes',
    ],
    ['Preempted', 'loki-querier-0: Preempted by pod 1 on node a', 'pod-preempted', 'kubectl get priorityclasses'],
    [
      'NotTriggerScaleUp',
      "pod didn't trigger scale-up: 2 max node group size reached",
      'pod-node-group',
      'update-nodegroup-config --cluster-name Dev',
    ],
    [
      'NotTriggerScaleUp',
      "pod didn't trigger scale-up: 1 node(s) had untolerated taint(s)",
      'pod-no-room',
      'for the reasons that it names',
    ],
    // Karpenter, before and since its errors have keys.
    [
      'Karpenter',
      'Failed to schedule pod, all available instance types exceed limits for nodepool: "default"',
      'pod-nodepool-limit',
      'kubectl edit nodepool default',
    ],
    [
      'Karpenter',
      'Failed to schedule pod, all available instance types exceed limits for nodepool (NodePool=logs)',
      'pod-nodepool-limit',
      'kubectl edit nodepool logs',
    ],
    [
      'Karpenter',
      'Failed to schedule pod, node limits have been exhausted for nodepool (NodePool=logs)',
      'pod-nodepool-limit',
      'kubectl edit nodepool logs',
    ],
    [
      'Karpenter',
      'Failed to schedule pod, incompatible volume requirements',
      'pod-volume-zone',
      'kubectl get nodepools',
    ],
    [
      'Karpenter',
      'Failed to schedule pod, no instance type has enough resources',
      'pod-nodepool',
      'kubectl get nodepools',
    ],
    ['Pending', `${OF_3} persistentvolume "pvc-77" not found.`, 'pod-claim-lost', 'delete the claim'],
    [
      'Pending',
      `${OF_3} node(s) had taint {a: b}, that the pod didn't tolerate.`,
      'pod-repelled',
      'without that taint',
    ],
    // Karpenter gives up pods whose volumes it does not find.
    ['Karpenter', 'Failed to schedule pod, persistentvolumeclaim "x" not found', 'pod-claim-missing', 'claim and pod'],
    [
      'FailedMount',
      'failed to process volumes=[data]: error processing PVC loki/x: failed to fetch PVC from API server: persistentvolumeclaims "x" not found',
      'pod-claim-missing',
      'claim and pod',
    ],
    ['Karpenter', 'Failed to schedule pod, StorageClass.storage.k8s.io "x" not found', 'pod-storage-class', 'storage'],
    ['Karpenter', 'Failed to schedule pod, unbound pvc must define a storage class', 'pod-no-class', 'the default'],
    [
      'Karpenter',
      'Failed to schedule pod, bound to non-existent persistentvolume',
      'pod-claim-lost',
      'delete the claim',
    ],
    ['Pending', 'running Bind plugin "DefaultBinder": etcdserver: request timed out', 'pod-api-errors', 'readyz'],
  ]);
});
