import type { KubernetesObject } from '../../../helpers/charts';
import type { Objects } from '../objects';
import type { Change, Client } from './client';

/** Paths of the kinds that are followed. */
const PATHS = {
  ConfigMap: '/api/v1/configmaps',
  Secret: '/api/v1/secrets',
  ServiceAccount: '/api/v1/serviceaccounts',
  Service: '/api/v1/services',
  Node: '/api/v1/nodes',
  Pod: '/api/v1/pods',
  Deployment: '/apis/apps/v1/deployments',
  StatefulSet: '/apis/apps/v1/statefulsets',
  DaemonSet: '/apis/apps/v1/daemonsets',
  PersistentVolumeClaim: '/api/v1/persistentvolumeclaims',
  PersistentVolume: '/api/v1/persistentvolumes',
  StorageClass: '/apis/storage.k8s.io/v1/storageclasses',
  CSIDriver: '/apis/storage.k8s.io/v1/csidrivers',
  EndpointSlice: '/apis/discovery.k8s.io/v1/endpointslices',
  SecretProviderClass: '/apis/secrets-store.csi.x-k8s.io/v1/secretproviderclasses',
} as const;

/** Kind that is followed. */
type Kind = keyof typeof PATHS;

type Listener = (object: KubernetesObject, change: Change) => void;

/** Objects of a cluster as they are now, followed on its API server. */
export class Store implements Objects {
  private readonly all = new Map<string, Map<string, KubernetesObject>>();
  private readonly listeners: { readonly kind: string; readonly listener: Listener }[] = [];

  /** Begins to follow all kinds. */
  public follow(client: Client): void {
    for (const [kind, path] of Object.entries(PATHS)) {
      this.all.set(kind, new Map());
      void client.follow(path, (object, change) => this.change(kind, object, change));
    }
  }

  /** Calls a function with every object of a kind, now and later. */
  public on(kind: Kind, listener: Listener): void {
    this.listeners.push({ kind, listener });
    for (const object of this.ofKind(kind)) listener(object, 'ADDED');
  }

  public ofKind(kind: string): readonly KubernetesObject[] {
    return [...(this.all.get(kind)?.values() ?? [])];
  }

  /** An object; undefined if it does not exist. */
  public find(kind: Kind, name: string, namespace = ''): KubernetesObject | undefined {
    return this.all.get(kind)?.get(`${namespace}/${name}`);
  }

  public one(kind: string, name: string, namespace: string): KubernetesObject {
    const found = this.find(kind as Kind, name, namespace);
    if (!found) throw new Error(`${kind.toLowerCase()} "${name}" not found`);
    return found;
  }

  private change(kind: string, item: KubernetesObject, change: Change): void {
    // Objects of a list do not say their kind.
    const object = { ...item, kind };
    const { name, namespace = '' } = object.metadata;
    const key = `${namespace}/${name}`;
    if (change === 'DELETED') this.all.get(kind)?.delete(key);
    else this.all.get(kind)?.set(key, object);
    for (const { kind: of, listener } of this.listeners) if (of === kind) listener(object, change);
  }
}
