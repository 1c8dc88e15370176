import type { EnvironmentProps } from '../../../lib/environment/props';
import { ofKind } from '../../../lib/manifests/manifest';
import { selects } from '../../../lib/manifests/selectors';
import { parse } from 'yaml';
import { argumentsOf, type Cluster, outside, type Place, stranger } from './cluster';
import type { Flow } from './policies';

/** API server: on EKS it has addresses of the VPC and no pods; on a local cluster it listens on another port than its Service. */
export const API_SERVER = outside('the API server', '10.0.7.7');

/** Agent of EKS Pod Identity on the node. */
export const AGENT = outside('the Pod Identity agent', '169.254.170.23');

/** STS, which takes tokens of service accounts. */
const STS = outside('STS');

/** DNS in a pod, and on the node as NodeLocal DNSCache and EKS Auto Mode run it. */
const DNS = [
  stranger('kube-system', { 'k8s-app': 'kube-dns' }, 'CoreDNS'),
  outside('DNS on the node', '169.254.20.10'),
];

/** Any port above those that are reserved, as the system chooses one for an ingester. */
const CHOSEN_PORT = 38_517;

/**
 * Connections that pods open by what they are told to do: their configuration, arguments and account. Nothing here reads a
 * policy, or the code that makes one.
 */
export function needsOf(cluster: Cluster, props: EnvironmentProps): Flow[] {
  const flows = cluster.pods.flatMap((from) => {
    const text = cluster.textOf(from);
    const found = [
      ...targetsIn(text, from).flatMap(([host, port]) => cluster.behind(host, port)),
      ...(isInRing(from) ? ringOf(cluster, from) : []),
      ...(usesApi(text, from)
        ? [
            { place: API_SERVER, port: 443 },
            ...(props.cluster.local ? [6443, 8443].map((port) => ({ place: API_SERVER, port })) : []),
          ]
        : []),
      ...(usesRole(text, from) ? [credentialsOf(cluster, from, props)] : []),
      // The policy of Kafka with IAM opens STS for either kind of identity.
      ...(text.includes('aws_msk') ? [{ place: STS, port: 443 }] : []),
      ...(text.includes('--cluster.enabled=true') ? [{ place: from, port: 12_345 }] : []),
      ...scrapedBy(cluster, text),
    ].map((listener): Flow => ({ from, ...listener }));
    const asksDns = found.some(({ place }) => !/^[\d.]+$/.test(place.title));
    return [
      ...found,
      ...(asksDns
        ? DNS.flatMap((place) => ['UDP', 'TCP'].map((protocol) => ({ from, place, port: 53, protocol })))
        : []),
    ];
  });
  return [...flows, ...webhooks(cluster)];
}

/** Component of Loki that a pod runs; undefined for other programs. */
const targetOf = ({ workload }: Place): string | undefined =>
  workload && argumentsOf(workload).flatMap((one) => /^-target=(.*)/.exec(one)?.[1] ?? [])[0];

const isInRing = (pod: Place): boolean => targetOf(pod) !== undefined;

/** Hosts and ports in what a pod reads. */
function targetsIn(text: string, pod: Place): (readonly [string, number])[] {
  const target = targetOf(pod);
  if (target !== undefined) return lokiTargets(text, target);
  const urls = [
    // Alloy: url, endpoint. Grafana: datasources and the provider of logins; `auth_url` and `root_url` are for browsers.
    ...text.matchAll(
      /^\s*(?:- )?(?:url|endpoint|token_url|api_url|proxy_pass|set +\$gateway)\s*[=: ]\s*"?(https?:\/\/[^\s";/]+)/gm,
    ),
  ].map(([, url = '']) => hostOf(url));
  const brokers = [...text.matchAll(/^\s*brokers\s*=\s*\[([^\]]*)\]/gm)].flatMap(
    ([, list = '']) => JSON.parse(`[${list}]`) as string[],
  );
  const servers = [...text.matchAll(/^\s*(?:server|host =) ([\w.-]+:\d+)/gm)].map(([, server = '']) => server);
  return [...urls, ...[...brokers, ...servers].map((one) => hostOf(`tcp://${one}`))].filter(
    ([host]) => host !== '127.0.0.1' && !host.includes('$'),
  );
}

function hostOf(url: string): readonly [string, number] {
  const [, scheme = '', host = '', port] = /^(\w+):\/\/([^/:]+)(?::(\d+))?/.exec(url) ?? [];
  return [host, Number(port ?? (scheme === 'https' ? 443 : 80))];
}

