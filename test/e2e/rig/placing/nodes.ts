import { type Client, MERGE, STRATEGIC } from '../living/client';
import { ZONE_OF_NODE } from '../persistent-volumes';
import { roomOfNode } from './room';

/** Zones of the nodes of a group. */
export const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'] as const;

/** A node, which is an object only. */
export interface PlacingNode {
  readonly name: string;
  readonly zone: string;
  readonly type: string;
}

/** Nodes of a group in three zones, with the room that instances of a type have. */
export class PlacingNodes {
  private readonly known = new Map<string, PlacingNode>();
  private made = 0;

  constructor(private readonly client: Client) {}

  /** Nodes of the cluster. */
  public get all(): PlacingNode[] {
    return [...this.known.values()];
  }

  /** Zone of a node. */
  public zoneOf(name: string): string | undefined {
    return this.known.get(name)?.zone;
  }

  /** Makes nodes, evenly in the zones as a group does. */
  public async join(count: number, type: string): Promise<void> {
    const zones = Array.from({ length: count }, (_, index) => ZONES[index % ZONES.length] as string);
    await Promise.all(zones.map((zone) => this.add(zone, type)));
  }

  /** Makes a node in a zone. */
  public add(zone: string, type: string): Promise<void> {
    return this.register({ name: `node-${++this.made}`, zone, type });
  }

  /** Keeps new pods off a node, or lets them come again. */
  public async cordon({ name }: PlacingNode, unschedulable: true | null): Promise<void> {
    await this.client.request('PATCH', `/api/v1/nodes/${name}`, { spec: { unschedulable } }, MERGE);
  }

  /** Removes a node. */
  public async remove({ name }: PlacingNode): Promise<void> {
    this.known.delete(name);
    await this.client.attempt('DELETE', `/api/v1/nodes/${name}`);
  }

  private async register(node: PlacingNode): Promise<void> {
    const { name, zone, type } = node;
    this.known.set(name, node);
    const labels = {
      ...{ 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
      ...{ [ZONE_OF_NODE]: zone, 'topology.kubernetes.io/region': zone.slice(0, -1) },
      'node.kubernetes.io/instance-type': type,
    };
    await this.client.request('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } });
    const room = roomOfNode(type);
    const status = { capacity: room, allocatable: room, conditions: [{ type: 'Ready', status: 'True' }] };
    await this.client.request('PATCH', `/api/v1/nodes/${name}/status`, { status }, STRATEGIC);
    // The API server gives a new node the taint of one that is not ready.
    await this.client.request('PATCH', `/api/v1/nodes/${name}`, { spec: { taints: null } }, MERGE);
    const csi = { name: 'ebs.csi.aws.com', nodeID: name, topologyKeys: [ZONE_OF_NODE], allocatable: { count: 26 } };
    await this.client.request('POST', '/apis/storage.k8s.io/v1/csinodes', {
      ...{ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name } },
      spec: { drivers: [csi] },
    });
  }
}
