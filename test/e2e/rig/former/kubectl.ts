import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RigCluster } from '../cluster';
import type { Pod } from '../pod';

/** A merge patch of the fields that the commands of a plan change. */
interface Patch {
  readonly spec: {
    readonly persistentVolumeClaimRetentionPolicy?: Readonly<Record<string, string>>;
    readonly template?: { readonly spec: { readonly nodeSelector: Readonly<Record<string, string>> | null } };
  };
}

/** Starts the pods of a workload again. */
type Start = (kind: string, name: string) => Promise<void>;

/**
 * The commands of a plan, run by a real shell, with a program `kubectl` that acts on pods of the rig: what a plan prints is
 * what is run.
 */
export class PlanShell {
  /** Volumes that a controller would have deleted. */
  public readonly deletedVolumes: string[] = [];

  private readonly server: Server;
  private readonly folder: string;
  private readonly policies = new Map<string, Readonly<Record<string, string>>>();
  private readonly ends: Promise<void>[] = [];

  constructor(
    private readonly cluster: RigCluster,
    private readonly start: Start,
  ) {
    this.folder = join(cluster.folder, 'bin');
    this.server = createHttpServer((request, response) => void this.answer(request, response));
    for (const { kind, metadata, spec } of cluster.others) {
      const policy = spec?.['persistentVolumeClaimRetentionPolicy'] as Record<string, string> | undefined;
      if (kind === 'StatefulSet' && policy) this.policies.set(metadata.name, policy);
    }
  }

  /** Makes the program. */
  public async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    mkdirSync(this.folder, { recursive: true });
    // The program is the process that a plan ends.
    const script = `#!/bin/sh\nexec curl -sS --fail-with-body --no-buffer --data-binary "$(printf '%s\\n' "$@")" http://127.0.0.1:${port}/\n`;
    writeFileSync(join(this.folder, 'kubectl'), script, { mode: 0o755 });
  }

  /** Ends it. */
  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Runs a command as it is printed. @returns its output. @throws Error if it fails */
  public async run(command: string): Promise<string> {
    const env = { ...process.env, PATH: `${this.folder}:${process.env.PATH}` };
    const child = spawn('bash', ['-c', command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => printed.push(data));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    const text = Buffer.concat(printed).toString('utf8');
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${text}`);
    return text;
  }

  /** Waits for the pods that a command ends or starts. */
  public async settled(): Promise<void> {
    await Promise.all(this.ends.splice(0));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const data of request) body.push(data as Buffer);
    const [option, namespace = '', verb, ...args] = Buffer.concat(body).toString('utf8').trimEnd().split('\n');
    try {
      if (option !== '-n') throw new Error('a command without a namespace');
      if (verb === 'port-forward') return await this.forward(namespace, args, response);
      response.end(this.done(namespace, verb, args));
    } catch (error) {
      response.writeHead(400).end(`${(error as Error).message}\n`);
    }
  }

  private done(namespace: string, verb: string | undefined, args: readonly string[]): string {
    const line = [verb, ...args].join(' ');
    if (line === 'get pods -o name')
      return this.pods(namespace, /./)
        .map(({ name }) => `pod/${name}\n`)
        .join('');
    if (line === 'get pods')
      return this.pods(namespace, /./)
        .map(({ name }) => `${name}   1/1   Running\n`)
        .join('');
    if (verb === 'scale') return this.scale(namespace, args);
    if (verb === 'patch') return this.patch(namespace, args);
    throw new Error(`not a command of a plan: ${line}`);
  }

  private pods(namespace: string, form: RegExp): Pod[] {
    return this.cluster.pods.filter(({ props, name }) => props.namespace === namespace && form.test(name));
  }

  /** Pods of a workload as `statefulset/x`. @throws Error if no workload has that name */
  private podsOf(namespace: string, workload: string): Pod[] {
    const [kind = '', name = ''] = workload.split('/');
    const isThere = this.cluster.others.some(
      (one) => one.kind.toLowerCase() === kind && one.metadata.name === name && one.metadata.namespace === namespace,
    );
    if (!isThere) throw new Error(`Error from server (NotFound): ${kind} "${name}" not found in ${namespace}`);
    return this.pods(namespace, new RegExp(`^${name}-\\d+$`));
  }

  private scale(namespace: string, args: readonly string[]): string {
    const replicas = Number(/^--replicas=(\d+)$/.exec(args.at(-1) ?? '')?.[1]);
    for (const workload of args.slice(0, -1)) {
      const pods = this.podsOf(namespace, workload);
      const name = workload.split('/')[1] ?? '';
      if (replicas > 0) throw new Error(`scale to ${replicas} is not part of a plan`);
      if (this.policies.get(name)?.['whenScaled'] === 'Delete')
        this.deletedVolumes.push(...pods.map((pod) => pod.name));
      this.ends.push(this.cluster.remove(pods));
    }
    return 'scaled\n';
  }

  private patch(namespace: string, [kind = '', name = '', ...rest]: readonly string[]): string {
    const { spec } = JSON.parse(rest.at(-1) ?? '') as Patch;
    const pods = this.podsOf(namespace, `${kind}/${name}`);
    const { persistentVolumeClaimRetentionPolicy: policy, template } = spec;
    if (policy) this.policies.set(name, policy);
    // A selector that no node has ends the pods of a DaemonSet; without it they start again.
    if (template) this.ends.push(pods.length > 0 ? this.cluster.remove(pods) : this.start(kind, name));
    return `${kind}/${name} patched\n`;
  }

  private async forward(namespace: string, [target = '', ports = '']: readonly string[], response: ServerResponse) {
    const [local, remote = local] = ports.split(':').map(Number);
    const [kind = '', name = ''] = target.split('/');
    const [pod] = kind === 'pod' ? this.pods(namespace, new RegExp(`^${name}$`)) : this.podsOf(namespace, target);
    if (!pod) throw new Error(`no pod of ${target} in ${namespace}`);
    const door = createServer((socket) => {
      const inner = connect(remote as number, pod.address);
      socket.pipe(inner).pipe(socket);
      for (const one of [socket, inner]) one.on('error', () => one.destroy());
    });
    await new Promise<void>((resolve, reject) => door.once('error', reject).listen(local, '127.0.0.1', resolve));
    response.once('close', () => door.close());
    response.write(`Forwarding from 127.0.0.1:${local} -> ${remote}\n`);
  }
}
