import type { Manifest } from '../../../lib/manifests/manifest';
import { at } from '../../../lib/manifests/shape';
import type { ApiServer } from './api-server';
import { selectedNode, volumeFor, ZONE_OF_NODE } from './persistent-volumes';

/** Nodes without a kubelet in the zones of a region, and what a driver of volumes does for their pods. */
export class Nodes {
  /** Zone of each node. */
  private readonly zones = new Map<string, string>();

  constructor(
    private readonly api: ApiServer,
    private readonly namespace: string,
  ) {}

  /** Makes two nodes in each zone, on which everything fits. */
  public make(zones: readonly string[]): void {
    for (const zone of zones) {
      for (const number of [1, 2]) {
        const name = `node-${zone}-${number}`;
        this.zones.set(name, zone);
        const labels = { [ZONE_OF_NODE]: zone, 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' };
        this.api.printed(
          ['create', '-f', '-'],
          JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } }),
        );
        const room = { cpu: '64', memory: '256Gi', pods: '110', 'ephemeral-storage': '1Ti' };
        const status = { capacity: room, allocatable: room, conditions: [{ type: 'Ready', status: 'True' }] };
        this.patch(['node', name, '--subresource=status'], { status });
        this.patch(['node', name], { spec: { taints: null } });
      }
    }
  }

  /** Allows the scheduler to use the nodes of some zones only. */
  public only(zones: readonly string[]): void {
    for (const [name, zone] of this.zones) {
      this.patch(['node', name], { spec: { unschedulable: zones.includes(zone) ? null : true } });
    }
  }

  /** Zones of the pods with labels, each once. */
  public zonesOf(labels: string): string[] {
    const pods = this.items('pods', '--selector', labels);
    const nodes = pods.map((pod) => at(pod, 'spec.nodeName'));
    return [...new Set(nodes.map((node) => this.zones.get(node as string) ?? 'none'))].sort();
  }

  /** Makes the volumes of claims whose pods the scheduler has placed, in the zone of their node. */
  public provision(): void {
    for (const claim of this.items('persistentvolumeclaims')) {
      const node = selectedNode(claim);
      if (node === undefined || at(claim, 'spec.volumeName') !== undefined) continue;
      const volume = volumeFor(claim, this.zones.get(node) ?? '');
      this.api.printed(['apply', '-f', '-'], JSON.stringify(volume));
    }
  }

  /** Objects of a kind in the namespace. */
  public items(kind: string, ...more: string[]): Manifest[] {
    const text = this.api.printed(['get', kind, '--namespace', this.namespace, '--output', 'json', ...more]);
    return (JSON.parse(text) as { items: Manifest[] }).items;
  }

  private patch(what: readonly string[], patch: object): void {
    this.api.printed(['patch', ...what, '--type', 'merge', '--patch', JSON.stringify(patch)]);
  }
}
