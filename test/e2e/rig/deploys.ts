import type { Environment } from '../../../lib/environment/environment';
import type { KubernetesObject } from '../../helpers/charts';
import type { RigCluster } from './cluster';
import type { Pod } from './pod';
import { sleep } from './wait';

/** Seconds for which the gateway remembers the addresses of a name, and some more for a busy machine. */
const RESOLVED_FOR = 30;

/**
 * Deploys further states of an environment to a running cluster, with the same buckets and passwords, as the controllers of
 * Kubernetes do: a Deployment gets new pods before the old ones end, a StatefulSet one new pod after the other, and one with
 * `OnDelete` none until somebody deletes the old.
 */
export class Deploys {
  private readonly templates = new Map<string, string>();
  private number = 0;

  constructor(private readonly cluster: RigCluster) {
    for (const workload of cluster.workloads) this.templates.set(nameOf(workload), templateOf(workload));
  }

  /** Deploys a state, and waits until all pods are ready that have not been stopped by hand. */
  public async deploy(environment: Environment): Promise<void> {
    const { cluster } = this;
    this.number++;
    const before = cluster.workloads;
    cluster.objects = cluster.rendered(environment);
    const gone = before.filter((one) => !cluster.workloads.some((other) => nameOf(other) === nameOf(one)));
    await Promise.all(gone.flatMap((workload) => this.podsOf(workload)).map((pod) => this.remove(pod)));
    await Promise.all(cluster.workloads.map((workload) => this.roll(workload)));
  }

  /** Replaces a pod of a StatefulSet by one that its StatefulSet makes now, with the same volumes. */
  public async replace(pod: Pod): Promise<Pod> {
    const set = this.cluster.workloads.find(({ metadata }) => `${metadata.name}-` === pod.name.replace(/\d+$/, ''));
    const [next] = await this.cluster.podsOf(set as KubernetesObject, [], {}, [pod.name]);
    await this.remove(pod);
    await this.start([next as Pod]);
    return next as Pod;
  }

  private async roll(workload: KubernetesObject): Promise<void> {
    const { kind, metadata, spec } = workload;
    const isSame = this.templates.get(nameOf(workload)) === templateOf(workload);
    this.templates.set(nameOf(workload), templateOf(workload));
    const present = this.podsOf(workload);
    const replicas = (spec.replicas as number | undefined) ?? 1;
    if (kind === 'Deployment') {
      if (isSame) return;
      for (const [index, pod] of present.entries()) {
        const name = `${metadata.name}-${this.number}-${index}`;
        await this.start(await this.cluster.podsOf(workload, [], {}, [name]));
        await this.remove(pod, RESOLVED_FOR);
      }
      return;
    }
    await Promise.all(present.slice(replicas).map((pod) => this.remove(pod)));
    const names = Array.from({ length: replicas }, (_, index) => `${metadata.name}-${index}`);
    const missing = names.filter((name) => present.every((pod) => pod.name !== name));
    await this.start(await this.cluster.podsOf(workload, [], {}, missing));
    if (isSame || spec.updateStrategy.type === 'OnDelete') return;
    for (const pod of present.slice(0, replicas).reverse()) await this.replace(pod);
  }

  private podsOf({ metadata: { name, namespace } }: KubernetesObject): Pod[] {
    const own = new RegExp(`^${name}(-\\d+)?-\\d+$`);
    return this.cluster.pods.filter((pod) => pod.props.namespace === namespace && own.test(pod.name));
  }

  private async start(pods: readonly Pod[]): Promise<void> {
    this.cluster.pods.push(...pods);
    await Promise.all(pods.map((pod) => pod.start()));
    await this.cluster.ready(180, pods);
  }

  /** Ends a pod. Nothing here has the address of a Service, so those who know that of the pod forget it first. */
  private async remove(pod: Pod, forgottenAfter = 0): Promise<void> {
    this.cluster.pods.splice(this.cluster.pods.indexOf(pod), 1);
    await sleep(forgottenAfter);
    await pod.stop();
    pod.release();
  }
}

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;
const templateOf = ({ spec }: KubernetesObject): string => JSON.stringify(spec.template);
