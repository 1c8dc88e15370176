import { selects } from './objects';
import type { RenderedObjects } from './objects';
import type { Zone } from './dns';
import type { Pod } from './pod';

/** DNS domain of the cluster. */
export const CLUSTER_DOMAIN = 'cluster.local';

interface ServicePort {
  readonly name: string;
  readonly port: number;
}

/**
 * DNS records of the Services, as CoreDNS answers them. No kube-proxy runs here, so each name resolves to the pods, as
 * for a headless Service; our Services use the ports of their pods. Pods that are not ready are left out, unless the
 * Service publishes them. The name of a Service with an address of its own always has one, so it has all pods as long
 * as none is ready.
 */
export class ClusterZone implements Zone {
  constructor(
    private readonly objects: () => RenderedObjects,
    private readonly pods: () => readonly Pod[],
    /** Names outside the cluster. */
    private readonly outside: (name: string) => string | undefined,
  ) {}

  public addresses(name: string): readonly string[] | undefined {
    const outside = this.outside(name);
    if (outside) return [outside];
    const target = this.target(name);
    if (target) return target.map((pod) => pod.address);
    // <pod>.<Service>: the targets of SRV records.
    const [podName, ...rest] = name.split('.');
    const pod = this.target(rest.join('.'))?.find((candidate) => candidate.name === podName);
    return pod && [pod.address];
  }

  public services(name: string): readonly { port: number; target: string }[] | undefined {
    const match = /^_([^.]+)\._tcp\.(.+)$/.exec(name);
    const service = this.service(match?.[2] ?? '');
    const port = (service?.spec.ports as ServicePort[] | undefined)?.find((candidate) => candidate.name === match?.[1]);
    if (!port || !match) return undefined;
    return this.target(match[2] as string)?.map((pod) => ({ port: port.port, target: `${pod.name}.${match[2]}` }));
  }

  private service(name: string) {
    const suffix = `.svc.${CLUSTER_DOMAIN}`;
    if (!name.endsWith(suffix)) return undefined;
    const [service, namespace, more] = name.slice(0, -suffix.length).split('.');
    if (more) return undefined;
    return this.objects()
      .ofKind('Service')
      .find(({ metadata }) => metadata.name === service && metadata.namespace === namespace);
  }

  private target(name: string): readonly Pod[] | undefined {
    const service = this.service(name);
    if (!service) return undefined;
    const { clusterIP, publishNotReadyAddresses, selector } = service.spec;
    const pods = this.pods().filter(
      (pod) =>
        pod.props.namespace === service.metadata.namespace &&
        selects(selector as Record<string, string>, pod.props.labels),
    );
    const ready = publishNotReadyAddresses === true ? pods : pods.filter((pod) => pod.ready);
    return ready.length === 0 && clusterIP !== 'None' ? pods : ready;
  }
}
