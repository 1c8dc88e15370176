import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Mount } from './container';
import { HOST } from './network';
import { PodLogs } from './pod-logs';
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
  readonly spec: {
    readonly nodeName: string;
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
  readonly status: { readonly podIP: string; readonly phase: string };
}

/** Object that a list selects from. */
type ApiObject = ApiPod | ApiNode;

/** Node as the Kubernetes API returns it. */
interface ApiNode {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly addresses: readonly { readonly type: 'InternalIP'; readonly address: string }[] };
}

/** A change of an object, with the version of all objects that it made. */
interface Change {
  readonly version: number;
  readonly type: string;
  readonly kind: string;
  readonly object: ApiObject;
}

/** A list that is watched. */
interface Watch {
  readonly kind: string;
  readonly selects: (object: ApiObject) => boolean;
}

const PATHS: Readonly<Record<string, string>> = { '/api/v1/pods': 'Pod', '/api/v1/nodes': 'Node' };

/**
 * The part of the Kubernetes API that Alloy uses: list and watch of pods and nodes with selectors, and logs of pods, with
 * a token. It answers like an API server without streaming lists.
 */
export class KubernetesApi {
  /** Every request: method, path and field selector. */
  public readonly requests: string[] = [];

  /** Logs that it gives. */
  public readonly logs = new PodLogs();

  private readonly objects: { readonly kind: string; readonly object: ApiObject }[] = [];
  private readonly changes: Change[] = [];
  private readonly watches = new Map<ServerResponse, Watch>();
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
    this.change('ADDED', 'Pod', pod);
  }

  /** Makes a node, or changes its labels. */
  public setNode(name: string, labels: Readonly<Record<string, string>>): void {
    const index = this.objects.findIndex(({ kind, object }) => kind === 'Node' && object.metadata.name === name);
    if (index >= 0) this.objects.splice(index, 1);
    const status = { addresses: [{ type: 'InternalIP', address: '10.42.200.2' }] } as const;
    this.change(index >= 0 ? 'MODIFIED' : 'ADDED', 'Node', { metadata: { name, labels }, status });
  }

  /** Replaces a pod of the same name. */
  public update(pod: ApiPod): void {
    const { name, namespace } = pod.metadata;
    const index = this.objects.findIndex(
      ({ object }) => object.metadata.name === name && namespaceOf(object) === namespace,
    );
    this.objects.splice(index, 1);
    this.change('MODIFIED', 'Pod', pod);
  }

  private change(type: string, kind: string, object: ApiObject): void {
    this.objects.push({ kind, object });
    this.version++;
    const change: Change = { version: this.version, type, kind, object };
    this.changes.push(change);
    for (const [response, watch] of this.watches) this.tell(response, watch, change);
  }

  /** Tells who watches of a change, if it is about what they watch. */
  private tell(response: ServerResponse, watch: Watch, { type, kind, object }: Change): void {
    if (watch.kind !== kind || !watch.selects(object)) return;
    response.write(`${JSON.stringify({ type, object: this.versioned(kind, object) })}\n`);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'https://api');
    const [fields, labels] = ['fieldSelector', 'labelSelector'].map((name) => url.searchParams.get(name) ?? '') as [
      string,
      string,
    ];
    this.requests.push([request.method, url.pathname, fields, labels].join(' ').trim());
    if (request.headers.authorization !== 'Bearer token-of-alloy') return this.refuse(response, 401, 'Unauthorized');
    const log = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/.exec(url.pathname);
    if (log) {
      const key = `${log[1]}/${log[2]}/${url.searchParams.get('container')}`;
      return this.logs.answer(key, url.searchParams.get('sinceTime'), response);
    }
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/version') return void response.end(JSON.stringify({ gitVersion: 'v1.34.0' }));
    const kind = PATHS[url.pathname];
    if (!kind) return this.refuse(response, 403, 'Forbidden');
    if (url.searchParams.get('sendInitialEvents')) return this.refuse(response, 422, 'Invalid');
    const selects = selector(fields, labels);
    if (url.searchParams.get('watch')) {
      response.flushHeaders();
      const watch = { kind, selects };
      this.watches.set(response, watch);
      // What has changed since the list, as the API server tells it.
      const since = Number(url.searchParams.get('resourceVersion') ?? this.version);
      for (const change of this.changes.filter(({ version }) => version > since)) this.tell(response, watch, change);
      response.once('close', () => this.watches.delete(response));
      return;
    }
    const items = this.objects
      .filter((each) => each.kind === kind && selects(each.object))
      .map(({ object }) => this.versioned(kind, object));
    const metadata = { resourceVersion: String(this.version) };
    response.end(JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', metadata, items }));
  }

  private refuse(response: ServerResponse, code: number, reason: string): void {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason }));
  }

  private versioned(kind: string, object: ApiObject): unknown {
    const metadata = { ...object.metadata, resourceVersion: String(this.version) };
    return { kind, apiVersion: 'v1', ...object, metadata };
  }
}

const namespaceOf = (object: ApiObject): string | undefined =>
  'namespace' in object.metadata ? object.metadata.namespace : undefined;

/** Function that tells if an object has fields and labels: `a=b`, `a!=b` and, for labels, `a`, with commas between them. */
function selector(fields: string, labels: string): (object: ApiObject) => boolean {
  const tests = (text: string, valueOf: (object: ApiObject, key: string) => string | undefined) =>
    text
      .split(',')
      .filter((part) => part !== '')
      .map((part) => {
        const [, key = '', sign, value] = /^([^!=]+)(!?=)?(.*)$/.exec(part) ?? [];
        return (object: ApiObject) => {
          const found = valueOf(object, key);
          return sign === undefined ? found !== undefined : (found === value) === (sign === '=');
        };
      });
  const all = [...tests(fields, fieldOf), ...tests(labels, ({ metadata }, key) => metadata.labels?.[key])];
  return (object) => all.every((test) => test(object));
}

function fieldOf(object: ApiObject, key: string): string | undefined {
  const values: Readonly<Record<string, string | undefined>> = {
    'metadata.name': object.metadata.name,
    'metadata.namespace': namespaceOf(object),
    'spec.nodeName': 'spec' in object ? object.spec.nodeName : undefined,
  };
  if (!(key in values)) throw new Error(`no field selector of ${key}`);
  return values[key];
}
