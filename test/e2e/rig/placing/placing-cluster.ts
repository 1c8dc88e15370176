import type { Manifest } from '../../../../lib/manifests/manifest';
import { at, record } from '../../../../lib/manifests/shape';
import { documents } from '../../suites/apply';
import { ApiServer } from '../api-server';
import { Client } from '../living/client';
import { selectedNode, volumeFor } from '../persistent-volumes';
import { sleep, waitFor } from '../wait';
import { type PlacingNode, PlacingNodes, ZONES } from './nodes';
import { claimsOf, makerOf, nodeOf, PlacingPods, type Pod } from './pods';

const CONTROLLERS = [
  ...['deployment-controller', 'replicaset-controller', 'statefulset-controller', 'daemonset-controller'],
  ...['disruption-controller', 'serviceaccount-controller', 'persistentvolume-binder-controller'],
];

/** Requests a second that controllers and scheduler may send: by default 20 and 50, which take long for hundreds of pods. */
const FAST = { 'kube-api-qps': '2000', 'kube-api-burst': '4000' };

/** Kinds beside workloads that decide where pods go, or whether they are made. */
const OTHERS = ['Namespace', 'ServiceAccount', 'StorageClass', 'PriorityClass', 'PodDisruptionBudget'];
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Seconds without a change after which nothing moves any more. */
const QUIET = 0.7;

/**
 * A real control plane whose nodes are objects only, so that a Loki of any size fits on this machine: the scheduler places
 * its pods, controllers make them, and the API server decides about evictions.
 */
export class PlacingCluster {
  /** Its API server, with the other programs of the control plane. */
  public readonly api = new ApiServer();

  /** Its nodes. */
  public readonly nodes: PlacingNodes;

  /** Its pods. */
  public readonly pods: PlacingPods;

  private readonly client = new Client(this.api);

  /** Zones of volumes, by claim. */
  private readonly zonesOfVolumes = new Map<string, string>();

  private constructor() {
    this.nodes = new PlacingNodes(this.client);
    this.pods = new PlacingPods(this.client);
  }

  /** Starts a cluster with nodes of a type. */
  public static async start(count: number, type: string): Promise<PlacingCluster> {
    const cluster = new PlacingCluster();
    await cluster.api.start();
    cluster.api.startControllers(CONTROLLERS, FAST);
    cluster.api.startScheduler(FAST);
    const path = '/api/v1/persistentvolumeclaims';
    void cluster.client.follow(path, (claim) => void cluster.provision(claim as unknown as Manifest));
    await cluster.nodes.join(count, type);
    return cluster;
  }

  /** Ends it. */
  public async stop(): Promise<void> {
    this.client.close();
    await this.api.stop();
  }

  /** Applies the objects that decide about places, and waits until nothing moves any more. */
  public async apply(objects: readonly object[]): Promise<void> {
    this.give(objects);
    await this.settled();
  }

  /** Applies the objects that decide about places. */
  public give(objects: readonly object[]): void {
    for (const kinds of [OTHERS, WORKLOADS]) {
      const some = (objects as Manifest[]).filter(({ kind }) => kinds.includes(kind)).map(withoutWaiting);
      const args = ['apply', '--server-side', '--force-conflicts', '-f', '-'];
      if (some.length > 0) this.api.printed(args, documents(some));
    }
  }

  /**
   * Pods that found no node for some seconds without a break, with what the scheduler says of them last; waits until there is one.
   * While pods push others away, the rest may never come to a rest.
   */
  public async lacking(seconds: number): Promise<string[]> {
    const since = new Map<string, number>();
    const lacking = () =>
      this.pods.pending.filter(
        (line) => Date.now() - (since.get(line.split(':')[0] ?? '') ?? Infinity) > seconds * 1000,
      );
    await waitFor(
      () => {
        const names = this.pods.pending.map((line) => line.split(':')[0] ?? '');
        for (const name of since.keys()) if (!names.includes(name)) since.delete(name);
        for (const name of names) since.set(name, since.get(name) ?? Date.now());
        return lacking().length > 0;
      },
      120,
      () => `every pod finds a node\n${this.unsettled().join('\n')}`,
    );
    return lacking();
  }

  /** Makes a node for a pod that waits, in the zone of its volume, until none waits: EKS Auto Mode does it. `most` nodes at most. */
  public async grow(type: string, most: number): Promise<void> {
    for (let [pod] = this.pods.waiting; pod !== undefined && this.nodes.all.length < most; [pod] = this.pods.waiting) {
      const [zone] = claimsOf(pod).flatMap((claim) => this.zonesOfVolumes.get(claim) ?? []);
      await this.nodes.add(zone ?? (ZONES[this.nodes.all.length % ZONES.length] as string), type);
      await this.settled();
    }
  }

