import { countOf } from '../cluster/node-capacity';
import { requestsOfAll } from './setup/pods';
import type { Setup } from './setup/setup';

/** Sums over pods, and their nodes. */
interface Sums {
  /** Pods, with those on every node. */
  readonly pods: number;

  /** Cores that they request. */
  readonly cores: number;

  /** GiB that they request. */
  readonly memory: number;

  /** Nodes: of a new group, or those that the pods fit on. @default - a pod is larger than the usual nodes */
  readonly nodes?: { readonly instanceType: string; readonly count: number };
}

/** Size of an environment: sums over its pods and volumes. */
export interface Size extends Sums {
  /** GiB of their volumes. */
  readonly disks: number;

  /** The same with the most pods of all autoscalers, on nodes of the same type. @default - there is no autoscaler */
  readonly most?: Sums;
}

/** Digits after the point of sums. */
const DIGITS = 3;

/** Nodes of a cluster whose nodes are unknown, or are one machine: pods on every node are counted once. */
const ONE_NODE = 1;

/** Size of a setup. */
export function sizeOf(setup: Setup): Size {
  const { pods, volumes } = setup;
  const sums = sumsOf(setup);
  const isScaled = pods.some(({ most }) => most !== undefined);
  return {
    ...sums,
    disks: volumes.reduce((total, { count, gibibytes }) => total + count * gibibytes, 0),
    ...(isScaled && { most: mostOf(setup) }),
  };
}

/** Sums with the most pods of all autoscalers. */
function mostOf(setup: Setup): Sums {
  const pods = setup.pods.map(({ most, ...pod }) => ({ ...pod, ...(most !== undefined && { count: most }) }));
  const { nodes } = setup.cluster;
  const needed = nodes && countOf(requestsOfAll(pods), nodes.instanceType);
  if (!nodes || needed === undefined) return sumsOf({ ...setup, pods });
  // A group that has room for more than its pods stays as it is.
  const count = Math.max(nodes.count, needed);
  return sumsOf({ ...setup, pods, cluster: { ...setup.cluster, nodes: { ...nodes, count } } });
}

function sumsOf({ pods, cluster: { kind, nodes } }: Pick<Setup, 'pods' | 'cluster'>): Sums {
  const isLocal = kind === 'local';
  const perNode = isLocal ? ONE_NODE : (nodes?.count ?? ONE_NODE);
  const sum = (of: (pod: Setup['pods'][number]) => number) =>
    pods.reduce((total, pod) => total + of(pod) * (pod.count ?? perNode), 0);
  const rounded = (value: number) => Number(value.toFixed(DIGITS));
  return {
    pods: sum(() => 1),
    cores: rounded(sum(({ cpu }) => cpu)),
    memory: rounded(sum(({ memory }) => memory)),
    ...(nodes && !isLocal && { nodes: { instanceType: nodes.instanceType, count: nodes.count } }),
  };
}
