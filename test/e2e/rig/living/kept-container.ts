import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { commandIn, endContainer, execIn, stopSignalOf } from '../container';
import type { Container, Probe } from '../objects';
import type { Sandbox } from '../sandbox';
import { sleep } from '../wait';
import { pullFailure } from './images';
import { MemoryLimit } from './memory';
import { probing } from './probing';

/** State of a container, as its pod's status has it. */
export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated };

interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** Listener to a container. */
export interface Watcher {
  /** It is in another state. */
  readonly changed: () => void;

  /** An event of its pod. */
  readonly event: (type: 'Normal' | 'Warning', reason: string, message: string) => void;

  /** The pod's seconds between being told to end and being killed. */
  readonly graceSeconds: number;

  /** Name of the pod with its namespace and uid, as messages have it. */
  readonly podName: string;
}

/** First and longest wait before a container that ended starts again, in seconds. It starts again at once the first time. */
const [BACK_OFF, LONGEST] = [10, 300];

/** Seconds after which a container that runs has done well. */
const WELL_AFTER = 600;

/** A container that starts again when it ends, probed as the kubelet does. */
export class KeptContainer {
  /** Its present state. */
  public state: ContainerState = { waiting: { reason: 'PodInitializing' } };

  /** How it ended the last time. @default - it has not ended */
  public lastState?: ContainerState;

  /** Times it was started again. */
  public restarts = 0;

  /** Its runs: their number of restarts, and where their output begins in its log. */
  public readonly starts: { readonly restart: number; readonly from: number }[] = [];

  /** True once its startup probe has succeeded. */
  public started = false;

  /** True as long as its readiness probe succeeds. */
  public ready = false;

  private child?: ChildProcess;
  private isStopping = false;
  private backOff = 0;
  private runningSince = 0;

  private readonly memory?: MemoryLimit;

  constructor(
    public readonly spec: Container,
    private readonly sandbox: Sandbox,
    private readonly watcher: Watcher,
    /** If it starts again when it ends. */
    private readonly restartPolicy: 'Always' | 'OnFailure' | 'Never',
  ) {
    this.memory = MemoryLimit.of(spec);
  }

  /** Exit code of its last end; undefined as long as it runs, or will run again. */
  public get exitCode(): number | undefined {
    return 'terminated' in this.state ? this.state.terminated.exitCode : undefined;
  }

  /** True as long as its program runs. */
  public get runs(): boolean {
    return 'running' in this.state;
  }

  /** True if a command succeeds in it. */
  public async exec(command: readonly string[]): Promise<boolean> {
    return this.child !== undefined && this.runs && execIn(this.child, command);
  }

  /** Words that run a command in it; undefined unless it runs. */
  public command(command: readonly string[]): string[] | undefined {
    return this.child && this.runs ? commandIn(this.child, command) : undefined;
  }

  /** Starts it. */
  public start(): void {
    if (this.isStopping) return;
    const unpulled = pullFailure(this.spec.image);
    if (unpulled !== undefined) return this.pull(unpulled);
    try {
      const from = this.sandbox.logSize(this.spec);
      const child = this.sandbox.run(this.spec, (code, signal) => this.exited(code, signal), this.memory?.processes);
      this.starts.push({ restart: this.restarts, from });
      this.child = child;
      this.runningSince = Date.now();
      this.become({ running: { startedAt: now() } });
      void this.probe(child);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.become({ waiting: { reason: 'CreateContainerConfigError', message } });
      this.watcher.event('Warning', 'Failed', `Error: ${message}`);
      setTimeout(() => this.start(), BACK_OFF * 1000).unref();
    }
  }

  /** Ends it for good, and kills it when the time is over. */
  public async stop(graceSeconds: number): Promise<void> {
    this.isStopping = true;
    await this.end(graceSeconds);
    if ('waiting' in this.state) this.become(ended(0, new Date()));
    this.memory?.remove();
  }

  /** Fails to pull the image, and tries again ever later. */
  private pull(failure: string): void {
    const { image } = this.spec;
    this.become({ waiting: { reason: 'ErrImagePull', message: failure } });
    this.watcher.event('Warning', 'Failed', `Failed to pull image "${image}": ${failure}`);
    this.backOff = Math.min(LONGEST, this.backOff === 0 ? BACK_OFF : this.backOff * 2);
    const message = `Back-off pulling image "${image}": ErrImagePull: ${failure}`;
    setTimeout(() => {
      if (this.isStopping) return;
      this.become({ waiting: { reason: 'ImagePullBackOff', message } });
      this.watcher.event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
      setTimeout(() => this.start(), this.backOff * 1000).unref();
    }, 1000).unref();
  }