  /** Waits until every workload has its pods, each with a node unless no node takes it. */
  public async settled(): Promise<void> {
    await waitFor(
      async () => {
        if (this.unsettled().length > 0) return false;
        await sleep(QUIET);
        return this.unsettled().length === 0;
      },
      300,
      () => [...this.unsettled(), ...this.pods.pending, this.api.log('kube-scheduler')].join('\n'),
    );
  }

  /** Evicts the pods of a node as `kubectl drain` does, and returns the names of those that stay, with what they may wait for. */
  public async drain(node: PlacingNode, seconds = 90): Promise<string[]> {
    await this.nodes.cordon(node, true);
    const left = () => this.on(node).filter((pod) => makerOf(pod) !== 'DaemonSet');
    const until = Date.now() + seconds * 1000;
    while (left().length > 0 && Date.now() < until) {
      await Promise.all(left().map((pod) => this.pods.evict(pod)));
      await sleep(0.2);
    }
    const names = left().map(({ metadata }) => metadata.name);
    return names.length > 0 ? [...names, ...this.pods.pending, ...this.unsettled()] : [];
  }

  /** Loses all nodes of a zone, with their pods. */
  public async lose(zone: string): Promise<void> {
    for (const node of this.nodes.all.filter((one) => one.zone === zone)) {
      await this.nodes.remove(node);
      await Promise.all(this.on(node).map((pod) => this.pods.end(pod)));
    }
    await this.settled();
  }

  /** Pods on a node. */
  public on({ name }: PlacingNode): Pod[] {
    return this.pods.all.filter((pod) => nodeOf(pod) === name);
  }

  /** Zones of the pods with a label, each once. */
  public zonesOf(key: string, value: string): string[] {
    const found = this.pods.all.filter(({ metadata }) => metadata.labels?.[key] === value);
    return [...new Set(found.map((pod) => this.nodes.zoneOf(nodeOf(pod) ?? '') ?? 'none'))].sort();
  }

  private unsettled(): string[] {
    const kinds = WORKLOADS.map((kind) => `${kind.toLowerCase()}s`).join();
    const text = this.api.printed(['get', kinds, '--all-namespaces', '--output', 'json']);
    const { items } = JSON.parse(text) as { readonly items: Manifest[] };
    const waiting = this.pods.pending.map((line) => line.split(':')[0] ?? '');
    return [
      ...items.filter((one) => !isComplete(one, waiting)).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      ...this.pods.moving.map(({ metadata }) => `pod ${metadata.name}`),
    ];
  }

  /** Makes the volume of a claim whose pod has a node, in its zone. */
  private async provision(claim: Manifest): Promise<void> {
    const zone = this.nodes.zoneOf(selectedNode(claim) ?? '');
    if (zone === undefined || at(claim, 'spec.volumeName') !== undefined) return;
    this.zonesOfVolumes.set(`${claim.metadata.namespace}/${claim.metadata.name}`, zone);
    await this.client.attempt('POST', '/api/v1/persistentvolumes', volumeFor(claim, zone));
  }
}

/** True if a workload runs its last version everywhere, but for pods that wait for a node. */
function isComplete(
  { kind, spec, status, metadata }: Manifest & { spec?: unknown; status?: unknown },
  waiting: readonly string[],
): boolean {
  const count = (field: string) => Number(record(status)[field] ?? 0);
  if (count('observedGeneration') !== at(metadata, 'generation')) return false;
  const pending = waiting.filter((name) => name.startsWith(`${metadata.name}-`)).length;
  if (kind === 'DaemonSet') {
    const wanted = count('desiredNumberScheduled');
    return count('updatedNumberScheduled') === wanted && count('numberReady') + pending >= wanted;
  }
  const wanted = Number(at(spec, 'replicas'));
  // What waits for a node goes no further: neither a rollout, nor the pods of a StatefulSet that start one after the other.
  if (pending > 0) {
    const isOrdered = at(spec, 'podManagementPolicy') === 'OrderedReady';
    return isOrdered || count('readyReplicas') + pending >= wanted;
  }
  const isRolled = at(spec, 'updateStrategy.type') === 'OnDelete' || count('updatedReplicas') === wanted;
  return isRolled && count('readyReplicas') === wanted && count('replicas') === wanted;
}

/** A workload whose pods are rolled out as soon as they are ready: time says nothing about places. */
function withoutWaiting(object: Manifest): Manifest {
  const copy = structuredClone(object) as Manifest & { readonly spec?: Record<string, unknown> };
  delete copy.spec?.['minReadySeconds'];
  return copy;
}
