import type { KubernetesObject } from '../../../helpers/charts';
import type { Change } from './client';
import type { Store } from './store';

/** Pods of `dev` that stay ready while its parts are rolled out, by component: budgets and strategies allow no less. */
const STAY = {
  ...{ distributor: 2, querier: 2, 'query-frontend': 2, 'query-scheduler': 2, gateway: 2 },
  ...{ ingester: 2, 'index-gateway': 1, agent: 2 },
};

/** Sees which pods are replaced, in which order, and how many are ready meanwhile. */
export class RolloutWatch {
  private readonly ready = new Map<string, Set<string>>();
  private readonly lowest = new Map<string, number>();
  private readonly replaced: string[] = [];
  private readonly uids = new Map<string, string>();
  private isSeen = false;

  constructor(store: Store) {
    store.on('Pod', (pod, change) => this.changed(pod, change));
  }

  /** Forgets what was seen. */
  public begin(): void {
    this.isSeen = true;
    this.replaced.length = 0;
    this.lowest.clear();
    for (const [component, pods] of this.ready) this.lowest.set(component, pods.size);
  }

  /** Lowest number of pods of a component that were ready and not told to end, since the beginning. */
  public lowestOf(component: string): number {
    return this.lowest.get(component) ?? 0;
  }

  /** Components of `dev` that had fewer ready pods than stay, since the beginning. */
  public get tooFew(): string[] {
    return Object.entries(STAY).flatMap(([component, count]) => (this.lowestOf(component) < count ? component : []));
  }

  /** Pods that came in the place of others of the same name, in the order in which they were made. */
  public orderOf(set: string): string[] {
    return this.replaced.filter((name) => name.startsWith(`${set}-`));
  }

  /** Number of pods that were replaced or made since the beginning. */
  public get made(): number {
    return this.replaced.length;
  }

  private changed(pod: KubernetesObject, change: Change): void {
    const { name, labels = {} } = pod.metadata;
    const { uid, deletionTimestamp } = pod.metadata as unknown as { uid: string; deletionTimestamp?: string };
    const component = labels['app.kubernetes.io/component'] ?? labels['app.kubernetes.io/name'] ?? '';
    const pods = this.ready.get(component) ?? new Set();
    this.ready.set(component, pods);
    if (change !== 'DELETED' && this.uids.get(name) !== uid) {
      this.uids.set(name, uid);
      if (this.isSeen) this.replaced.push(name);
    }
    const conditions = (pod['status'] as { conditions?: { type: string; status: string }[] }).conditions ?? [];
    const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (isReady && deletionTimestamp === undefined && change !== 'DELETED') pods.add(uid);
    else pods.delete(uid);
    this.lowest.set(component, Math.min(this.lowest.get(component) ?? pods.size, pods.size));
  }
}
