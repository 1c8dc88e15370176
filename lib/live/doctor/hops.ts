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

/** Parts of the path of an environment whose Loki is elsewhere, with their titles there. */
const ELSEWHERE: ReadonlyMap<HopName, string> = new Map<HopName, string>([
  ['identity', 'roles and trust in AWS'],
  ['node', 'files and journal of nodes'],
  ['agent', 'agents that read and send'],
  ['gateway', 'door of the Loki elsewhere'],
  ['query', 'queries at the Loki elsewhere'],
]);

/** Facts that decide which parts a path has. */
interface PathSubject {
  /** Loki elsewhere that gets the lines. @default - none: it is in the cluster */
  readonly remote?: object;

  /** Mark of a Loki that this library did not make. @default - an environment made it */
  readonly found?: object;

  /** Workloads, which show the parts of a discovered Loki. @default - unknown: it has all */
  readonly workloads?: readonly { readonly component: string }[];
}

/** Parts that a Loki of another chart may lack. */
const MAY_LACK: readonly HopName[] = ['gateway', 'caches'];

/** Parts of a path, in its order. */
export function partsOf({
  remote,
  found,
  workloads,
}: PathSubject): { readonly name: HopName; readonly title: string }[] {
  if (remote)
    return HOPS.flatMap(({ name }) => (ELSEWHERE.has(name) ? [{ name, title: ELSEWHERE.get(name) ?? '' }] : []));
  if (!found) return [...HOPS];
  const has = (hop: HopName): boolean => !workloads || workloads.some(({ component }) => hopOf(component) === hop);
  // The datasources that a discovered Loki should have are unknown.
  return HOPS.filter(({ name }) => name !== 'grafana' && (!MAY_LACK.includes(name) || has(name)));
}

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
    grafana: 'grafana',
    // Several in one pod: the first of them in the path.
    write: 'distributor',
    read: 'query',
    backend: 'store',
    'single-binary': 'distributor',
  } as const),
);

/** Part of the path that a component is in. Unknown components are collectors. */
export const hopOf = (component: string): HopName => COMPONENT_HOPS.get(component) ?? 'agent';
