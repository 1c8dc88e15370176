/** Stacks of the environments of this repository, in the order in which they are deployed. */
export const STACKS = [
  'dev/Cluster',
  'dev/Storage',
  'dev/Logging',
  'prod/Cluster',
  'prod/Storage',
  'prod/Logging',
  'training-on-eks/Storage',
  'training-on-eks/Logging',
] as const;
