import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { Certificate } from './certificates';

/** End of TLS in front of a gateway, as a load balancer of layer 4 has it: it passes bytes on, and knows nothing of requests. */
export class TlsDoor {
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  /**
   * @param certificate its certificate
   * @param target the gateway behind it
   * @param address its address
   * @param port its port; by default any that is free
   */
  constructor(
    private readonly certificate: Certificate,
    private readonly target: URL,
    private readonly address = '127.0.0.1',
    private port = 0,
  ) {}

  /** Opens it, always on the same port. */
  public async open(): Promise<void> {
    const server = createServer({ key: this.certificate.key, cert: this.certificate.cert }, (client) => {
      const gateway = connect(Number(this.target.port), this.target.hostname);
      for (const [one, other] of [
        [client, gateway],
        [gateway, client],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => other.destroy()).on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, this.address, resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  /** Closes it: its connections end, and new ones are refused. */
  public async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }

  /** Its URL, by the name in its certificate. */
  public get url(): string {
    return `https://localhost:${this.port}`;
  }
}
