import type { Manifest } from '../../../lib/manifests/manifest';
import { at, record } from '../../../lib/manifests/shape';
import type { ApiServer } from './api-server';

/** Label of a node with its zone of AWS. */
const ZONE_OF_NODE = 'topology.kubernetes.io/zone';

/** Annotation of a claim with the node that the scheduler has chosen. */
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

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
      const { name, uid } = record(claim.metadata) as { name: string; uid: string };
      const node = record(at(claim, 'metadata.annotations'))[SELECTED_NODE] as string | undefined;
      if (node === undefined || at(claim, 'spec.volumeName') !== undefined) continue;
      const volume = {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `pv-${uid}` },
        spec: {
          capacity: { storage: at(claim, 'spec.resources.requests.storage') },
          accessModes: ['ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: at(claim, 'spec.storageClassName'),
          csi: { driver: 'ebs.csi.aws.com', volumeHandle: `vol-${uid}` },
          claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: this.namespace, name, uid },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: ZONE_OF_NODE, operator: 'In', values: [this.zones.get(node)] }] },
              ],
            },
          },
        },
      };
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
