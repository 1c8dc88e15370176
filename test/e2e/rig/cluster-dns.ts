import type { Zone } from './dns';
import { selects } from './objects';
import type { RenderedObjects } from './objects';
import type { Pod } from './pod';

/** DNS domain of the cluster. */
export const CLUSTER_DOMAIN = 'cluster.local';

/** Target of a Service. */
export interface ServiceTarget {
  readonly ports: readonly { readonly name?: string; readonly port: number }[];

  /** Addresses of the Service's name. */
  readonly addresses: readonly string[];

  /** Pods that have names of their own below it. */
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
}

/** Finds what a Service leads to; undefined if it does not exist. */
export type FindService = (name: string, namespace: string) => ServiceTarget | undefined;

/** DNS records of the Services of a cluster, as CoreDNS answers them, and of names outside. */
export class ClusterZone implements Zone {
  constructor(
    private readonly find: FindService,
    /** Names outside the cluster. */
    private readonly outside: (name: string) => string | undefined,
  ) {}

  public addresses(name: string): readonly string[] | undefined {
    const outside = this.outside(name);
    if (outside) return [outside];
    const service = this.service(name);
    if (service) return service.addresses;
    // <pod>.<Service>: the targets of SRV records.
    const [podName, ...rest] = name.split('.');
    const pod = this.service(rest.join('.'))?.hosts.find((candidate) => candidate.name === podName);
    return pod && [pod.address];
  }

  public services(name: string): readonly { port: number; target: string }[] | undefined {
    const match = /^_([^.]+)\._tcp\.(.+)$/.exec(name);
    const service = this.service(match?.[2] ?? '');
    const port = service?.ports.find((candidate) => candidate.name === match?.[1]);
    if (!port || !match) return undefined;
    return service?.hosts.map((host) => ({ port: port.port, target: `${host.name}.${match[2]}` }));
  }

  private service(name: string): ServiceTarget | undefined {
    const suffix = `.svc.${CLUSTER_DOMAIN}`;
    if (!name.endsWith(suffix)) return undefined;
    const [service, namespace, more] = name.slice(0, -suffix.length).split('.');
    return more || !service || !namespace ? undefined : this.find(service, namespace);
  }
}

/**
 * Rendered Services and the pods they select. No kube-proxy runs with them, so each name resolves to the pods, as for a
 * headless Service; our Services use the ports of their pods. Pods that are not ready are left out, unless the Service
 * publishes them. The name of a Service with an address of its own always has one, so it has all pods as long as none is
 * ready.
 */
export function renderedServices(objects: () => RenderedObjects, all: () => readonly Pod[]): FindService {
  return (name, namespace) => {
    const service = objects()
      .ofKind('Service')
      .find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    if (!service) return undefined;
    const { clusterIP, publishNotReadyAddresses, selector, ports } = service.spec;
    const pods = all().filter(
      (pod) => pod.props.namespace === namespace && selects(selector as Record<string, string>, pod.props.labels),
    );
    const ready = publishNotReadyAddresses === true ? pods : pods.filter((pod) => pod.ready);
    const hosts = ready.length === 0 && clusterIP !== 'None' ? pods : ready;
    return { ports: (ports ?? []) as ServiceTarget['ports'], addresses: hosts.map(({ address }) => address), hosts };
  };
}
