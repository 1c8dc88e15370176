import type { KubectlResult } from '../../../bin/wait/kubectl';
import type { Workload } from '../../../lib/manifests/workloads';
import type { RigCluster } from './cluster';
import type { Pod } from './pod';

/** The parts of kubectl that a roll needs, on the pods of the rig: a deleted pod comes back with the new revision. */
export class RigKubectl {
  private readonly updated = new Set<string>();
  private readonly away = new Set<string>();

  constructor(
    private readonly cluster: RigCluster,
    private readonly sets: readonly Workload[],
    /** Restarts a pod. @default - as it is */
    private readonly restart: (pod: Pod) => Promise<unknown> = async (pod) => {
      await pod.stop();
      await pod.start();
    },
  ) {}

  public readonly run = async (args: readonly string[]): Promise<KubectlResult> => {
    const [verb, what, name] = args;
    const printed = (value: unknown) => ({ status: 0, stdout: JSON.stringify(value), stderr: '' });
    if (verb === 'delete') {
      for (const pod of args.slice(2, args.indexOf('--namespace'))) void this.replace(pod);
      return printed({});
    }
    if (what === 'statefulset') {
      const replicas = this.sets.find((set) => set.name === name)?.spec.replicas;
      const status = { observedGeneration: 1, updateRevision: 'new' };
      return printed({ metadata: { generation: 1 }, spec: { replicas }, status });
    }
    const zone = /zone=(zone-\w)/.exec(args.join(' '))?.[1] ?? '';
    const pods = this.cluster.component('ingester').filter((pod) => pod.name.includes(zone));
    const items = await Promise.all(pods.map((pod) => this.item(pod)));
    return printed({ items });
  };

  private async replace(name: string): Promise<void> {
    const pod = this.cluster.pods.find((one) => one.name === name) as Pod;
    this.away.add(name);
    await this.restart(pod);
    this.updated.add(name);
    this.away.delete(name);
  }

  private async item(pod: Pod): Promise<object> {
    const ready = !this.away.has(pod.name) && (await pod.probe());
    return {
      metadata: { name: pod.name, labels: { 'controller-revision-hash': this.updated.has(pod.name) ? 'new' : 'old' } },
      status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    };
  }
}
