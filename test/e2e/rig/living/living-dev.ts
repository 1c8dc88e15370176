import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import environments from '../../../../bin/environments';
import { type Environment, resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { metricOf } from '../metrics';
import { waitFor } from '../wait';
import { FlowingLines } from './lines';
import { LivingCluster } from './living-cluster';
import type { LivingPod } from './living-pod';
import { RolloutWatch } from './rollouts';

/** Milliseconds for an act on a busy machine, with its audit. */
export const PATIENCE = 900_000;

/** Seconds for a rollout of everything on a busy machine. */
const ROLLOUT = 600;

/** Outcome of an act when nothing was lost and every push was taken. */
export const UNHARMED = { missing: [], refused: [] };

/** State of `dev`, with other settings. */
export const devWith = (props: Partial<EnvironmentProps> = {}): Environment =>
  resolveEnvironment('dev', { ...(environments.dev as EnvironmentProps), ...props });

/** The environment `dev` on a living cluster, under numbered lines of pods on every node. */
export class LivingDev {
  /** The cluster. */
  public readonly cluster: LivingCluster;

  /** The lines. */
  public readonly lines: FlowingLines;

  /** Rollouts since the last act began. */
  public readonly rollouts: RolloutWatch;

  /** Seconds from nothing to all workloads ready. */
  public seconds = 0;

  constructor(environment = devWith(), nodesInZone = 1) {
    this.cluster = new LivingCluster(environment, nodesInZone);
    this.lines = new FlowingLines(this.cluster);
    this.rollouts = new RolloutWatch(this.cluster.store);
  }

  /** Starts the cluster, delivers `dev`, waits until it is ready and lets the lines flow. */
  public async start(): Promise<void> {
    const begun = Date.now();
    const after = () => ((Date.now() - begun) / 1000).toFixed(1);
    await this.cluster.start();
    const controlPlane = after();
    await this.cluster.deploy();
    const delivered = after();
    await this.cluster.ready(ROLLOUT);
    this.seconds = Number(after());
    process.stdout.write(
      `control plane and AWS after ${controlPlane} s, dev delivered after ${delivered} s and ready after ${this.seconds} s; ` +
        `CPU of this process ${(process.cpuUsage().user / 1e6).toFixed(1)} s, of the control plane ${JSON.stringify(this.cluster.api.usage)}\n`,
    );
    await this.lines.start();
  }

  /** Delivers a state of the environment, and waits until all of it runs. */
  public async deploy(environment: Environment): Promise<void> {
    await this.cluster.deploy(environment);
    await this.cluster.ready(ROLLOUT);
  }

  /** Does something while lines flow: lines that are lost, and pushes that are refused. */
  public async during(act: () => Promise<void>): Promise<{ missing: number[]; refused: string[] }> {
    this.lines.refusals();
    this.rollouts.begin();
    await act();
    const { missing } = await this.lines.audit();
    return { missing: [...missing], refused: this.lines.refusals() };
  }

  /** Components that had fewer ready pods than stay, since the last act began, with the end of the log of a container that ended. */
  public tooFew(): Promise<string[]> {
    return Promise.all(
      this.rollouts.tooFew.map(async ({ what, pod }) => {
        const asked = ['logs', '--namespace', 'loki', pod ?? 'none', '--previous', '--tail', '40'];
        return `${what}\n${await this.cluster.kubectl(asked).catch(String)}`;
      }),
    );
  }

  /** File of a user with `dev`, with other settings. */
  public fileWith(props: Partial<EnvironmentProps>): string {
    const file = join(this.cluster.folder, 'environments.ts');
    writeFileSync(file, `export default ${JSON.stringify({ dev: { ...environments.dev, ...props } })};\n`);
    return file;
  }

  /** Makes all ingesters write what they have to the object store. */
  public async flush(): Promise<void> {
    const ingesters = this.cluster.agent.component('ingester');
    await Promise.all(ingesters.map(({ sandbox }) => sandbox?.ask('/flush', 'POST')));
    const isEmpty = async (pod: LivingPod) => metricOf(await pod.metrics(), 'loki_ingester_flush_queue_length') === 0;
    await waitFor(
      async () => (await Promise.all(ingesters.map(isEmpty))).every(Boolean),
      60,
      () => 'chunks are not written',
    );
  }

  /** Versions of all objects of the environment, and restarts of its pods. */
  public versions(): Record<string, string> {
    const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ConfigMap', 'Service', 'ServiceAccount'];
    const objects = kinds
      .flatMap((kind) => this.cluster.objects.ofKind(kind))
      .map(({ kind, metadata }) => {
        const found = this.cluster.store.one(kind, metadata.name, metadata.namespace ?? '');
        const { uid, generation } = found.metadata as unknown as { uid: string; generation?: number };
        return [`${kind} ${metadata.name}`, `${uid} ${generation ?? ''}`] as const;
      });
    const pods = [...this.cluster.agent.pods.values()].map((pod) => {
      const restarts = pod.all.reduce((sum, one) => sum + one.restarts, 0);
      return [`Pod ${pod.object.metadata.name}`, String(restarts)] as const;
    });
    return Object.fromEntries([...objects, ...pods]);
  }

  /** Ends everything. */
  public stop(): Promise<void> {
    return this.cluster.stop();
  }
}
