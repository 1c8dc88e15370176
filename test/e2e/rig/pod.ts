import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { execIn, type Mount, programOf, startContainer } from './container';
import type { PodIdentity } from './identity';
import { PodNetwork } from './network';
import type { Container, PodSpec } from './objects';
import { PodVolumes, type VolumeSources } from './volumes';
import { waitFor } from './wait';

/** Milliseconds after which a container that ended is restarted: sooner than by the kubelet. */
const RESTART_AFTER = 1000;

/** Properties of a pod. */
export interface PodProps {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;

  /** Folder for its volumes and logs. */
  readonly folder: string;

  readonly sources: VolumeSources;

  /** Variables that are added to its containers. */
  readonly env: Readonly<Record<string, string>>;

  /** Files besides its volumes: resolv.conf, certificates. */
  readonly files: readonly Mount[];

  /** Value of a key of a Secret in its namespace. @default - there is no Secret */
  readonly secretValue?: (name: string, key: string) => string | undefined;

  /** Its identity in AWS. */
  readonly identity: PodIdentity;
}

/** Pod with its network, volumes and containers, which are restarted when they end. */
export class Pod {
  /** Its address. */
  public readonly address: string;

  /** Number of times a container ended unexpectedly. */
  public restarts = 0;

  /** Result of the last readiness probe. */
  public ready = false;

  private readonly network = new PodNetwork();
  private readonly volumes: PodVolumes;
  private readonly running = new Map<string, ChildProcess>();
  private stopping = false;

  constructor(public readonly props: PodProps) {
    this.address = this.network.address;
    this.volumes = new PodVolumes(join(props.folder, 'volumes'), props.namespace, props.spec, props.sources);
  }

  /** Name of the pod. */
  public get name(): string {
    return this.props.name;
  }

  /** Port with a name, of the first container that has one. */
  public port(name: string): number {
    const ports = this.props.spec.containers.flatMap((container) => container.ports ?? []);
    const found = ports.find((port) => port.name === name);
    if (!found) throw new Error(`${this.name} has no port ${name}`);
    return found.containerPort;
  }

  /** Number of running containers, including sidecars. */
  public get containers(): number {
    return this.running.size;
  }

  /** Folder of a volume. */
  public volume(name: string): string {
    return join(this.props.folder, 'volumes', name);
  }

  /** Logs of its containers. */
  public get log(): string {
    return this.props.spec.containers.map((container) => this.logOf(container)).join('');
  }

  /** Bytes it has received. */
  public get received(): number {
    return this.network.received;
  }

