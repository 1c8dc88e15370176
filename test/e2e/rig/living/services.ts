import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KubernetesObject } from '../../../helpers/charts';
import type { FindService, ServiceTarget } from '../cluster-dns';
import { addAddress } from '../network';
import type { Door, Place } from './proxy';
import type { Store } from './store';

/** Endpoint of an EndpointSlice. */
interface Endpoint {
  readonly addresses: readonly string[];
  readonly hostname?: string;
  readonly conditions: { readonly ready?: boolean; readonly serving?: boolean };
}

interface Slice {
  readonly endpoints: readonly Endpoint[] | null;
  readonly ports: readonly { readonly name?: string; readonly port: number }[] | null;
}

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly ports?: ServiceTarget['ports'];
}

const isReady = ({ ready }: Endpoint['conditions']): boolean => ready !== false;

/**
 * The Services of a cluster, in place of kube-proxy and CoreDNS: what is ready comes from the EndpointSlices that the controller
 * makes. A Service with an address has it for real; each new connection goes to one of the pods that are ready, and stays with
 * it, or to one that still serves as long as none is ready.
 */
export class LivingServices {
  private readonly addresses = new Set<string>();
  private readonly proxy: ChildProcess;

  constructor(private readonly store: Store) {
    const tsx = pathToFileURL(require.resolve('tsx')).href;
    this.proxy = fork(join(__dirname, 'proxy.ts'), { execArgv: ['--import', tsx], stdio: 'inherit' });
    store.on('Service', () => this.changed());
    store.on('EndpointSlice', () => this.changed());
  }

  /** Target of a Service, for DNS. */
  public readonly find: FindService = (name, namespace) => {
    const service = this.store.find('Service', name, namespace);
    if (!service) return undefined;
    const { clusterIP = 'None', ports = [] } = service.spec as ServiceSpec;
    const hosts = this.slices(service)
      .flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => isReady(conditions)))
      .map(({ addresses: [address = ''], hostname }) => ({ address, name: hostname ?? address.replaceAll('.', '-') }));
    const addresses = clusterIP === 'None' ? hosts.map(({ address }) => address) : [clusterIP];
    return { ports, addresses, hosts };
  };

  /** Ends all connections. */
  public stop(): void {
    this.proxy.kill('SIGKILL');
  }

  private changed(): void {
    const doors: Door[] = this.store.ofKind('Service').flatMap((service) => {
      const { clusterIP: host, ports = [] } = service.spec as ServiceSpec;
      if (host === undefined || host === 'None') return [];
      if (!this.addresses.has(host)) addAddress(host);
      this.addresses.add(host);
      return ports.map(({ name, port }) => ({ host, port, targets: this.targets(service, name) }));
    });
    if (this.proxy.connected) this.proxy.send(doors);
  }

  private targets(service: KubernetesObject, name: string | undefined): Place[] {
    const that = (holds: (conditions: Endpoint['conditions']) => boolean) =>
      this.slices(service).flatMap(({ endpoints, ports }) => {
        const port = (ports ?? []).find((one) => (one.name ?? '') === (name ?? ''))?.port;
        const chosen = (endpoints ?? []).filter(({ conditions }) => holds(conditions));
        return port === undefined ? [] : chosen.map(({ addresses: [host = ''] }) => ({ host, port }));
      });
    const ready = that(isReady);
    return ready.length > 0 ? ready : that(({ serving }) => serving === true);
  }

  private slices({ metadata }: KubernetesObject): Slice[] {
    return this.store
      .ofKind('EndpointSlice')
      .filter(
        (slice) =>
          slice.metadata.namespace === metadata.namespace &&
          slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
      ) as unknown as Slice[];
  }
}
