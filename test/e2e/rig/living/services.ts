import { execFileSync } from 'node:child_process';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { KubernetesObject } from '../../../helpers/charts';
import { program } from '../../../helpers/programs';
import type { FindService, ServiceTarget } from '../cluster-dns';
import { BRIDGE } from '../network';
import type { Change } from './client';
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

/**
 * The Services of a cluster, in place of kube-proxy and CoreDNS: what is ready comes from the EndpointSlices that the controller
 * makes. A Service with an address has it for real; each new connection goes to one of the pods that are ready, and stays with
 * it, or to one that still serves as long as none is ready.
 */
export class LivingServices {
  private readonly servers = new Map<string, Server[]>();
  private readonly sockets = new Set<Socket>();

  constructor(private readonly store: Store) {
    store.on('Service', (service, change) => this.changed(service, change));
  }

  /** Target of a Service, for DNS. */
  public readonly find: FindService = (name, namespace) => {
    const service = this.store.find('Service', name, namespace);
    if (!service) return undefined;
    const { clusterIP, ports } = service.spec as { clusterIP: string; ports?: ServiceTarget['ports'] };
    const hosts = this.endpoints(service, ({ ready }) => ready !== false).map(
      ({ addresses: [address = ''], hostname }) => ({
        address,
        name: hostname ?? address.replaceAll('.', '-'),
      }),
    );
    const addresses = clusterIP === 'None' ? hosts.map(({ address }) => address) : [clusterIP];
    return { ports: ports ?? [], addresses, hosts };
  };

  /** Ends all connections. */
  public stop(): void {
    for (const server of [...this.servers.values()].flat()) server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private changed(service: KubernetesObject, change: Change): void {
    const { clusterIP, ports = [] } = service.spec as { clusterIP?: string; ports?: { name?: string; port: number }[] };
    if (clusterIP === undefined || clusterIP === 'None') return;
    const known = this.servers.get(clusterIP);
    if (change === 'DELETED') {
      for (const server of known ?? []) server.close();
      this.servers.delete(clusterIP);
      return;
    }
    if (known) return;
    addAddress(clusterIP);
    const servers = ports.map(({ name, port }) =>
      createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.connect(socket, service, name)).listen(
        port,
        clusterIP,
      ),
    );
    this.servers.set(clusterIP, servers);
  }

  private connect(client: Socket, service: KubernetesObject, portName: string | undefined): void {
    const ready = this.targets(service, portName, ({ ready: is }) => is !== false);
    const targets = ready.length > 0 ? ready : this.targets(service, portName, ({ serving }) => serving === true);
    const target = targets[Math.floor(Math.random() * targets.length)];
    if (!target) return void client.resetAndDestroy();
    const server = createConnection({ ...target, allowHalfOpen: true, noDelay: true });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one
        .on('error', () => other.destroy())
        .once('close', () => {
          this.sockets.delete(one);
          if (!other.writableEnded) other.destroy();
        });
      one.pipe(other);
    }
  }

  private targets(service: KubernetesObject, name: string | undefined, holds: (is: Endpoint['conditions']) => boolean) {
    return this.slices(service).flatMap(({ endpoints, ports }) => {
      const port = (ports ?? []).find((one) => (one.name ?? '') === (name ?? ''))?.port;
      const chosen = (endpoints ?? []).filter(({ conditions }) => holds(conditions));
      return port === undefined ? [] : chosen.map(({ addresses: [host = ''] }) => ({ host, port }));
    });
  }

  private endpoints(service: KubernetesObject, holds: (is: Endpoint['conditions']) => boolean): Endpoint[] {
    return this.slices(service).flatMap(({ endpoints }) =>
      (endpoints ?? []).filter(({ conditions }) => holds(conditions)),
    );
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

/** Gives this machine an address. */
function addAddress(ip: string): void {
  execFileSync(program('ip'), ['addr', 'add', `${ip}/32`, 'dev', BRIDGE], { stdio: ['ignore', 'ignore', 'inherit'] });
}
