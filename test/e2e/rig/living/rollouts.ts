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
  private readonly lowest = new Map<string, Lowest>();
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
    for (const [component, { size }] of this.ready) this.lowest.set(component, { size, why: 'from the beginning' });
  }

  /** Lowest number of pods of a component that were ready and not told to end, since the beginning. */
  public lowestOf(component: string): number {
    return this.lowest.get(component)?.size ?? 0;
  }

  /** Components of `dev` that had fewer ready pods than stay, since the beginning, and what took the last of them away. */
  public get tooFew(): { readonly what: string; readonly pod?: string }[] {
    return Object.entries(STAY).flatMap(([component, count]) => {
      const { size, why, pod } = this.lowest.get(component) ?? { size: 0, why: 'never seen' };
      return size < count ? { what: `${component}: ${size}, ${why}`, pod } : [];
    });
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
    const before = this.lowest.get(component);
    if (before && before.size <= pods.size) return;
    const how = deletionTimestamp === undefined ? `not ready: ${JSON.stringify(pod['status'])}` : 'told to end';
    this.lowest.set(component, {
      size: pods.size,
      why: `${name} ${change} ${how} at ${new Date().toISOString()}`,
      pod: name,
    });
  }
}

/** Fewest ready pods of a component. */
interface Lowest {
  readonly size: number;

  /** Change that made them so few. */
  readonly why: string;

  /** Pod of the change. @default - none was seen */
  readonly pod?: string;
}
