/** Parts of the path of a line, in its order. */
export const HOPS = [
  { name: 'identity', title: 'roles and trust in AWS' },
  { name: 'buckets', title: 'buckets in S3' },
  { name: 'node', title: 'files and journal of nodes' },
  { name: 'agent', title: 'agents that read and send' },
  { name: 'gateway', title: 'gateway: passwords and tenants' },
  { name: 'distributor', title: 'distributors and limits' },
  { name: 'ingester', title: 'ring, ingesters and their volumes' },
  { name: 'store', title: 'flush, index, compaction, retention' },
  { name: 'caches', title: 'caches' },
  { name: 'query', title: 'queries of each reader, and rules' },
  { name: 'grafana', title: 'datasources of Grafana' },
] as const;

/** Name of a part of the path. */
export type HopName = (typeof HOPS)[number]['name'];

/** Names, in the order of the path. */
export const HOP_NAMES = HOPS.map(({ name }) => name) as [HopName, ...HopName[]];

/** Place of a part in the path. */
export const placeOf = (hop: HopName): number => HOP_NAMES.indexOf(hop);

/** Part of the path that each component is in, by its label `app.kubernetes.io/component`. */
const COMPONENT_HOPS: ReadonlyMap<string, HopName> = new Map<string, HopName>(
  Object.entries({
    gateway: 'gateway',
    distributor: 'distributor',
    ingester: 'ingester',
    'pattern-ingester': 'ingester',
    compactor: 'store',
    'index-gateway': 'store',
    'bloom-gateway': 'store',
    'chunks-cache': 'caches',
    'results-cache': 'caches',
    querier: 'query',
    'query-frontend': 'query',
    'query-scheduler': 'query',
    ruler: 'query',
    'overrides-exporter': 'query',
    canary: 'query',
  } as const),
);

/** Part of the path that a component is in. Components that are not of Loki collect. */
export const hopOf = (component: string): HopName => COMPONENT_HOPS.get(component) ?? 'agent';
