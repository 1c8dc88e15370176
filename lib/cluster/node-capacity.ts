import { LIBRARY_COLLECTORS } from '../../charts/alloy/collectors/library';
import { EXPORTER_SIZE, LOKI_CACHES, MEMCACHED_SHARE } from '../../charts/loki/caches';
import { lokiSize } from '../../charts/loki/sizes/sizes';
import type { Amount } from './instances';
import type { ResolvedLogging } from '../environment/resolved';

/** Size of a node's root disk in GiB: images and container logs. Persistent volumes of pods are separate. */
export const ROOT_DISK_GIB = 100;

/** EC2 instance type of the nodes of a new cluster, with the cores and the memory of one node. */
interface NodeType extends Amount {
  /** Name of the type. */
  readonly instanceType: string;
}

/** Initial nodes of a new cluster. */
export interface NodeCapacity extends NodeType {
  /** Number of nodes, three at least for three zones. */
  readonly nodes: number;
}

/** Types by size, each with the number of nodes above which the next one is used. Every region has m6i, China and GovCloud included. */
const TYPES: readonly (NodeType & { readonly most: number })[] = [
  { instanceType: 'm6i.xlarge', cpu: 4, memory: 16, most: 8 },
  { instanceType: 'm6i.2xlarge', cpu: 8, memory: 32, most: 10 },
  { instanceType: 'm6i.4xlarge', cpu: 16, memory: 64, most: Infinity },
];

/** Part of the nodes that requests may take: a fifth is left for other pods. */
const REQUESTED = 0.8;

/** Part of a node that one pod may take: the rest is for those that run on every node, and for the node itself. */
const LARGEST_POD = 0.75;

/** Fewest nodes: one in each of three zones. */
const LEAST_NODES = 3;

/** Requests of pods: those of some that run anywhere, and those of one on every node. */
export interface PodRequests {
  /** Requests of one pod, and the number of such pods. */
  readonly pods: readonly (Amount & { readonly replicas: number })[];

  /** Requests of the pods that run on every node, together. */
  readonly everyNode: Amount;
}

const requestsOf = ({ cpu, memoryMiB }: { cpu: number; memoryMiB: number }): Amount => ({
  cpu,
  memory: memoryMiB / 1024,
});

/** Requests of the collector of Alloy on every node, and of its events, once. */
const [AGENT, EVENTS] = [
  requestsOf(LIBRARY_COLLECTORS.agent.resources),
  requestsOf(LIBRARY_COLLECTORS.events.resources),
];
const EXPORTER = requestsOf(EXPORTER_SIZE);

/** Requests of each pod of Loki for a volume in GB a day, by component. */
function podsOf(gigabytesPerDay: number): (Amount & { readonly replicas: number })[] {
  return Object.entries(lokiSize(gigabytesPerDay).components).map(([name, { replicas, cpu, memory }]) =>
    LOKI_CACHES.some(({ key }) => key === name)
      ? { replicas, cpu: cpu + EXPORTER.cpu, memory: memory * MEMCACHED_SHARE + EXPORTER.memory }
      : { replicas, cpu, memory },
  );
}

/**
 * Nodes for pods: the smallest type that takes the largest pod, and as many that all requests fit and leave a fifth for
 * other pods; undefined if a pod is larger than every type.
 */
export function nodesFor({ pods, everyNode }: PodRequests): NodeCapacity | undefined {
  const sum = (key: keyof Amount) => pods.reduce((all, pod) => all + pod.replicas * pod[key], 0);
  const largest = (key: keyof Amount) => Math.max(0, ...pods.map((pod) => pod[key]));
  for (const { most, ...type } of TYPES) {
    const needed = (key: keyof Amount) => Math.ceil(sum(key) / (type[key] * REQUESTED - everyNode[key]));
    const nodes = Math.max(LEAST_NODES, needed('cpu'), needed('memory'));
    const fits = (key: keyof Amount) =>
      largest(key) <= type[key] * LARGEST_POD && everyNode[key] < type[key] * REQUESTED;
    if (nodes <= most && fits('cpu') && fits('memory')) return { ...type, nodes };
  }
  return undefined;
}

/** Nodes for a volume in GB a day. More volume needs one node more, never a much larger group. */
export function nodeCapacity(gigabytesPerDay: number): NodeCapacity {
  const capacity = nodesWith(podsOf(gigabytesPerDay));
  if (!capacity) throw new Error(`volume: no node takes the pods of ${gigabytesPerDay} GB/day`);
  return capacity;
}

/** Nodes for a cluster with a Loki, or with collectors alone. */
export function capacityOf({
  gigabytesPerDay,
  remote,
}: Pick<ResolvedLogging, 'gigabytesPerDay' | 'remote'>): NodeCapacity {
  return (remote && nodesWith([])) ?? nodeCapacity(gigabytesPerDay);
}

/** Nodes for pods, and for the collectors beside them. */
const nodesWith = (pods: PodRequests['pods']): NodeCapacity | undefined =>
  nodesFor({ pods: [{ ...EVENTS, replicas: 1 }, ...pods], everyNode: AGENT });
