import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../helpers/charts';
import { type Client, MERGE, STRATEGIC } from './client';
import { now } from './kept-container';
import { LivingPod } from './living-pod';
import { shipLogs } from './logs';
import type { LivingNodes } from './nodes';
import { type Origins, sandboxOf } from './sources';
import type { Store } from './store';

/** Milliseconds within which changes of a pod's status are sent as one. */
const TOGETHER = 50;

/** Runs the pods that the scheduler places on the nodes, as the kubelet does. */
export class Agent {
  /** Pods that run, by uid. */
  public readonly pods = new Map<string, LivingPod>();

  private readonly due = new Set<LivingPod>();
  private readonly sending = new Map<LivingPod, Promise<void>>();
  private readonly counts = new Map<string, number>();
  private isOver = false;

  constructor(
    private readonly client: Client,
    private readonly store: Store,
    private readonly nodes: LivingNodes,
    private readonly origins: Origins,
  ) {
    store.on('Pod', (pod, change) => (change === 'DELETED' ? this.gone(pod) : this.seen(pod)));
    // Files of an object that is deleted stay, as the kubelet leaves them.
    store.on('ConfigMap', (object, change) => (change === 'DELETED' ? undefined : this.refresh(object)));
  }

  /** Pods that run with a name of their component, in the order of their names. */
  public component(name: string): LivingPod[] {
    return [...this.pods.values()]
      .filter(({ object }) => object.metadata.labels?.['app.kubernetes.io/component'] === name)
      .sort((a, b) => a.object.metadata.name.localeCompare(b.object.metadata.name));
  }

  /** The pod of a node with some name. */
  public find(node: string, namespace: string, name: string): LivingPod | undefined {
    return [...this.pods.values()].find(
      ({ object: { metadata }, spec }) =>
        metadata.name === name && metadata.namespace === namespace && spec.nodeName === node,
    );
  }

  /** Does what it did not do while a node was silent, and says how its pods are. */
  public resume(node: string): void {
    for (const pod of this.store.ofKind('Pod')) if (pod.spec.nodeName === node) this.seen(pod);
    for (const pod of this.pods.values()) if (pod.spec.nodeName === node) this.say(pod);
  }

  /** Kills all pods of a node. */
  public async lose(node: string): Promise<void> {
    await Promise.all([...this.pods.values()].filter(({ spec }) => spec.nodeName === node).map((pod) => pod.stop(0)));
  }

  /** Kills all pods. */
  public async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all([...this.pods.values()].map((pod) => pod.stop(0)));
    for (const pod of this.pods.values()) {
      pod.endLogs?.();
      pod.release();
    }
  }

  private seen(object: KubernetesObject): void {
    const { uid, deletionTimestamp, deletionGracePeriodSeconds } = object.metadata as unknown as PodMetadata;
    const { nodeName } = object['spec'] as { nodeName?: string };
    if (this.isOver || nodeName === undefined || !this.nodes.speaks(nodeName)) return;
    const known = this.pods.get(uid);
    if (known) known.object = object;
    if (deletionTimestamp !== undefined) {
      if (!known?.isStopping) this.attempt(this.end(object, known, deletionGracePeriodSeconds ?? 0));
      return;
    }
    const { phase } = object['status'] as { phase: string };
    if (known || ['Succeeded', 'Failed'].includes(phase)) return;
    const pod = new LivingPod(object, {
      prepare: (one) => sandboxOf(one, this.origins),
      changed: (one) => this.say(one),
      event: (...event) => this.attempt(this.event(...event)),
    });
    this.pods.set(uid, pod);
    pod.endLogs = shipLogs(pod, this.nodes.folderOf(nodeName));
    this.attempt(pod.start());
  }

  private async end(object: KubernetesObject, pod: LivingPod | undefined, graceSeconds: number): Promise<void> {
    const { uid } = object.metadata as unknown as PodMetadata;
    await pod?.stop(graceSeconds);
    if (pod) await this.sending.get(pod);
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid } };
    await this.client.attempt('DELETE', pathOf(object), options);
  }

  /** Removes what is left of a pod that the API server has no longer. */
  private gone(object: KubernetesObject): void {
    const { uid } = object.metadata as unknown as PodMetadata;
    const pod = this.pods.get(uid);
    if (!pod) return;
    this.pods.delete(uid);
    void pod.stop(0).then(() => {
      pod.endLogs?.();
      pod.release();
      if (!process.env.E2E_KEEP) rmSync(join(this.origins.folder, 'pods', uid), { recursive: true, force: true });
    });
  }

  /** Fills volumes of a ConfigMap again, as pods that run see it change. */
  private refresh({ metadata }: KubernetesObject): void {
    for (const pod of this.pods.values()) {
      if (pod.object.metadata.namespace !== metadata.namespace || pod.isStopping) continue;
      for (const volume of pod.volumesOf(metadata.name)) pod.sandbox?.refresh(volume);
    }
  }

  /** Sends the status of a pod, soon and once for changes that come together. */
  private say(pod: LivingPod): void {
    if (this.due.has(pod) || this.isOver) return;
    this.due.add(pod);
    const after: Promise<void> = this.sending.get(pod) ?? Promise.resolve();
    const send = async () => {
      await after;
      await new Promise((resolve) => setTimeout(resolve, TOGETHER));
      this.due.delete(pod);
      const { nodeName } = pod.spec;
      if (!this.nodes.speaks(nodeName) || this.isOver) return;
      const { uid } = pod.object.metadata as unknown as PodMetadata;
      const patch = { metadata: { uid }, status: pod.status(this.nodes.addressOf(nodeName)) };
      await this.client.attempt('PATCH', `${pathOf(pod.object)}/status`, patch, STRATEGIC);
    };
    this.sending.set(pod, send().catch(this.failed));
  }

  private attempt(work: Promise<void>): void {
    work.catch(this.failed);
  }

  private readonly failed = (error: unknown): void => {
    if (!this.isOver) process.stderr.write(`agent: ${String(error)}\n`);
  };

  private async event(pod: KubernetesObject, type: string, reason: string, message: string): Promise<void> {
    if (this.isOver) return;
    const { name, namespace } = pod.metadata;
    const { uid } = pod.metadata as unknown as PodMetadata;
    const at = now();
    // Events of the same words are one, counted, as on a node.
    const words = `${uid}${reason}${message}`;
    const count = (this.counts.get(words) ?? 0) + 1;
    this.counts.set(words, count);
    const id = createHash('sha256').update(words).digest('hex').slice(0, 16);
    const path = `/api/v1/namespaces/${namespace}/events`;
    const event = {
      ...{ apiVersion: 'v1', kind: 'Event', metadata: { name: `${name}.${id}`, namespace } },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
      ...{ type, reason, message, count, firstTimestamp: at, lastTimestamp: at },
      source: { component: 'kubelet', host: (pod['spec'] as { nodeName: string }).nodeName },
    };
    if (count === 1) await this.client.attempt('POST', path, event);
    else await this.client.attempt('PATCH', `${path}/${name}.${id}`, { count, lastTimestamp: at }, MERGE);
  }
}

interface PodMetadata {
  readonly uid: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
}

const pathOf = ({ metadata: { name, namespace } }: KubernetesObject): string =>
  `/api/v1/namespaces/${namespace}/pods/${name}`;
