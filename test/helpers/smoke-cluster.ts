import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubectlOptions, KubectlResult } from '../../bin/wait/kubectl';
import { ForwardError, type ForwardTarget, type OpenForward } from '../../bin/wait/forward';
import type { WritingKubectl } from '../../bin/smoke/writing';

/** State of a cluster through which a line goes. */
export interface SmokeClusterState {
  /** Error of kubectl when the pod is created. @default - it is created */
  readonly forbidden?: string;

  /** If false, the pod gets no node. @default true */
  readonly scheduled?: boolean;

  /** Status of the pod that stays without output. @default - it writes */
  readonly stuck?: object;

  /** Pods of the agent. @default - one that is ready */
  readonly agents?: readonly object[];

  /** If false, the agent never reads the file. @default true */
  readonly reads?: boolean;

  /** Pod of the agent that reads the file. @default - whichever is asked */
  readonly readBy?: string;

  /** Requests that a port of the gateway answers before it ends. @default - all */
  readonly answers?: number;

  /** Answers to the agent's pushes that grow with each look, by status code. @default - 204 */
  readonly pushes?: string;

  /** If true, no port of a pod can be opened. @default false */
  readonly closed?: boolean;

  /** Status of the gateway's answers. @default 200 */
  readonly status?: number;

  /** How often the reader finds the line. @default 1 */
  readonly found?: number;

  /** Password in the Secret; undefined for a Secret without it. @default of-the-reader */
  readonly password?: string;
}

/** Pod of an agent. */
export const agentPod = (ready: boolean, name = 'alloy-x2x9z'): object => ({
  kind: 'Pod',
  metadata: { name },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', message: 'containers are not ready' }] },
});

const UID = '00000000-0000-0000-0000-000000000001';

/** A cluster in this process: a kubectl, and HTTP servers in place of gateway and agent. */
export class SmokeCluster implements WritingKubectl {
  /** Calls of kubectl. */
  public readonly calls: string[] = [];

  /** The pod that was created. */
  public pod?: { readonly metadata: { readonly name: string; readonly namespace: string }; readonly spec: unknown };

  /** Requests of the reader: user, tenant, query. */
  public readonly queries: { user: string; tenant: string; query: string }[] = [];

  private looks = 0;
  private readonly servers: Server[] = [];

  constructor(private readonly state: SmokeClusterState = {}) {}

  /** Opens a port: that of a server in place of its target. */
  public readonly open: OpenForward = async ({ name }: ForwardTarget) => {
    if (this.state.closed && name.startsWith('pod/')) throw new ForwardError('error: pods is forbidden');
    const isGateway = name.startsWith('service/');
    const answer = isGateway ? this.query : () => this.metrics(name);
    let left = isGateway ? (this.state.answers ?? Infinity) : Infinity;
    const server = createServer((request, response) => {
      if (left-- <= 0) return void request.socket.destroy();
      const { status = 200, text }: { status?: number; text: string } = answer(request);
      response.writeHead(status).end(text);
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
  };

  public readonly leave = (args: readonly string[]): void => void this.calls.push(args.join(' '));

  public run(args: readonly string[], { input }: KubectlOptions = {}): Promise<KubectlResult> {
    this.calls.push(args.join(' '));
    const { stdout = '', stderr = '' } = this.answer(args, input);
    return Promise.resolve({ status: stderr === '' ? 0 : 1, stdout, stderr });
  }

  /** Ends the servers. */
  public stop(): void {
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  private answer([verb, what]: readonly string[], input = ''): { stdout?: string; stderr?: string } {
    const { forbidden, scheduled = true, stuck, password = 'of-the-reader' } = this.state;
    const json = (value: unknown) => ({ stdout: JSON.stringify(value) });
    if (verb === 'create') {
      if (forbidden !== undefined) return { stderr: forbidden };
      this.pod = JSON.parse(input) as SmokeCluster['pod'];
      return { stdout: 'pod/x' };
    }
    const { name } = this.pod?.metadata ?? {};
    const metadata = { name, uid: UID };
    if (verb === 'logs') return stuck ? { stderr: 'error: waiting' } : { stdout: `${this.line}\n` };
    if (what === 'secret') {
      const data = password === '' ? {} : { 'reader-password': Buffer.from(password).toString('base64') };
      return json({ kind: 'Secret', data });
    }
    if (what === 'pod') return json({ metadata, spec: scheduled ? { nodeName: 'node-1' } : {} });
    if (what === 'pods') return json({ items: this.agents });
    if (what?.startsWith('pods,events')) {
      const status = stuck ?? {
        conditions: [{ type: 'PodScheduled', status: 'False', message: 'no nodes available' }],
      };
      return json({ items: [{ kind: 'Pod', metadata, status }, ...this.agents] });
    }
    return {};
  }

  private get agents(): readonly object[] {
    return this.state.agents ?? [agentPod(true)];
  }

  private get line(): string {
    const { spec } = this.pod as { spec: { containers: { env: { name: string; value: string }[] }[] } };
    return spec.containers[0]?.env.find(({ name }) => name === 'LINE')?.value ?? '';
  }

  private readonly query = (request: IncomingMessage): { status?: number; text: string } => {
    const login = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    const query = new URL(request.url ?? '', 'http://gateway').searchParams.get('query') ?? '';
    this.queries.push({ user: login, tenant: String(request.headers['x-scope-orgid']), query });
    const { status, found = 1 } = this.state;
    const values = this.pod ? Array.from({ length: found }, () => ['1', this.line]) : [];
    return { status, text: status ? 'no' : JSON.stringify({ data: { result: [{ stream: {}, values }] } }) };
  };

  private metrics(target: string): { text: string } {
    const { readBy, reads = readBy === undefined || target === `pod/${readBy}`, pushes = '204' } = this.state;
    const { name, namespace } = this.pod?.metadata ?? {};
    const path = `/var/log/pods/${namespace}_${name}_${UID}/smoke/0.log`;
    const lines = [
      '# HELP loki_source_file_read_lines_total Number of lines read.',
      ...(reads ? [`loki_source_file_read_lines_total{component_id="a",path="${path}"} 1`] : []),
      `loki_write_request_duration_seconds_count{status_code="${pushes}",tenant="dev"} ${++this.looks}`,
      'loki_write_request_duration_seconds_count{status_code="500",tenant="dev"} 7',
    ];
    return { text: `${lines.join('\n')}\n` };
  }
}
