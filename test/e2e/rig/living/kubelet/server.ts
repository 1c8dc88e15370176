import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { Authority } from '../../certificates';
import { addAddress } from '../../network';
import type { LivingPod } from '../living-pod';
import { serveExec } from './exec';
import { serveLogs } from './logs';
import { servePorts } from './port-forward';
import { serveSpdy } from './spdy';
import { KubeletError, type Subject } from './subject';

/** Port of the kubelet. */
export const KUBELET_PORT = 10250;

/** A node with an endpoint. */
interface Node {
  readonly name: string;
  readonly address: string;

  /** Root folder of its files. */
  readonly folder: string;
}

/** Upgrades of requests, by the beginning of their paths. The protocol says how streams are named. */
const UPGRADES = {
  exec: { serve: serveExec, protocol: 'v4.channel.k8s.io' },
  portForward: { serve: servePorts, protocol: 'portforward.k8s.io' },
} as const;

/**
 * The HTTPS endpoints of nodes, which the API server asks for logs, for commands in containers and for ports of pods. It alone has
 * a certificate that they accept. Whatever clients speak, it asks in SPDY/3.1.
 */
export class Kubelets {
  /** Files with which the API server asks. */
  public readonly client: { readonly certificate: string; readonly key: string; readonly authority: string };

  private readonly authority: Authority;
  private readonly servers = new Map<string, Server>();
  private readonly sockets = new Map<string, Set<Duplex>>();

  constructor(
    folder: string,
    private readonly find: (node: string, namespace: string, name: string) => LivingPod | undefined,
  ) {
    this.authority = new Authority(folder, 'kubelets');
    const name = 'kube-apiserver-kubelet-client';
    this.authority.sign(name, `DNS:${name}`);
    const file = (end: string) => join(folder, end);
    this.client = { certificate: file(`${name}.crt`), key: file(`${name}.key`), authority: file('ca.crt') };
  }

  /** Opens the endpoint of a node. */
  public async open(node: Node): Promise<void> {
    addAddress(node.address);
    const own = this.authority.sign(node.name, `IP:${node.address}`);
    const options = { ...own, ca: this.authority.cert, requestCert: true, rejectUnauthorized: true };
    const server = createServer(options, (request, response) => void this.answer(node, request, response));
    const sockets = new Set<Duplex>();
    server.on('secureConnection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(node, request, socket, head);
    });
    this.servers.set(node.name, server);
    this.sockets.set(node.name, sockets);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(KUBELET_PORT, node.address, resolve);
    });
  }

  /** Closes the endpoint of a node with all its connections. */
  public close(node: string): void {
    this.servers.get(node)?.close();
    for (const socket of this.sockets.get(node) ?? []) socket.destroy();
  }

  /** Closes all of them. */
  public stop(): void {
    for (const node of this.servers.keys()) this.close(node);
  }

  private async answer(node: Node, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { what, subject } = this.subject(node, request);
      if (what !== 'containerLogs') throw new KubeletError(404, `no ${what} here`);
      await serveLogs(subject, response);
    } catch (error) {
      const { status = 500, message } = error as Partial<KubeletError>;
      if (!response.headersSent) response.writeHead(status, { 'content-type': 'text/plain' });
      response.end(message);
    }
  }

  private upgrade(node: Node, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      const { what, subject } = this.subject(node, request);
      const kind = UPGRADES[what as keyof typeof UPGRADES] as (typeof UPGRADES)[keyof typeof UPGRADES] | undefined;
      if (!kind) throw new KubeletError(404, `no ${what} here`);
      const serve = kind.serve(subject);
      const asked = [request.headers['x-stream-protocol-version'] ?? []].flat().join().split(/, */);
      if (request.headers.upgrade !== 'SPDY/3.1' || !asked.includes(kind.protocol)) {
        throw new KubeletError(403, `${kind.protocol} over SPDY/3.1 is spoken here, not ${asked.join()}`);
      }
      const headers = ['Connection: Upgrade', 'Upgrade: SPDY/3.1', `X-Stream-Protocol-Version: ${kind.protocol}`];
      socket.write(['HTTP/1.1 101 Switching Protocols', ...headers, '', ''].join('\r\n'));
      if (head.length > 0) socket.unshift(head);
      void serveSpdy(socket, serve);
    } catch (error) {
      const { status = 500, message = '' } = error as Partial<KubeletError>;
      const headers = [
        'Content-Type: text/plain',
        `Content-Length: ${Buffer.byteLength(message)}`,
        'Connection: close',
      ];
      socket.end([`HTTP/1.1 ${status} Refused`, ...headers, '', message].join('\r\n'));
    }
  }

  private subject(node: Node, request: IncomingMessage): { what: string; subject: Subject } {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'https://kubelet');
    const [, what = '', namespace = '', name = '', of] = pathname.split('/').map(decodeURIComponent);
    const pod = this.find(node.name, namespace, name);
    if (!pod) throw new KubeletError(404, `pod "${name}" not found`);
    if (of === undefined) return { what, subject: { pod, node: node.folder, query } };
    const container = pod.all.find(({ spec }) => spec.name === of);
    if (!container) throw new KubeletError(400, `container "${of}" in pod "${name}" is not available`);
    return { what, subject: { pod, container, node: node.folder, query } };
  }
}