  private async end(graceSeconds: number): Promise<void> {
    const { child } = this;
    if (!child || !this.runs) return;
    this.ready = false;
    const exit = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      child.once('exit', () => resolve());
    });
    const timer = setTimeout(() => endContainer(child, 'SIGKILL'), graceSeconds * 1000);
    if (graceSeconds > 0) {
      await Promise.race([this.preStop(child, graceSeconds), exit]);
      endContainer(child, stopSignalOf(this.spec));
    }
    await exit;
    clearTimeout(timer);
  }

  private async preStop(child: ChildProcess, seconds: number): Promise<void> {
    const { exec, httpGet, sleep: pause } = this.spec.lifecycle?.preStop ?? {};
    if (exec) await execIn(child, exec.command, seconds);
    if (httpGet) await this.sandbox.failure(child, { httpGet, timeoutSeconds: seconds });
    if (pause) await sleep(pause.seconds);
  }

  private async probe(child: ChildProcess): Promise<void> {
    const { startupProbe, livenessProbe, readinessProbe } = this.spec;
    const isCurrent = () => this.child === child && this.runs && !this.isStopping;
    const asked = (probe: Probe) => ({ probe, isCurrent, ask: () => this.sandbox.failure(child, probe) });
    const unhealthy = (kind: string) => (failure: string) =>
      this.watcher.event('Warning', 'Unhealthy', `${kind} probe failed: ${failure}`);
    const restart = (kind: string) => () => {
      this.watcher.event('Normal', 'Killing', `Container ${this.spec.name} failed ${kind} probe, will be restarted`);
      void this.end(this.watcher.graceSeconds);
    };
    if (startupProbe) {
      const succeeded = await probing({ ...asked(startupProbe), until: 'success', failed: unhealthy('Startup') });
      if (!succeeded) return isCurrent() ? restart('startup')() : undefined;
    }
    if (!isCurrent()) return;
    this.started = true;
    if (!readinessProbe) this.ready = true;
    this.watcher.changed();
    const said = (ready: boolean) => {
      if (this.ready === ready) return;
      this.ready = ready;
      this.watcher.changed();
    };
    if (readinessProbe) void probing({ ...asked(readinessProbe), failed: unhealthy('Readiness'), said });
    if (livenessProbe) {
      const lives = await probing({ ...asked(livenessProbe), until: 'failure', failed: unhealthy('Liveness') });
      if (!lives && isCurrent()) restart('liveness')();
    }
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    // What makes processes of their own ends with 1 when they are killed.
    const isOutOfMemory = this.memory?.hasKilled() ?? false;
    const killed = isOutOfMemory ? 'SIGKILL' : signal;
    const exitCode = killed ? 128 + constants.signals[killed] : (code ?? 0);
    const state = ended(exitCode, new Date(this.runningSince), isOutOfMemory ? 'OOMKilled' : undefined);
    [this.ready, this.started] = [false, false];
    const again = this.restartPolicy === 'Always' || (this.restartPolicy === 'OnFailure' && exitCode !== 0);
    if (this.isStopping || !again) return this.become(state);
    if (Date.now() - this.runningSince > WELL_AFTER * 1000) this.backOff = 0;
    this.lastState = state;
    const wait = this.backOff;
    this.backOff = Math.min(LONGEST, wait === 0 ? BACK_OFF : wait * 2);
    const { name } = this.spec;
    if (wait > 0) {
      const message = `back-off ${wait}s restarting failed container=${name} pod=${this.watcher.podName}`;
      this.become({ waiting: { reason: 'CrashLoopBackOff', message } });
      const text = `Back-off restarting failed container ${name} in pod ${this.watcher.podName}`;
      this.watcher.event('Warning', 'BackOff', text);
    }
    setTimeout(() => {
      if (this.isStopping) return;
      this.restarts++;
      this.start();
    }, wait * 1000).unref();
  }

  private become(state: ContainerState): void {
    this.state = state;
    this.watcher.changed();
  }
}

function ended(exitCode: number, startedAt: Date, reason = exitCode === 0 ? 'Completed' : 'Error'): ContainerState {
  return { terminated: { exitCode, reason, startedAt: stamp(startedAt), finishedAt: now() } };
}

/** The present time, as objects have it. */
export const now = (): string => stamp(new Date());

const stamp = (date: Date): string => date.toISOString().replace(/\.\d+Z/, 'Z');
