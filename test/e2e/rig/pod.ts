import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endContainer, execIn, programOf } from './container';
import type { Container } from './objects';
import { Sandbox, type SandboxProps } from './sandbox';
import { waitFor } from './wait';

/** Milliseconds after which a container that ended is restarted: sooner than by the kubelet. */
const RESTART_AFTER = 1000;

/** Properties of a pod. */
export interface PodProps extends Omit<SandboxProps, 'fields' | 'data'> {
  readonly labels: Readonly<Record<string, string>>;

  /** Values of a Secret in its namespace. @default - there is no Secret */
  readonly secretData?: (name: string) => Readonly<Record<string, string>> | undefined;
}

/** Pod with its network, volumes and containers, which are restarted when they end. */
export class Pod {
  /** Number of times a container ended unexpectedly. */
  public restarts = 0;

  /** Result of the last readiness probe. */
  public ready = false;

  private readonly sandbox: Sandbox;
  private readonly running = new Map<string, ChildProcess>();
  private readonly restarting = new Set<NodeJS.Timeout>();
  private stopping = false;

  constructor(public readonly props: PodProps) {
    const { name, secretData } = props;
    this.sandbox = new Sandbox({
      ...props,
      fields: (address) => ({ 'status.podIP': address, 'spec.nodeName': NODE_NAME, 'metadata.name': name }),
      data: (kind, of) => (kind === 'Secret' ? secretData?.(of) : undefined),
    });
  }

  /** Its address. */
  public get address(): string {
    return this.sandbox.address;
  }

  /** Name of the pod. */
  public get name(): string {
    return this.props.name;
  }

  /** Port with a name, of the first container that has one. */
  public port(name: string): number {
    return this.sandbox.port(name);
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
    return this.props.spec.containers.map((container) => this.sandbox.logOf(container)).join('');
  }

  /** Bytes it has received and sent. */
  public get traffic(): { readonly received: number; readonly sent: number } {
    return this.sandbox.network.traffic;
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
    return this.sandbox.metrics();
  }

  /** Collects garbage in its program, if that is one of Go: a profile of the heap begins with it. */
  public async collectGarbage(): Promise<void> {
    const answer = await this.sandbox.ask('/debug/pprof/heap?gc=1');
    if (!answer.ok) throw new Error(`${this.name}: ${answer.status}`);
    await answer.arrayBuffer();
  }

  /** Starts the sidecars, runs the other init containers in order, then starts the containers. */
  public async start(): Promise<void> {
    this.stopping = false;
    for (const container of this.props.spec.initContainers ?? []) {
      if (container.restartPolicy === 'Always') {
        await this.startSidecar(container);
        continue;
      }
      const code = await new Promise<number | null>((resolve) => this.sandbox.run(container, resolve));
      if (code !== 0) {
        throw new Error(
          `${this.name}: init container ${container.name} ended with ${code}: ${this.sandbox.logOf(container)}`,
        );
      }
    }
    for (const container of this.props.spec.containers) if (programOf(container)) this.keepRunning(container);
  }

  /** Kills the containers without warning, as when memory runs out; they are restarted. */
  public kill(): void {
    this.ready = false;
    for (const child of this.running.values()) endContainer(child, 'SIGKILL');
  }

  /** Ends the containers gracefully, as a rollout does. */
  public async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.stopping = true;
    this.ready = false;
    // A container that has ended and waits for its restart would run twice after the next start.
    for (const timer of this.restarting) clearTimeout(timer);
    this.restarting.clear();
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
    this.sandbox.release();
  }

  /** Connects the pod to its network, or disconnects it. */
  public connect(connected: boolean): void {
    this.sandbox.network.connect(connected);
  }

  /** Runs its readiness probe once. */
  public async probe(): Promise<boolean> {
    const failures = this.props.spec.containers.filter(programOf).map(({ name, readinessProbe: probe }) => {
      const child = this.running.get(name);
      if (!child) return 'it does not run';
      return probe && this.sandbox.failure(child, { ...probe, timeoutSeconds: 3 });
    });
    this.ready = (await Promise.all(failures)).every((failure) => failure === undefined);
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
      () => `${this.name}: ${container.name} has not started: ${this.sandbox.logOf(container)}`,
    );
  }

  private keepRunning(container: Container): void {
    const child = this.sandbox.run(container, () => {
      if (this.stopping) return;
      this.restarts++;
      const timer = setTimeout(() => {
        this.restarting.delete(timer);
        this.keepRunning(container);
      }, RESTART_AFTER);
      this.restarting.add(timer);
    });
    this.running.set(container.name, child);
  }
}

/** Name of the one node. */
export const NODE_NAME = 'ip-10-42-0-1.ec2.internal';

function ends(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
    endContainer(child, signal);
  });
}