/** Configuration of Loki: the keys that are read here. */
interface Config {
  readonly common: { readonly compactor_grpc_address: string };
  readonly frontend: { readonly scheduler_address: string; readonly tail_proxy_url: string };
  readonly frontend_worker: { readonly scheduler_address: string };
  readonly storage_config: {
    readonly object_store: {
      readonly s3: { readonly endpoint: string; readonly insecure?: boolean; readonly bucket_name: string };
    };
    readonly tsdb_shipper: { readonly index_gateway_client: { readonly server_address: string } };
  };
  readonly chunk_store_config: { readonly chunk_cache_config: Cache };
  readonly query_range: { readonly results_cache: { readonly cache: Cache } };
  readonly ruler: {
    readonly alertmanager_url?: string;
    readonly evaluation: { readonly query_frontend: { readonly address: string } };
    readonly remote_write?: { readonly clients: Readonly<Record<string, { readonly url: string }>> };
  };
}

interface Cache {
  readonly memcached_client: { readonly addresses: string };
}

/** Components that read chunks, and so ask their cache, the index and the object store. */
const READERS = ['querier', 'ruler', 'ingester', 'index-gateway', 'compactor'];

/** Configurations by their texts: all components of a Loki have one. */
const configs = new Map<string, Config>();

function configIn(text: string): Config {
  const start = text.indexOf('auth_enabled:');
  const end = text.indexOf('\n-config.file', start);
  const own = text.slice(start, end).replace(/\noverrides:[^]*$/, '');
  const config = configs.get(own) ?? (parse(own) as Config);
  configs.set(own, config);
  return config;
}

/** Targets of a component of Loki 3.7. */
function lokiTargets(text: string, target: string): (readonly [string, number])[] {
  const all = configIn(text);
  const { s3 } = all.storage_config.object_store;
  const store = hostOf(`${s3.insecure ? 'http' : 'https'}://${s3.endpoint}`);
  const { ruler } = all;
  const by: Readonly<Record<string, readonly string[]>> = {
    'query-frontend': [all.frontend.scheduler_address, all.frontend.tail_proxy_url, all.common.compactor_grpc_address],
    querier: [all.frontend_worker.scheduler_address, all.common.compactor_grpc_address],
    ruler: [
      ruler.evaluation.query_frontend.address,
      all.common.compactor_grpc_address,
      ...(ruler.alertmanager_url?.split(',') ?? []),
      ...Object.values(ruler.remote_write?.clients ?? {}).map(({ url }) => url),
      ...[...text.matchAll(/^ {6}ruler_alertmanager_config:\n {8}alertmanager_url: (\S+)/gm)].map(
        ([, url = '']) => url,
      ),
    ],
  };
  const caches = [
    ...(READERS.includes(target) ? [all.chunk_store_config.chunk_cache_config] : []),
    ...(target === 'query-frontend' ? [all.query_range.results_cache.cache] : []),
  ].map((cache) => [cache.memcached_client.addresses.replace(/^dnssrvnoa\+_memcached\._tcp\./, ''), 11_211] as const);
  const index = ['querier', 'ruler', 'ingester'].includes(target)
    ? [all.storage_config.tsdb_shipper.index_gateway_client.server_address]
    : [];
  const urls = [...(by[target] ?? []), ...index].map((one) => one.replace(/^dns(\+|:\/\/\/)/, ''));
  return [
    ...urls.map((one) => hostOf(one.includes('://') ? one : `tcp://${one}`)),
    ...caches,
    ...(READERS.includes(target) ? [store] : []),
  ];
}

/** Components that find others in a ring or by a scheduler, at the address that these announce: who calls whom. */
const RING: Readonly<Record<string, readonly string[]>> = {
  distributor: ['ingester', 'pattern-ingester'],
  querier: ['ingester', 'pattern-ingester', 'query-frontend'],
  ruler: ['ruler', 'ingester'],
};

function ringOf(cluster: Cluster, from: Place): Omit<Flow, 'from'>[] {
  const namespace = from.namespace;
  const members = cluster.selected(namespace, { 'loki.grafana.com/memberlist': 'true' });
  const called = RING[targetOf(from) ?? ''] ?? [];
  return [
    ...(members.includes(from) ? members.map((place) => ({ place, port: 7946 })) : []),
    ...cluster.pods
      .filter((pod) => pod.namespace === namespace && called.includes(targetOf(pod) ?? ''))
      .map((place) => ({ place, port: targetOf(place) === 'ingester' ? CHOSEN_PORT : 9095 })),
  ];
}

