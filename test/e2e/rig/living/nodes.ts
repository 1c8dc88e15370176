import { join } from 'node:path';
import { findProgram } from '../../../helpers/programs';
import { NODE_ROOM } from '../env';
import { FakeNode } from '../node';
import { ZONE_OF_NODE } from '../persistent-volumes';
import { type Client, MERGE, STRATEGIC } from './client';
import { now } from './kept-container';
import { KUBELET_PORT, type Kubelets } from './kubelet/server';
import type { Store } from './store';

/** Milliseconds between two leases of a node, as of the kubelet. */
const LEASE_EVERY = 10_000;

/** First entry in the journal of a node. */
const JOURNAL = { MESSAGE: 'Started kubelet.', _SYSTEMD_UNIT: 'kubelet.service', PRIORITY: '6' };

/** A node of the cluster. */
export interface LivingNode {
  readonly name: string;
  readonly zone: string;
}

/** Nodes that are registered, and say that they live. */
export class LivingNodes {
  private readonly known = new Map<string, LivingNode & { readonly address: string }>();
  private readonly silent = new Set<string>();
  private count = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly client: Client,
    private readonly store: Store,
    private readonly folder: string,
    private readonly kubelets: Kubelets,
  ) {}

  /** Registers nodes, and keeps their leases from now on. */
  public async join(nodes: readonly LivingNode[]): Promise<void> {
    // All at once: pods go to the first node that exists.
    await Promise.all(nodes.map((node) => this.register(node)));
    this.timer ??= setInterval(() => void this.renew().catch(() => undefined), LEASE_EVERY);
  }

  /** Names of the nodes. */
  public get names(): string[] {
    return [...this.known.keys()];
  }

  /** Zone of a node. */
  public zoneOf(name: string): string {
    return this.known.get(name)?.zone ?? '';
  }

  /** Root folder of a node's files. */
  public folderOf(name: string): string {
    return join(this.folder, 'nodes', name);
  }

  /** Address of a node. */
  public addressOf(name: string): string {
    return this.known.get(name)?.address ?? '';
  }

  /** True for a node whose agent runs. */
  public speaks(name: string): boolean {
    return this.known.has(name) && !this.silent.has(name);
  }

  /** Ends what a node says, and its endpoint. */
  public silence(name: string): void {
    this.silent.add(name);
    this.kubelets.close(name);
  }

  /** Lets a node that was silent speak. */
  public async wake(name: string): Promise<void> {
    await this.open(name);
    this.silent.delete(name);
    await this.renew();
  }

  /** Removes a node, which says nothing any more. */
  public remove(name: string): void {
    this.known.delete(name);
    this.kubelets.close(name);
  }

  /** Ends all leases and endpoints. */
  public stop(): void {
    clearInterval(this.timer);
    this.kubelets.stop();
  }

  private async register({ name, zone }: LivingNode): Promise<void> {
    const index = ++this.count;
    this.known.set(name, { name, zone, address: `10.42.0.${100 + index}` });
    const files = new FakeNode(this.folderOf(name));
    if (findProgram('systemd-journal-remote')) files.journal([{ time: Date.now(), fields: JOURNAL }]);
    await this.open(name);
    const labels = {
      ...{ 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
      ...{ [ZONE_OF_NODE]: zone, 'topology.kubernetes.io/region': zone.slice(0, -1) },
      'node.kubernetes.io/instance-type': 'm6i.2xlarge',
    };
    const spec = { providerID: `aws:///${zone}/i-${String(index).padStart(17, '0')}` };
    await this.client.attempt('POST', '/api/v1/nodes', {
      ...{ apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec },
    });
    await this.say(name);
    const csi = { name: 'ebs.csi.aws.com', nodeID: `i-${index}`, topologyKeys: [ZONE_OF_NODE] };
    await this.client.attempt('POST', '/apis/storage.k8s.io/v1/csinodes', {
      ...{ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name } },
      spec: { drivers: [{ ...csi, allocatable: { count: 26 } }] },
    });
    const lease = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: precise() };
    await this.client.attempt('POST', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', {
      ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: 'kube-node-lease' } },
      spec: lease,
    });
  }

  private open(name: string): Promise<void> {
    return this.kubelets.open({ name, address: this.addressOf(name), folder: this.folderOf(name) });
  }

  /** Says that a node is ready. */
  private async say(name: string): Promise<void> {
    const condition = (type: string, status: string, reason: string) => ({
      ...{ type, status, reason, lastHeartbeatTime: now(), lastTransitionTime: now() },
    });
    const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];
    const status = {
      capacity: NODE_ROOM,
      allocatable: NODE_ROOM,
      conditions: [
        condition('Ready', 'True', 'KubeletReady'),
        ...pressures.map((type) => condition(type, 'False', 'KubeletHasEnough')),
      ],
      addresses: [
        { type: 'InternalIP', address: this.addressOf(name) },
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: KUBELET_PORT } },
    };
    await this.client.attempt('PATCH', `/api/v1/nodes/${name}/status`, { status }, STRATEGIC);
  }

  private async renew(): Promise<void> {
    for (const name of this.names.filter((one) => this.speaks(one))) {
      const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`;
      await this.client.attempt('PATCH', path, { spec: { renewTime: precise() } }, MERGE);
      const status = this.store.find('Node', name)?.['status'] as Status | undefined;
      // The controller says NotReady of a node that was silent, and the node has to say otherwise.
      const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? true;
      if (!isReady) await this.say(name);
    }
  }
}

interface Status {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

/** The present time in microseconds, as leases have it. */
const precise = (): string => new Date().toISOString().replace('Z', '000Z');
