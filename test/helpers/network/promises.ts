import type { ExposeProps } from '../../../charts/endpoint/exposure/props';
import { SCRAPERS } from '../../../charts/kubernetes/network';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { ofKind } from '../../../lib/manifests/manifest';
import { ANY_POD, type Cluster, listenersOf, outside, type Place, stranger } from './cluster';
import { AGENT, metricsOf, monitored } from './needs';
import type { Flow } from './policies';

/** Namespaces of the pods of an environment. */
interface Namespaces {
  readonly loki: string;
  readonly grafana: string;
  readonly alloy: string;
}

const namespacesOf = ({ loki, alloy, grafana }: EnvironmentProps): Namespaces => ({
  loki: loki?.namespace ?? 'loki',
  grafana: grafana?.namespace ?? 'grafana',
  alloy: alloy?.namespace ?? 'alloy',
});

/** Clients of a receiver, as an environment names them. */
interface Clients {
  readonly clientNamespaces?: readonly string[];
  readonly clientRanges?: readonly string[];
}

/** Ports of receivers (docs/how-to/receivers.md). */
const RECEIVERS = { push: [3500], otlp: [4317, 4318], syslog: [6514], firehose: [9880] } as const;

/** Clients that are not ours and that docs/how-to promise a way in: each opens a port of our pods. */
export function promisesOf(cluster: Cluster, props: EnvironmentProps): Flow[] {
  const { loki, grafana, alloy } = namespacesOf(props);
  const at = (namespace: string, component: string, port: number) =>
    cluster.selected(namespace, { 'app.kubernetes.io/component': component }).map((place) => ({ place, port }));
  const gateway = at(loki, 'gateway', 8080);
  const from = (clients: readonly Place[], listeners: readonly Omit<Flow, 'from'>[]): Flow[] =>
    clients.flatMap((client) => listeners.map((listener) => ({ from: client, ...listener })));

  const users = [loki, alloy, grafana, ...(props.network?.clientNamespaces ?? [])].map((name) =>
    stranger(name, ANY_POD),
  );
  const receivers = Object.entries(RECEIVERS).flatMap(([source, ports]) => {
    const clients = (props.alloy as Readonly<Record<string, Clients>> | undefined)?.[source];
    if (!clients) return [];
    const { clientNamespaces = [], clientRanges = [] } = clients;
    const places = [...clientNamespaces.map((name) => stranger(name, ANY_POD)), ...clientRanges.map(within)];
    return from(
      places,
      ports.flatMap((port) => at(alloy, 'receivers', port)),
    );
  });
  const deploy = props.grafana?.deploy;
  const expose = typeof deploy === 'object' ? deploy.expose : undefined;
  return [
    ...from([...users, ...clientsOf(props.expose, props)], gateway),
    ...from(clientsOf(expose, props), at(grafana, 'grafana', 3000)),
    ...receivers,
    ...from(scrapersOf(props), scraped(cluster)),
  ];
}

/** Clients of a door: the load balancer, or the proxies. */
function clientsOf(
  door: Pick<ExposeProps, 'gateway' | 'vpcCidrs'> | undefined,
  { cluster }: EnvironmentProps,
): Place[] {
  if (!door) return [];
  const { proxyNamespace } = door.gateway ?? {};
  if (proxyNamespace !== undefined) return [stranger(proxyNamespace, ANY_POD)];
  return (door.vpcCidrs ?? (cluster.create ? ['10.0.0.0/16'] : [])).map(within);
}

/** A host of a range. */
const within = (range: string): Place => outside(`a host of ${range}`, range.replace(/\d+\/\d+$/, '77'));

/** Pods of others that scrape. */
function scrapersOf({ network, monitoring }: EnvironmentProps): Place[] {
  const named = network?.metricsNamespaces ?? [];
  const namespaces = [...new Set([...named, ...(monitoring?.namespace === undefined ? [] : [monitoring.namespace])])];
  const kinds = network?.metricsPods
    ? [network.metricsPods]
    : SCRAPERS.map((name) => ({ 'app.kubernetes.io/name': name }));
  return namespaces.flatMap((namespace) => kinds.map((labels) => stranger(namespace, labels)));
}

/** Pods with metrics: those of the monitors, or those that name the port. The collector of metrics reads its own. */
const scraped = (cluster: Cluster): Omit<Flow, 'from'>[] =>
  ofKind(cluster.objects, 'PodMonitor').length > 0
    ? monitored(cluster)
    : cluster.pods
        .filter(
          ({ workload, labels }) =>
            labels['app.kubernetes.io/name'] !== 'rollout-operator' &&
            labels['app.kubernetes.io/component'] !== 'metrics' &&
            workload?.pod.containers.some(({ ports = [] }) => ports.some(({ name }) => name === 'http-metrics')),
        )
        .map(metricsOf);

/** Pods and hosts that may try, whom nobody promised anything, beside our own pods and those who were promised some port. */
export const others = (props: EnvironmentProps): Place[] => [
  stranger('somewhere'),
  stranger('somewhere', { 'app.kubernetes.io/name': 'prometheus' }),
  stranger('somewhere', { 'app.kubernetes.io/name': 'loki' }),
  ...['monitoring', 'metrics', 'kube-system', ...Object.values(namespacesOf(props))].flatMap((name) => [
    stranger(name, { app: 'other' }),
    stranger(name, { 'app.kubernetes.io/name': 'grafana' }),
  ]),
  outside('the internet', '203.0.113.66'),
  outside('a host of a private network', '192.168.7.7'),
];

/** Places that nobody was told to connect to. */
export const elsewhere = (props: EnvironmentProps): readonly Omit<Flow, 'from'>[] =>
  [...others(props), outside('the metadata of the node', '169.254.169.254'), AGENT].flatMap((place) =>
    [22, 80, 443, 3100, 5432, 8080, 9090, 12_345].map((port) => ({ place, port })),
  );

/** Every port of our pods, and one that nobody declares. */
export const doors = (cluster: Cluster): Omit<Flow, 'from'>[] =>
  cluster.pods.flatMap((place) => [...listenersOf(place), { place, port: 38_517 }]);
