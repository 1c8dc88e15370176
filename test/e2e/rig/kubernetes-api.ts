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

/**
 * The part of the Kubernetes API that Alloy's discovery uses: list and watch of the pods of a node, with a token. It
 * answers like an API server without streaming lists.
 */
export class KubernetesApi {
  /** Every request: method, path and field selector. */
  public readonly requests: string[] = [];

  private readonly pods: ApiPod[] = [];
  private readonly watches = new Map<ServerResponse, string>();
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
    for (const [response, node] of this.watches) if (pod.spec.nodeName === node) this.tell(response, 'ADDED', pod);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'https://api');
    this.requests.push(`${request.method} ${url.pathname} ${url.searchParams.get('fieldSelector') ?? ''}`.trim());
    const node = /^spec\.nodeName=(.+)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1];
    if (request.headers.authorization !== 'Bearer token-of-alloy') return this.refuse(response, 401, 'Unauthorized');
    if (url.pathname !== '/api/v1/pods' || !node) return this.refuse(response, 403, 'Forbidden');
    if (url.searchParams.get('sendInitialEvents')) return this.refuse(response, 422, 'Invalid');
    response.setHeader('content-type', 'application/json');
    if (url.searchParams.get('watch')) {
      response.flushHeaders();
      this.watches.set(response, node);
      response.once('close', () => this.watches.delete(response));
      return;
    }
    const items = this.pods.filter(({ spec }) => spec.nodeName === node).map((pod) => this.object(pod));
    const metadata = { resourceVersion: String(this.version) };
    response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items }));
  }

  private refuse(response: ServerResponse, code: number, reason: string): void {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason }));
  }

  private tell(response: ServerResponse, type: string, pod: ApiPod): void {
    response.write(`${JSON.stringify({ type, object: this.object(pod) })}\n`);
  }

  private object(pod: ApiPod): unknown {
    const metadata = { ...pod.metadata, resourceVersion: String(this.version) };
    return { kind: 'Pod', apiVersion: 'v1', ...pod, metadata };
  }
}
