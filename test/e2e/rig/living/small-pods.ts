import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { KubernetesObject } from '../../../helpers/charts';
import { documents } from '../../suites/apply';
import { waitFor } from '../wait';
import { LivingCluster } from './living-cluster';

/** Namespace of small pods. */
export const NAMESPACE = 'things';

/** Seconds within which a pod does something on a busy machine. */
const SOON = 40;

/** Status of a container, as far as tests read it. */
interface ContainerStatus {
  readonly restartCount: number;
  readonly ready: boolean;
  readonly state: { readonly waiting?: { readonly reason: string; readonly message: string } };
  readonly lastState: { readonly terminated?: { readonly exitCode: number; readonly reason: string } };
}

/** Small pods on a living cluster without an environment, to try its agent. */
export class SmallPods {
  /** Starts a cluster for them. */
  public static async start(): Promise<SmallPods> {
    const cluster = new LivingCluster(resolveEnvironment('local', { cluster: { local: {} } }));
    await cluster.start();
    await cluster.kubectl(['create', 'namespace', NAMESPACE]);
    const pods = new SmallPods(cluster);
    await pods.soon(() => cluster.store.find('ServiceAccount', 'default', NAMESPACE) !== undefined);
    return pods;
  }

  private constructor(public readonly cluster: LivingCluster) {}

  /** Makes a pod whose first container runs a script. */
  public async run(name: string, script: string, container: object = {}, spec: object = {}): Promise<void> {
    const first = { name: 'main', image: 'docker.io/library/busybox:1', command: ['sh', '-c', script], ...container };
    const { containers = [], ...rest } = spec as { containers?: object[] };
    const pod = {
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: { name, namespace: NAMESPACE, labels: { app: name }, annotations: { team: 'logs' } },
      spec: { containers: [first, ...containers], ...rest },
    };
    await this.make(pod);
  }

  /** Makes objects. */
  public make(...objects: object[]): Promise<string> {
    return this.cluster.kubectl(['create', '-f', '-'], documents(objects));
  }

  /** A pod, if it is there. */
  public pod(name: string): KubernetesObject | undefined {
    return this.cluster.store.find('Pod', name, NAMESPACE);
  }

  /** Status of the first container of a pod. */
  public statusOf(name: string): ContainerStatus {
    const { containerStatuses = [] } = (this.pod(name)?.['status'] ?? {}) as { containerStatuses?: ContainerStatus[] };
    return containerStatuses[0] as ContainerStatus;
  }

  /** True if a pod is ready. */
  public isReady(name: string): boolean {
    const { conditions = [] } = (this.pod(name)?.['status'] ?? {}) as {
      conditions?: { type: string; status: string }[];
    };
    return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  }

  /** Waits until something holds. */
  public soon(holds: () => boolean | Promise<boolean>, seconds = SOON): Promise<void> {
    return waitFor(holds, seconds, () =>
      JSON.stringify(this.cluster.store.ofKind('Pod').map(({ status }) => status as object)),
    );
  }

  /** Output of a container so far, all runs of it. */
  public outputOf(name: string, container = 'main'): string {
    const living = [...this.cluster.agent.pods.values()].find(({ object }) => object.metadata.name === name);
    const spec = living?.all.find((one) => one.spec.name === container)?.spec;
    return (spec && living?.sandbox?.logOf(spec)) ?? '';
  }

  /** Output of a container, once it has some. */
  public async printed(name: string, text: string, container = 'main'): Promise<string> {
    await this.soon(() => this.outputOf(name, container).includes(text));
    return this.outputOf(name, container);
  }
}

/** Metadata of an object of small pods. */
export const meta = (name: string): { name: string; namespace: string } => ({ name, namespace: NAMESPACE });
