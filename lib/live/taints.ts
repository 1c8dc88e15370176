/** Taints of nodes that leave soon, by what sets them: a pattern of their keys, and why. */
export const LEAVING_TAINTS: readonly (readonly [key: string, why: string])[] = [
  [String.raw`aws-node-termination-handler\/spot-itn`, 'AWS takes the spot instance back'],
  [String.raw`aws-node-termination-handler\/(?!spot-itn\b)[\w-]+`, 'AWS or its scaling group ends the instance'],
  [String.raw`karpenter\.sh\/(?:disrupted|disruption)`, 'Karpenter replaces it, or ends it as unneeded'],
  ['ToBeDeletedByClusterAutoscaler', 'the Cluster Autoscaler ends it as unneeded'],
];

/** Patterns of keys of taints that nodes have while they start, have lost something, or leave. */
export const PASSING_TAINTS: readonly string[] = [
  String.raw`node\.kubernetes\.io\/(?:not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|network-unavailable|unschedulable|out-of-service)`,
  String.raw`node\.cloudprovider\.kubernetes\.io\/\w+`,
  String.raw`karpenter\.sh\/\w+`,
  String.raw`[\w.]+\/agent-not-ready`,
  ...LEAVING_TAINTS.map(([key]) => key),
];
