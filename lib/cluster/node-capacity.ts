import { LIBRARY_COLLECTORS, type LibraryCollector } from '../../charts/alloy/collectors/library';
import { collectorResources, sizesOf, type WorkloadsProps } from '../../charts/kubernetes/workloads';
import { EXPORTER_SIZE, LOKI_CACHES, MEMCACHED_SHARE } from '../../charts/loki/caches';
import { type LokiAutoscaling, scalingOf } from '../../charts/loki/sizes/autoscaling';
import { type LokiSizeOverrides, lokiSize } from '../../charts/loki/sizes/sizes';
import type { IngesterZones } from '../../charts/loki/workloads/migration';
import { isStateful } from '../../charts/loki/workloads/priority';
import type { CreateClusterProps } from '../environment/cluster-props';
import { allocatable, type Amount, instanceSize, requestsOf } from './instances';
import { type OtherPods, otherPods } from './other-pods';
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

/** Requests of the add-ons of EKS on every node: network, volumes, passwords. */
const ADD_ONS: Amount = { cpu: 0.285, memory: 0.36 };

/** Part of a node that one pod may take. The rest is for pods that run on every node, and for the node itself. */
const LARGEST_POD = 0.75;

/** Fewest nodes: one in each of three zones. */
const LEAST_NODES = 3;

/** Requests of one pod, and the number of such pods. */
interface RequestsOfPods extends Amount {
  /** Number of pods. */
  readonly replicas: number;

  /** True for pods of a StatefulSet, which may evict others. @default false */
  readonly isStateful?: boolean;
}

/** Requests of pods that run anywhere, and of those on every node. */
export interface PodRequests {
  /** Pods that run anywhere. */
  readonly pods: readonly RequestsOfPods[];

  /** Requests of the pods that run on every node, together. */
  readonly everyNode: Amount;
}

/** Requests of a collector of the library, with those that a user sets. */
const collector = ({ name, resources }: LibraryCollector, workloads?: WorkloadsProps): Amount =>
  requestsOf({ ...resources, ...collectorResources(workloads)[name] });

const EXPORTER = requestsOf(EXPORTER_SIZE);

/** Properties of a Loki that determine its pods. */
interface LokiPods {
  /** Volume in GB a day. */
  readonly gigabytesPerDay: number;

  /** StatefulSets of ingesters. @default - from the volume */
  readonly ingesterZones?: IngesterZones;

  /** Changes of sizes. @default - none */
  readonly sizes?: LokiSizeOverrides;

  /** Autoscalers, whose fewest pods count. @default - none */
  readonly autoscaling?: LokiAutoscaling | boolean;
}

/** Requests of each pod of Loki, by component. */
function podsOf({ gigabytesPerDay, sizes, ingesterZones, autoscaling }: LokiPods): PodRequests['pods'] {
  const size = lokiSize(gigabytesPerDay, sizes, ingesterZones);
  return Object.entries(size.components).map(([name, one]) => {
    const replicas = scalingOf(name, size, autoscaling)?.min ?? one.replicas;
    const requests = LOKI_CACHES.some(({ key }) => key === name)
      ? { cpu: one.cpu + EXPORTER.cpu, memory: one.memory * MEMCACHED_SHARE + EXPORTER.memory }
      : one;
    return { ...requests, replicas, isStateful: isStateful(name) };
  });
}

/**
 * Nodes of a type that hold all requests and leave a fifth for other pods. In whatever order pods are scheduled, one
 * node has room for the largest pod of a Deployment.
 */
export function countOf(requests: PodRequests, instanceType: string): number | undefined {
  const [type, room] = [instanceSize(instanceType), allocatable(instanceType)];
  if (!type || !room) return undefined;
  const { everyNode } = requests;
  const needed = (key: keyof Amount) => {
    const free = room[key] - ADD_ONS[key] - everyNode[key];
    const left = Math.min(type[key] * REQUESTED - everyNode[key], free);
    return Math.max(quotient(sumOf(key, requests.pods), left), scatteredOver(requests.pods, key, free));
  };
  return Math.max(LEAST_NODES, needed('cpu'), needed('memory'));
}

/**
 * Fewest nodes with `free` of a resource each, so that one has room for the largest pod of a Deployment when all others
 * run: the scheduler leaves about as much on each. A pod that leaves too little for it takes a whole node.
 */
function scatteredOver(pods: PodRequests['pods'], key: keyof Amount, free: number): number {
  const movable = pods.filter(({ isStateful }) => !isStateful);
  const largest = largestOf(key, movable);
  const rest = free - largest;
  if (rest < 0) return Infinity;
  const [alone, others] = [pods.filter((pod) => pod[key] > rest), pods.filter((pod) => pod[key] <= rest)];
  // The pod itself does not run yet.
  const own = largest > rest ? { nodes: 1, amount: 0 } : { nodes: 0, amount: largest };
  const nodes = alone.reduce((all, { replicas }) => all + replicas, 0) - own.nodes;
  return nodes + Math.max(1, quotient(sumOf(key, others) - own.amount, rest));
}

