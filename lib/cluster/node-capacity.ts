import { LOKI_SIZES } from '../../charts/loki/sizes';

/** Initial nodes of a new cluster. */
export interface NodeCapacity {
  /** EC2 instance type. */
  readonly instanceType: string;

  /** Cores of one node. */
  readonly cpu: number;

  /** Memory of one node, in GiB. */
  readonly memory: number;

  /** Number of nodes: a multiple of three, for three zones. */
  readonly nodes: number;
}

/**
 * Nodes for each row of Loki's sizes, in the same order. All requests fit on them and leave at least a fifth for other
 * pods (a test adds it up). Every region has m6i, China and GovCloud included.
 */
const CAPACITIES: readonly NodeCapacity[] = [
  { instanceType: 'm6i.xlarge', cpu: 4, memory: 16, nodes: 3 },
  { instanceType: 'm6i.2xlarge', cpu: 8, memory: 32, nodes: 3 },
  { instanceType: 'm6i.2xlarge', cpu: 8, memory: 32, nodes: 6 },
  { instanceType: 'm6i.4xlarge', cpu: 16, memory: 64, nodes: 6 },
];

/** Nodes for a volume in GB a day. */
export function nodeCapacity(gigabytesPerDay: number): NodeCapacity {
  const row = LOKI_SIZES.findIndex((size) => gigabytesPerDay <= size.gigabytesPerDay);
  const capacity = CAPACITIES[row];
  if (!capacity) throw new Error(`volume: ${gigabytesPerDay} GB/day is more than any size takes`);
  return capacity;
}
