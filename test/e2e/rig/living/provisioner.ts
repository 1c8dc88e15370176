import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { parseQuantity } from '../../../../lib/manifests/quantity';
import { at, record } from '../../../../lib/manifests/shape';
import type { KubernetesObject } from '../../../helpers/charts';
import { selectedNode, volumeFor } from '../persistent-volumes';
import { type Change, type Client, MERGE } from './client';
import type { LivingNodes } from './nodes';
import type { Store } from './store';

/** Makes, grows and removes volumes, as the EBS CSI driver does while its object is in the cluster. A volume is a folder, which outlives its pods. */
export class Provisioner {
  constructor(
    private readonly client: Client,
    private readonly store: Store,
    private readonly nodes: LivingNodes,
    private readonly folder: string,
  ) {
    store.on('PersistentVolumeClaim', (claim, change) => this.attempt(this.claimed(claim, change)));
    store.on('CSIDriver', () => {
      for (const claim of store.ofKind('PersistentVolumeClaim')) this.attempt(this.claimed(claim, 'MODIFIED'));
    });
    store.on('PersistentVolume', (volume, change) => this.attempt(this.released(volume, change)));
  }

  /** Folder of the volume of a claim. @throws Error if it is not bound */
  public readonly folderOf = (namespace: string, name: string): string => {
    const claim = this.store.one('PersistentVolumeClaim', name, namespace);
    const volume = at(claim as unknown as Manifest, 'spec.volumeName') as string | undefined;
    if (volume === undefined) throw new Error(`persistentvolumeclaim "${name}" is not bound`);
    const folder = this.folderOfVolume(volume);
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  private async claimed(object: KubernetesObject, change: Change): Promise<void> {
    const claim = object as unknown as Manifest;
    if (change === 'DELETED' || at(claim, 'metadata.deletionTimestamp') !== undefined) return;
    const volume = at(claim, 'spec.volumeName') as string | undefined;
    if (volume !== undefined) return this.grow(claim, volume);
    const type = this.store.find('StorageClass', String(at(claim, 'spec.storageClassName')));
    const node = selectedNode(claim);
    if (!type || node === undefined || !this.store.find('CSIDriver', String(type['provisioner']))) return;
    const made = volumeFor(claim, this.nodes.zoneOf(node), type['reclaimPolicy'] as string);
    await this.client.attempt('POST', '/api/v1/persistentvolumes', made);
  }

  private async grow(claim: Manifest, volume: string): Promise<void> {
    const storage = at(claim, 'spec.resources.requests.storage');
    const has = at(claim, 'status.capacity.storage');
    if (has === undefined || (parseQuantity(storage) ?? 0) <= (parseQuantity(has) ?? 0)) return;
    const { name, namespace } = record(claim.metadata) as { name: string; namespace: string };
    const capacity = { storage };
    await this.client.attempt('PATCH', `/api/v1/persistentvolumes/${volume}`, { spec: { capacity } }, MERGE);
    const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}/status`;
    await this.client.attempt('PATCH', path, { status: { capacity } }, MERGE);
  }

  private async released({ metadata: { name }, spec, status }: KubernetesObject, change: Change): Promise<void> {
    if (change === 'DELETED' || status?.phase !== 'Released') return;
    if (spec.persistentVolumeReclaimPolicy !== 'Delete') return;
    await this.client.attempt('DELETE', `/api/v1/persistentvolumes/${name}`);
    rmSync(this.folderOfVolume(name), { recursive: true, force: true });
  }

  private folderOfVolume(volume: string): string {
    return join(this.folder, 'volumes', volume);
  }

  private attempt(work: Promise<void>): void {
    work.catch((error: unknown) => process.stderr.write(`provisioner: ${String(error)}\n`));
  }
}
