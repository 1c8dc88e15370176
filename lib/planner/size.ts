import type { Setup } from './setup/setup';

/** Size of an environment: sums over its pods and volumes. */
export interface Size {
  /** Pods, with those on every node. */
  readonly pods: number;

  /** Cores that they request. */
  readonly cores: number;

  /** GiB that they request. */
  readonly memory: number;

  /** GiB of their volumes. */
  readonly disks: number;

  /** Nodes: of a new group, or those that the pods fit on. @default - a pod is larger than the usual nodes */
  readonly nodes?: { readonly instanceType: string; readonly count: number };
}

/** Digits after the point of sums. */
const DIGITS = 3;

/** Nodes of a cluster whose nodes are unknown, or are one machine: pods on every node are counted once. */
const ONE_NODE = 1;

/** Size of a setup. */
export function sizeOf({ pods, volumes, cluster: { kind, nodes } }: Setup): Size {
  const isLocal = kind === 'local';
  const perNode = isLocal ? ONE_NODE : (nodes?.count ?? ONE_NODE);
  const sum = (of: (pod: Setup['pods'][number]) => number) =>
    pods.reduce((total, pod) => total + of(pod) * (pod.count ?? perNode), 0);
  const rounded = (value: number) => Number(value.toFixed(DIGITS));
  return {
    pods: sum(() => 1),
    cores: rounded(sum(({ cpu }) => cpu)),
    memory: rounded(sum(({ memory }) => memory)),
    disks: volumes.reduce((total, { count, gibibytes }) => total + count * gibibytes, 0),
    ...(nodes && !isLocal && { nodes: { instanceType: nodes.instanceType, count: nodes.count } }),
  };
}