  /** Most memory in MiB that each of its containers has had since it started, by name. */
  public get peakMemory(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.running].map(([name, { pid }]) => {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return [name, Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024)];
      }),
    );
  }

  /** Its metrics in the text format of Prometheus. */
  public async metrics(): Promise<string> {
    return (await fetch(`http://${this.address}:${this.port('http-metrics')}/metrics`)).text();
  }

  /** Starts the sidecars, runs the other init containers in order, then starts the containers. */
  public async start(): Promise<void> {
    this.stopping = false;
    for (const container of this.props.spec.initContainers ?? []) {
      if (container.restartPolicy === 'Always') {
        await this.startSidecar(container);
        continue;
      }
      const code = await new Promise<number | null>((resolve) => this.run(container, resolve));
      if (code !== 0) {
        throw new Error(`${this.name}: init container ${container.name} ended with ${code}: ${this.logOf(container)}`);
      }
    }
    for (const container of this.props.spec.containers) if (programOf(container)) this.keepRunning(container);
  }

  /** Kills the containers without warning, as when memory runs out; they are restarted. */
  public kill(): void {
    this.ready = false;
    for (const child of this.running.values()) end(child, 'SIGKILL');
  }

  /** Ends the containers gracefully, as a rollout does. */
  public async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.stopping = true;
    this.ready = false;
    const sidecars = this.sidecars;
    const ended = (isSidecar: boolean) =>
      [...this.running]
        .filter(([name]) => sidecars.includes(name) === isSidecar)
        .map(([, child]) => ends(child, signal));
    await Promise.all(ended(false));
    await Promise.all(ended(true));
    this.running.clear();
  }

  /** Ends the containers as the kubelet does: those that are left after the grace period are killed. */
  public async end(): Promise<void> {
    const { terminationGracePeriodSeconds = 30 } = this.props.spec;
    const timer = setTimeout(() => this.kill(), terminationGracePeriodSeconds * 1000);
    await this.stop();
    clearTimeout(timer);
  }

  /** Removes its volumes and its network. */
  public release(): void {
    this.volumes.release();
    this.network.remove();
  }

  /** Connects the pod to its network, or disconnects it. */
  public connect(connected: boolean): void {
    this.network.connect(connected);
  }

  /** Runs its readiness probe once. */
  public async probe(): Promise<boolean> {
    const probes = this.props.spec.containers
      .filter(programOf)
      .map(({ readinessProbe }) => readinessProbe)
      .filter((probe) => probe !== undefined);
    const answers = probes.map(({ httpGet, tcpSocket }) => {
      if (httpGet) return answers200(`http://${this.address}:${this.portOf(httpGet.port)}${httpGet.path}`);
      return listens(this.address, this.portOf(tcpSocket?.port ?? 0));
    });
    this.ready = (await Promise.all(answers)).every(Boolean);
    return this.ready;
  }

  /** Names of the sidecar containers. */
  private get sidecars(): string[] {
    const { initContainers = [] } = this.props.spec;
    return initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name);
  }

  /** Starts it, and waits until it is ready. */
  public async startReady(): Promise<void> {
    await this.start();
    await waitFor(
      () => this.probe(),
      60,
      () => this.log.slice(-3000),
    );
  }

  private async startSidecar(container: Container): Promise<void> {
    this.keepRunning(container);
    const { exec, failureThreshold = 3 } = container.startupProbe ?? {};
    if (!exec) return;
    await waitFor(
      () => execIn(this.running.get(container.name) as ChildProcess, exec.command),
      failureThreshold,
      () => `${this.name}: ${container.name} has not started: ${this.logOf(container)}`,
    );
  }

  private portOf(port: string | number): number {
    return typeof port === 'number' ? port : this.port(port);
  }

  private logOf({ name }: Container): string {
    const file = join(this.containerFolder(name), 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  private keepRunning(container: Container): void {
    const child = this.run(container, () => {
      if (this.stopping) return;
      this.restarts++;
      setTimeout(() => {
        if (!this.stopping) this.keepRunning(container);
      }, RESTART_AFTER);
    });
    this.running.set(container.name, child);
  }

  private run(container: Container, onExit: (code: number | null) => void): ChildProcess {
    const { securityContext } = this.props.spec;
    const { identity } = this.props;
    const { env, files } = identity.skippedContainers.includes(container.name) ? { env: {}, files: [] } : identity;
    return startContainer({
      container,
      folder: this.containerFolder(container.name),
      networkNamespace: this.network.namespace,
      hostname: this.name,
      fields: { 'status.podIP': this.address, 'spec.nodeName': NODE_NAME, 'metadata.name': this.name },
      secretValue: this.props.secretValue ?? (() => undefined),
      env: { ...this.props.env, ...env },
      mounts: [
        ...this.props.files,
        ...files,
        ...(container.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => {
          const source = this.volumes.prepare(name);
          return { source, path: mountPath, readOnly, file: statSync(source).isFile() };
        }),
      ],
      user: securityContext?.runAsUser ?? 0,
      group: securityContext?.runAsGroup ?? securityContext?.fsGroup ?? 0,
      onExit,
    });
  }

  private containerFolder(name: string): string {
    return join(this.props.folder, name);
  }
}

/** Name of the one node. */
export const NODE_NAME = 'ip-10-42-0-1.ec2.internal';

async function answers200(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
  await response?.text();
  return response?.status === 200;
}

async function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 3000 }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false)).once('timeout', () => resolve(false));
  });
}

function ends(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
    end(child, signal);
  });
}

/** Ends a container. SIGKILL ends all its processes at once, as in a real container. */
function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (signal !== 'SIGKILL' || child.pid === undefined) child.kill(signal);
  else if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
}