const quotient = (total: number, of: number): number => (total <= 0 ? 0 : of > 0 ? Math.ceil(total / of) : Infinity);

const sumOf = (key: keyof Amount, pods: PodRequests['pods']): number =>
  pods.reduce((all, pod) => all + pod.replicas * pod[key], 0);

/** Largest request of a pod. */
const largestOf = (key: keyof Amount, pods: readonly RequestsOfPods[]): number =>
  Math.max(0, ...pods.filter(({ replicas }) => replicas > 0).map((pod) => pod[key]));

/**
 * Nodes for pods: the smallest type that holds the largest pod, and enough nodes for all requests and a fifth for other
 * pods; undefined if a pod is larger than every type.
 */
export function nodesFor(requests: PodRequests): NodeCapacity | undefined {
  for (const { most, ...type } of TYPES) {
    const nodes = countOf(requests, type.instanceType) ?? Infinity;
    const fits = (key: keyof Amount) => largestOf(key, requests.pods) <= type[key] * LARGEST_POD;
    if (Number.isFinite(nodes) && nodes <= most && fits('cpu') && fits('memory')) return { ...type, nodes };
  }
  return undefined;
}

/** Nodes for a volume in GB a day. A little more volume needs at most one more node, not a much larger group. */
export function nodeCapacity(gigabytesPerDay: number): NodeCapacity {
  const capacity = nodesFor(withCollectors(podsOf({ gigabytesPerDay })));
  if (!capacity) throw new Error(`volume: no node takes the pods of ${gigabytesPerDay} GB/day`);
  return capacity;
}

/**
 * Nodes for a cluster with a Loki, or with collectors alone. Of several types that the user names, the smallest counts,
 * since EKS may choose it. If the size of a type is unknown, the number follows from the volume.
 */
export function capacityOf({
  gigabytesPerDay,
  remote,
  chartsProps,
  props,
}: CapacityOf): Pick<NodeCapacity, 'instanceType' | 'nodes'> {
  const { workloads, loki } = chartsProps;
  const { ingesterZones, autoscaling } = loki ?? {};
  const sizes = sizesOf(loki?.sizes, workloads);
  const pods = remote ? [] : podsOf({ gigabytesPerDay, sizes, ingesterZones, autoscaling });
  const requests = withOthers(withCollectors(pods, workloads), otherPods(chartsProps));
  const free = nodesFor(requests) ?? nodeCapacity(gigabytesPerDay);
  const types = props.cluster.create?.instanceTypes ?? [];
  const [instanceType] = types;
  if (instanceType === undefined) return free;
  const nodes = countOfAny(requests, types) ?? Infinity;
  return { instanceType, nodes: Number.isFinite(nodes) ? nodes : free.nodes };
}

/** Environment whose nodes are counted. */
type CapacityOf = Pick<ResolvedLogging, 'gigabytesPerDay' | 'remote' | 'chartsProps'> & {
  readonly props: { readonly cluster: { readonly create?: Pick<CreateClusterProps, 'instanceTypes'> } };
};

/**
 * Nodes for requests, whichever instance type EKS chooses; undefined if the size of one is unknown, and Infinity if the
 * pods on every node leave no room.
 */
export function countOfAny(requests: PodRequests, types: readonly string[]): number | undefined {
  const counts = types.flatMap((type) => countOf(requests, type) ?? []);
  return counts.length > 0 && counts.length === types.length ? Math.max(...counts) : undefined;
}

/** Pods, with the collectors: one for events, and one on every node. */
const withCollectors = (pods: PodRequests['pods'], workloads?: WorkloadsProps): PodRequests => ({
  pods: [{ ...collector(LIBRARY_COLLECTORS.events, workloads), replicas: 1 }, ...pods],
  everyNode: collector(LIBRARY_COLLECTORS.agent, workloads),
});

/** Requests with those of other pods. */
const withOthers = ({ pods, everyNode }: PodRequests, others: readonly OtherPods[]): PodRequests => ({
  pods: [
    ...pods,
    ...others.flatMap(({ replicas, requests }) => (replicas === undefined ? [] : [{ ...requests, replicas }])),
  ],
  everyNode: others
    .filter(({ replicas }) => replicas === undefined)
    .reduce((sum, { requests }) => ({ cpu: sum.cpu + requests.cpu, memory: sum.memory + requests.memory }), everyNode),
});
