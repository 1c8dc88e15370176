/** Label that names the component of a pod. */
export const COMPONENT = 'app.kubernetes.io/component';

/** Label that names the program of a pod. */
const NAME = 'app.kubernetes.io/name';

/** Component of a Loki in one process. */
const ALL = 'single-binary';

/** Components that one pod runs together, by its component, in the modes of the community chart. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  write: ['distributor', 'ingester'],
  read: ['query-frontend', 'querier'],
  backend: ['compactor', 'index-gateway', 'query-scheduler', 'ruler'],
  [ALL]: [
    ...['distributor', 'ingester', 'query-frontend', 'querier'],
    ...['compactor', 'index-gateway', 'query-scheduler', 'ruler'],
  ],
};

/** Components by the names that other charts have for them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'memcached-chunks-cache': 'chunks-cache',
  'memcached-results-cache': 'results-cache',
  'memcached-chunks': 'chunks-cache',
  'memcached-frontend': 'results-cache',
  'loki-canary': 'canary',
};

/** Programs that read files of nodes, by their label `app.kubernetes.io/name`: the charts alloy, k8s-monitoring and promtail. */
export const AGENT_NAMES = ['alloy', 'alloy-logs', 'promtail', 'grafana-agent', 'grafana-agent-logs'];

/** Programs that read files of nodes, those of others included. */
export const AGENT_PROGRAMS: readonly string[] = [...AGENT_NAMES, 'fluent-bit', 'vector'];

/** Labels of a pod or a workload. */
type Labels = Readonly<Record<string, string>>;

/** Component of a pod by its labels, whichever chart made it. `name` is the name of the pod or the workload. */
export function componentOf(labels: Labels = {}, name = ''): string {
  const own = labels[COMPONENT];
  if (own !== undefined) return Object.hasOwn(OTHER_NAMES, own) ? (OTHER_NAMES[own] ?? own) : own;
  const program = labels[NAME] ?? labels['app'] ?? '';
  if (AGENT_NAMES.includes(program)) return 'agent';
  // The chart loki-stack has one process, and none of the labels of later charts.
  return program === 'loki' ? ALL : program || name;
}

/** True if a component is another one, or runs it together with others: `write` runs `ingester`. */
export const runs = (component: string, other: string): boolean =>
  component === other || (Object.hasOwn(TOGETHER, component) && (TOGETHER[component] ?? []).includes(other));
