import type { KubernetesObject } from '../../../helpers/charts';
import { programOf } from '../container';
import type { Container, PodSpec } from '../objects';
import { Sandbox, type SandboxProps } from '../sandbox';
import { sleep } from '../wait';
import { pullFailure } from './images';
import { KeptContainer, type Watcher } from './kept-container';
import { statusOf } from './status';

/** Work of the agent for a pod. */
export interface PodHooks {
  /** Makes its volumes, tokens and variables. @throws Error if one of them is missing */
  readonly prepare: (pod: KubernetesObject) => Promise<SandboxProps>;

  /** Its status is another. */
  readonly changed: (pod: LivingPod) => void;

  /** An event of it. */
  readonly event: (pod: KubernetesObject, type: 'Normal' | 'Warning', reason: string, message: string) => void;
}

/** Seconds after which a volume that could not be mounted is tried again. */
const MOUNT_AGAIN = 2;

/** Spec of a pod on the API server, completed by its defaults. */
interface LivingSpec extends PodSpec {
  readonly nodeName: string;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  readonly terminationGracePeriodSeconds?: number;
}

/** A pod that the scheduler has placed, and that really runs. */
export class LivingPod {
  /** The pod, as the API server had it last. */
  public object: KubernetesObject;

  /** Its network and volumes. @default - they are not ready yet */
  public sandbox?: Sandbox;

  /** True as soon as it is told to end. */
  public isStopping = false;

  /** Writes the rest of its output to its node. @default - nobody reads its output */
  public endLogs?: () => void;

  private init: KeptContainer[] = [];
  private containers: KeptContainer[] = [];

  constructor(
    object: KubernetesObject,
    private readonly hooks: PodHooks,
  ) {
    this.object = object;
  }

  /** Its spec. */
  public get spec(): LivingSpec {
    return this.object['spec'] as LivingSpec;
  }

  /** Names of its volumes that hold a ConfigMap. */
  public volumesOf(name: string): string[] {
    return (this.spec.volumes ?? [])
      .filter(({ configMap, projected }) =>
        [{ configMap }, ...(projected?.sources ?? [])].some((one) => one.configMap?.name === name),
      )
      .map((volume) => volume.name);
  }

  /** Its metrics in the text format of Prometheus; empty until it has a network. */
  public async metrics(): Promise<string> {
    return this.sandbox ? this.sandbox.metrics() : '';
  }

  /** All containers that have been started. */
  public get all(): readonly KeptContainer[] {
    return [...this.init, ...this.containers];
  }

  /** Status, as a patch. */
  public status(hostIP: string): object {
    return statusOf({
      ...{ pod: this.object, hostIP, podIP: this.sandbox?.address },
      ...{ init: this.init, containers: this.containers },
    });
  }

  /** Runs it: volumes, init containers one after the other, then its containers. */
  public async start(): Promise<void> {
    const sandbox = await this.mount();
    if (!sandbox) return;
    const kept = (spec: Container, policy: LivingSpec['restartPolicy']) =>
      new KeptContainer(
        programOf(spec) || pullFailure(spec.image) ? spec : standIn(spec),
        sandbox,
        this.watcher,
        policy,
      );
    const { initContainers = [], containers, restartPolicy } = this.spec;
    this.init = initContainers.map((spec) => kept(spec, spec.restartPolicy ?? 'OnFailure'));
    this.containers = containers.map((spec) => kept(spec, restartPolicy));
    this.hooks.changed(this);
    for (const one of this.init) {
      one.start();
      const isDone = () => (one.spec.restartPolicy === 'Always' ? one.started : one.exitCode === 0);
      while (!isDone() && !this.isStopping) await sleep(0.1);
    }
    if (!this.isStopping) for (const one of this.containers) one.start();
  }

  /** Ends it: its containers, then its sidecars in reverse order. What does not end in time is killed. */
  public async stop(graceSeconds: number): Promise<void> {
    this.isStopping = true;
    const end = Date.now() + graceSeconds * 1000;
    const left = () => Math.max(0, (end - Date.now()) / 1000);
    await Promise.all(this.containers.map((one) => one.stop(graceSeconds)));
    for (const one of [...this.init].reverse()) await one.stop(left());
  }

  /** Removes its network, once it has ended. */
  public release(): void {
    this.sandbox?.release();
  }

  private get watcher(): Watcher {
    const { metadata } = this.object;
    const { uid } = metadata as unknown as { uid: string };
    return {
      changed: () => this.hooks.changed(this),
      event: (...event) => this.hooks.event(this.object, ...event),
      graceSeconds: this.spec.terminationGracePeriodSeconds ?? 30,
      podName: `${metadata.name}_${metadata.namespace}(${uid})`,
    };
  }

  private async mount(): Promise<Sandbox | undefined> {
    while (!this.isStopping) {
      try {
        const props = await this.hooks.prepare(this.object);
        if (this.isStopping) return undefined;
        return (this.sandbox = new Sandbox(props));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.hooks.event(this.object, 'Warning', 'FailedMount', `MountVolume.SetUp failed: ${message}`);
        await sleep(MOUNT_AGAIN);
      }
    }
    return undefined;
  }
}

/** Container for an image that the rig has no program for: BusyBox listens on its first port, so that its probes are real. */
function standIn(spec: Container): Container {
  const port = String(spec.ports?.[0]?.containerPort ?? 1);
  return { ...spec, image: 'docker.io/library/busybox:1', command: ['busybox', 'httpd', '-f', '-p', port], args: [] };
}
