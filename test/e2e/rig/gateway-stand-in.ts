import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import { HOST } from './network';

/** Answer of a gateway: Loki's own, a status without asking Loki, or none at all. */
export type GatewayMood = 'open' | 'silent' | number;

/** Gateway that lets in one password and some tenants, as ours does, and can be away or stuck. */
export class GatewayStandIn {
  /** How it answers. */
  public mood: GatewayMood = 'open';

  /** Requests that it refused, as `<status> <path>`. */
  public readonly refused: string[] = [];

  private server?: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly loki: string,
    private readonly password: string,
    private readonly tenants: readonly string[],
  ) {}

  /** Starts it, or brings it back. */
  public async start(): Promise<void> {
    const server = createServer((incoming, answer) => this.serve(incoming, answer));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(LokiEndpoint.GATEWAY_PORT, HOST.self, resolve));
    if ((server.address() as AddressInfo).port !== LokiEndpoint.GATEWAY_PORT) throw new Error('another port');
  }

  /** Takes it away: connections are refused. */
  public async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }

  private serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const status = this.statusOf(incoming);
    if (status === 0) return;
    if (status !== undefined) {
      this.refused.push(`${status} ${incoming.url}`);
      incoming.resume();
      incoming.once('end', () => answer.writeHead(status).end());
      return;
    }
    const { method, headers, url = '' } = incoming;
    const forwarded = request(`${this.loki}${url}`, { method, headers: { ...headers, authorization: '' } }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    forwarded.once('error', () => answer.destroy());
    incoming.pipe(forwarded);
  }

  /** Status to answer without Loki; 0 for no answer. */
  private statusOf({ headers }: IncomingMessage): number | undefined {
    if (this.mood === 'silent') return 0;
    if (this.mood !== 'open') return this.mood;
    const login = Buffer.from(`writer:${this.password}`).toString('base64');
    if (headers.authorization !== `Basic ${login}`) return 401;
    return this.tenants.includes(String(headers[LokiEndpoint.TENANT_HEADER.toLowerCase()])) ? undefined : 403;
  }
}
