import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Mount } from './container';
import { HOST } from './network';
import { program } from '../../helpers/programs';

/** Folder of the service account's token in pods. */
export const ACCOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Pod as the Kubernetes API returns it. */
export interface ApiPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly nodeName: string; readonly containers: readonly { readonly name: string }[] };
  readonly status: { readonly podIP: string; readonly phase: string };
}

/** Node as the Kubernetes API returns it. */
export interface ApiNode {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly addresses: readonly { readonly type: 'InternalIP'; readonly address: string }[] };
}

/** Form of the field selector of a request, which names its node, by path. */
const SELECTED: Readonly<Record<string, RegExp>> = {
  '/api/v1/pods': /^spec\.nodeName=(.+)$/,
  '/api/v1/nodes': /^metadata\.name=(.+)$/,
};

/**
 * The part of the Kubernetes API that Alloy's discovery uses: list and watch of a node and of its pods, with a token. It
 * answers like an API server without streaming lists.
 */
export class KubernetesApi {
  /** Every request: method, path and field selector. */
  public readonly requests: string[] = [];

  private readonly pods: ApiPod[] = [];
  private readonly nodes = new Map<string, ApiNode>();
  private readonly watches = new Map<ServerResponse, { readonly path: string; readonly node: string }>();
  private readonly server: Server;
  private version = 1;

  constructor(private readonly folder: string) {
    const [key, certificate] = [join(folder, 'api.key'), join(folder, 'ca.crt')];
    execFileSync(
      program('openssl'),
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=kubernetes', '-addext', `subjectAltName=IP:${HOST.api}`, '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    );
    writeFileSync(join(folder, 'api-token'), 'token-of-alloy');
    writeFileSync(join(folder, 'api-namespace'), 'alloy');
    this.server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) =>
      this.answer(request, response),
    );
  }

  /** Files of the service account in pods. */
  public get mounts(): readonly Mount[] {
    return Object.entries({ token: 'api-token', 'ca.crt': 'ca.crt', namespace: 'api-namespace' }).map(
      ([path, source]) => ({
        source: join(this.folder, source),
        path: `${ACCOUNT_PATH}/${path}`,
        readOnly: true,
        file: true,
      }),
    );
  }

  /** Variables that the kubelet sets in every container. */
  public get env(): Record<string, string> {
    return { KUBERNETES_SERVICE_HOST: HOST.api, KUBERNETES_SERVICE_PORT: '443' };
  }

  /** Starts it. */
  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(443, HOST.api, resolve));
  }

  /** Stops it. */
  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Adds a running pod. */
  public add(pod: ApiPod): void {
    this.pods.push(pod);
    this.version++;
    this.tell('/api/v1/pods', pod.spec.nodeName, 'ADDED', pod);
  }

  /** Makes a node, or changes its labels. */
  public setNode(name: string, labels: Readonly<Record<string, string>>): void {
    const node: ApiNode = {
      metadata: { name, labels },
      status: { addresses: [{ type: 'InternalIP', address: '10.42.200.2' }] },
    };
    const type = this.nodes.has(name) ? 'MODIFIED' : 'ADDED';
    this.nodes.set(name, node);
    this.version++;
    this.tell('/api/v1/nodes', name, type, node);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'https://api');
    this.requests.push(`${request.method} ${url.pathname} ${url.searchParams.get('fieldSelector') ?? ''}`.trim());
    const node = SELECTED[url.pathname]?.exec(url.searchParams.get('fieldSelector') ?? '')?.[1];
    if (request.headers.authorization !== 'Bearer token-of-alloy') return this.refuse(response, 401, 'Unauthorized');
    if (!node) return this.refuse(response, 403, 'Forbidden');
    if (url.searchParams.get('sendInitialEvents')) return this.refuse(response, 422, 'Invalid');
    response.setHeader('content-type', 'application/json');
    if (url.searchParams.get('watch')) {
      response.flushHeaders();
      this.watches.set(response, { path: url.pathname, node });
      response.once('close', () => this.watches.delete(response));
      return;
    }
    const own = this.nodes.get(node);
    const [kind, found] =
      url.pathname === '/api/v1/nodes'
        ? ['NodeList', own ? [own] : []]
        : ['PodList', this.pods.filter(({ spec }) => spec.nodeName === node)];
    const metadata = { resourceVersion: String(this.version) };
    response.end(JSON.stringify({ kind, apiVersion: 'v1', metadata, items: found.map((one) => this.object(one)) }));
  }

  private refuse(response: ServerResponse, code: number, reason: string): void {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason }));
  }

  /** Tells all watches of a node about an object. */
  private tell(path: string, node: string, type: string, object: ApiPod | ApiNode): void {
    for (const [response, watch] of this.watches) {
      if (watch.path !== path || watch.node !== node) continue;
      response.write(`${JSON.stringify({ type, object: this.object(object) })}\n`);
    }
  }

  private object(object: ApiPod | ApiNode): unknown {
    const metadata = { ...object.metadata, resourceVersion: String(this.version) };
    return { kind: 'spec' in object ? 'Pod' : 'Node', apiVersion: 'v1', ...object, metadata };
  }
}
