/**
 * Label of Fargate nodes. Each of them runs a single pod, and no DaemonSet.
 * https://docs.aws.amazon.com/eks/latest/userguide/fargate.html#fargate-considerations
 */
export const FARGATE_NODE = { key: 'eks.amazonaws.com/compute-type', value: 'fargate' } as const;