/** True if a program asks the API server: a discovery of Kubernetes, a source that reads it, or the operator. */
export const usesApi = (text: string, { labels }: Place): boolean =>
  /^(discovery\.kubernetes|loki\.source\.kubernetes(_events)?|loki\.rules\.kubernetes) /m.test(text) ||
  labels['app.kubernetes.io/name'] === 'rollout-operator';

/** True if a program signs requests with a role of AWS. */
const usesRole = (text: string, pod: Place): boolean =>
  /aws_msk|sigv4/i.test(targetOf(pod) === undefined ? text : '') ||
  (READERS.includes(targetOf(pod) ?? '') && /endpoint: s3[.-]|endpoint: \S*vpce/.test(text)) ||
  (targetOf(pod) === 'ruler' && text.includes('sigv4:'));

/** Where a pod gets the credentials of its role. */
function credentialsOf(
  { objects }: Cluster,
  { workload, title }: Place,
  { identity }: EnvironmentProps,
): Omit<Flow, 'from'> {
  if (identity === 'pod-identity') return { place: AGENT, port: 80 };
  const { serviceAccountName } = workload?.pod as { readonly serviceAccountName?: string };
  const account = ofKind(objects, 'ServiceAccount').find(
    ({ metadata }) => metadata.name === serviceAccountName && metadata.namespace === workload?.namespace,
  );
  if (
    (account?.metadata as { readonly annotations?: Readonly<Record<string, string>> } | undefined)?.annotations?.[
      'eks.amazonaws.com/role-arn'
    ] === undefined
  )
    throw new Error(`${title} has no role`);
  return { place: STS, port: 443 };
}

/** Pods that a configuration of Alloy scrapes: those of a namespace, a name and components, at their port of metrics. */
function scrapedBy({ pods }: Cluster, text: string): Omit<Flow, 'from'>[] {
  return [...text.matchAll(/^prometheus\.scrape "(\w+)"/gm)].flatMap(([, id = '']) => {
    const [, namespace] = new RegExp(`discovery\\.kubernetes "${id}" \\{[^}]*names = \\["([^"]+)"\\]`).exec(text) ?? [];
    const [, name, components = ''] =
      new RegExp(
        `discovery\\.relabel "${id}" [^]*?label_app_kubernetes_io_name"\\]\\s+regex\\s+= \`([^\`]+)\`[^]*?_component"\\]\\s+regex\\s+= \`([^\`]+)\``,
      ).exec(text) ?? [];
    const found = pods.filter(
      (pod) =>
        pod.namespace === namespace &&
        pod.labels['app.kubernetes.io/name'] === name &&
        components.split('|').includes(pod.labels['app.kubernetes.io/component'] ?? ''),
    );
    if (found.length === 0) throw new Error(`the scrape ${id} finds nobody`);
    return found.map((place) => metricsOf(place));
  });
}

/** Port of metrics of a pod. */
export function metricsOf(place: Place): Omit<Flow, 'from'> {
  const declared = place.workload?.pod.containers.flatMap(({ ports = [] }) => ports) ?? [];
  const port = declared.find(({ name }) => name === 'http-metrics')?.containerPort;
  if (port === undefined) throw new Error(`${place.title} has no port of metrics`);
  return { place, port };
}

/** Calls of the API server to webhooks. */
const webhooks = (cluster: Cluster): Flow[] =>
  ofKind<{
    readonly webhooks?: readonly { clientConfig: { service: { name: string; namespace: string; port: number } } }[];
  }>(cluster.objects, 'ValidatingWebhookConfiguration').flatMap(({ webhooks: hooks = [] }) =>
    hooks.flatMap(({ clientConfig: { service } }) =>
      cluster
        .behind(`${service.name}.${service.namespace}.svc`, service.port)
        .map((listener) => ({ from: API_SERVER, ...listener })),
    ),
  );

/** Pods that a PodMonitor selects, at the port that it names. */
export const monitored = (cluster: Cluster): Omit<Flow, 'from'>[] =>
  ofKind(cluster.objects, 'PodMonitor').flatMap(({ spec, metadata }) => {
    const { selector, namespaceSelector } = spec as { selector: object; namespaceSelector?: { matchNames?: string[] } };
    const namespaces = namespaceSelector?.matchNames ?? [metadata.namespace];
    return cluster.pods
      .filter((pod) => namespaces.includes(pod.namespace) && selects(selector, pod.labels))
      .map(metricsOf);
  });
