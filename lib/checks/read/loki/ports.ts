import { flag } from '../../../manifests/flags';
import { at } from '../../../manifests/shape';
import type { Loki, LokiPods } from './loki';

/** Ports that a program listens on. */
export interface LokiPorts {
  /** Port of the API. */
  readonly http: number;

  /** Port for other pods of Loki. 0 is any free port, which the pod announces to the others. */
  readonly grpc: number;

  /** Port of memberlist. */
  readonly gossip: number;
}

/** Ports that a pod of Loki listens on; undefined if they are not known. */
export function portsOf({ config }: Loki, { container }: LokiPods): LokiPorts | undefined {
  const port = (name: string, key: string, byDefault: number): number =>
    Number(flag(container, name) ?? at(config, key) ?? byDefault);
  const ports = {
    http: port('server.http-listen-port', 'server.http_listen_port', 3100),
    grpc: port('server.grpc-listen-port', 'server.grpc_listen_port', 9095),
    gossip: port('memberlist.bind-port', 'memberlist.bind_port', 7946),
  };
  return Object.values(ports).every((one) => Number.isInteger(one) && one >= 0) ? ports : undefined;
}
