import { type Manifest, ofKind } from '../../../lib/manifests/manifest';
import { labelSelector, selects } from '../../../lib/manifests/selectors';
import { containersOf, type Workload, workloads } from '../../../lib/manifests/workloads';

/** Something with an address: a pod of the manifests, a pod of somebody else, or a host outside the cluster. */
export interface Place {
  /** How a failure names it. */
  readonly title: string;

  /** Its address. Pods of others have one that no range of a test contains. */
  readonly address: string;

  /** Namespace of a pod; undefined outside the cluster. */
  readonly namespace?: string;

  /** Labels of a pod. */
  readonly labels: Readonly<Record<string, string>>;

  /** Workload of a pod that is ours. */
  readonly workload?: Workload;
}

/** Port that something listens on. */
export interface Listener {
  readonly place: Place;
  readonly port: number;
  readonly protocol?: string;

  /** Service that leads there, with its port. */
  readonly by?: { readonly service: Manifest; readonly port: number };
}

/** Pods behind a host, as an environment names them. */
interface Behind {
  readonly namespace: string;
  readonly port?: number;
}

/** Rendered objects of a cluster, as those see them that open connections. */
export class Cluster {
  /** A pod of each workload. */
  public readonly pods: readonly Place[];

  /** Policies of Kubernetes. */
  public readonly policies: readonly Manifest[];

  /** `known` are pods that an environment names behind hosts. */
  constructor(
    public readonly objects: readonly Manifest[],
    private readonly known: Readonly<Record<string, Behind>> = {},
  ) {
    this.policies = ofKind(objects, 'NetworkPolicy');
    this.pods = workloads(objects).map((workload, index) => ({
      title: workload.title,
      address: `10.250.0.${index + 1}`,
      namespace: workload.namespace,
      labels: workload.labels,
      workload,
    }));
  }

  /** Text that a pod reads at start: its ConfigMaps, and what its containers are told. */
  public textOf({ workload }: Place): string {
    if (!workload) return '';
    const { volumes = [] } = workload.pod as { readonly volumes?: readonly Record<string, unknown>[] };
    const names = volumes.flatMap(({ configMap, projected }) => [
      ...(configMap ? [(configMap as { name: string }).name] : []),
      ...((projected as { sources?: { configMap?: { name: string } }[] } | undefined)?.sources ?? []).flatMap(
        (source) => source.configMap?.name ?? [],
      ),
    ]);
    const data = ofKind(this.objects, 'ConfigMap')
      .filter(({ metadata }) => metadata.namespace === workload.namespace && names.includes(metadata.name))
      .flatMap((map) => Object.entries((map['data'] ?? {}) as Record<string, string>))
      // Dashboards and alerts are not instructions to connect.
      .filter(([key]) => !key.endsWith('.json') && key !== 'alerts.yaml')
      .map(([, text]) => text);
    return [...data, ...argumentsOf(workload)].join('\n');
  }

  /**
   * Those who answer at a name and port: pods behind a Service of ours, at their own port, a pod of others at that port, or a
   * host outside.
   */
  public behind(host: string, port: number): Listener[] {
    const named = this.known[host];
    if (named) return [{ place: stranger(named.namespace, ANY_POD, host), port: named.port ?? port }];
    if (/^[\d.]+$/.test(host)) return [{ place: outside(host, host), port }];
    const [, name, namespace] = /^([\w-]+)\.([\w-]+)\.svc(?:\.|$)/.exec(host) ?? [];
    if (namespace === undefined) return [{ place: outside(host), port }];
    const service = ofKind(this.objects, 'Service').find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
    if (!service) return [{ place: stranger(namespace, ANY_POD, name), port }];
    const found = this.ofService(service, port);
    if (found.length === 0) throw new Error(`nobody listens behind ${host}:${port}`);
    return found;
  }

  /** Pods behind a port of a Service, at their own port. */
  public ofService(service: Manifest, port: number | string): Listener[] {
    const { selector, ports } = service['spec'] as {
      readonly selector: unknown;
      readonly ports: readonly { name: string; port: number; targetPort: string | number }[];
    };
    const found = ports.find((one) => one.port === port || one.name === port);
    const targetPort = found?.targetPort ?? port;
    const by = found && { service, port: found.port };
    return this.selected(service.metadata.namespace, selector).flatMap((place) => {
      const number = typeof targetPort === 'number' ? targetPort : portNamed(place, targetPort);
      return number === undefined ? [] : [{ place, port: number, by }];
    });
  }

  /** Pods of a namespace with labels. */
  public selected(namespace: string | undefined, labels: unknown): Place[] {
    return this.pods.filter((pod) => pod.namespace === namespace && selects(labelSelector(labels), pod.labels));
  }
}

/** Ports that a pod declares. */
export function listenersOf(place: Place): Listener[] {
  const containers = place.workload ? containersOf(place.workload) : [];
  return containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ place, port: containerPort, protocol })),
  );
}

/** Number of a port that a pod names. */
export function portNamed({ workload }: Place, name: string): number | undefined {
  return (
    workload &&
    containersOf(workload)
      .flatMap(({ ports = [] }) => ports)
      .find((port) => port.name === name)?.containerPort
  );
}

/** Arguments and environment of all containers. */
export const argumentsOf = (workload: Workload): string[] =>
  containersOf(workload).flatMap(({ args = [], command = [], env = [] }) => [
    ...(command as readonly string[]),
    ...(args as readonly string[]),
    ...(env as readonly { name: string; value?: string }[]).map(({ name, value = '' }) => `${name}=${value}`),
  ]);

/** Labels of a pod that stands for all pods of its namespace. */
export const ANY_POD = { app: 'client' };

/** A pod that is not ours. */
export const stranger = (namespace: string, labels: Readonly<Record<string, string>> = {}, name = 'pod'): Place => ({
  title: `${name} of ${namespace} ${JSON.stringify(labels)}`,
  address: '10.251.0.1',
  namespace,
  labels,
});

/** A host outside the cluster. */
export const outside = (title: string, address = '198.51.100.7'): Place => ({ title, address, labels: {} });
