import { ByNamespace } from './by-namespace';
import { sameNamespace } from './selectors';

/** Items by a key, in their order. */
export function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
}

/** Adds an item to the group of a key. */
export function addTo<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}

/** Items by name and namespace. */
export class ByName<T> {
  private readonly groups: ReadonlyMap<unknown, readonly T[]>;
  private readonly indexes = new Map<unknown, ByNamespace<T>>();

  constructor(
    items: readonly T[],
    nameOf: (item: T) => unknown,
    private readonly namespaceOf: (item: T) => string | undefined,
  ) {
    this.groups = groupBy(items, nameOf);
  }

  /** Items of a name that may be in a namespace, in their order. */
  public get(namespace: string | undefined, name: unknown): readonly T[] {
    const group = this.groups.get(name);
    if (!group) return [];
    // Most names are of one item, which needs no index.
    if (group.length === 1) return sameNamespace(this.namespaceOf(group[0] as T), namespace) ? group : [];
    let index = this.indexes.get(name);
    if (!index) this.indexes.set(name, (index = new ByNamespace(group, this.namespaceOf)));
    return index.in(namespace);
  }
}
