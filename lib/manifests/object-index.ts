import { ByNamespace } from './by-namespace';
import type { Manifest } from './manifest';

/** Objects by kind, and by kind and name. Rules ask for each object that another one names, so a search would be quadratic. */
export class ObjectIndex {
  private readonly kinds = new Map<string, Manifest[]>();
  private readonly names = new Map<string, ReadonlyMap<string, ByNamespace<Manifest>>>();
  private readonly namespaces = new Map<string, ByNamespace<Manifest>>();

  constructor(objects: readonly Manifest[]) {
    for (const object of objects) push(this.kinds, object.kind, object);
  }

  /** The objects of a kind. */
  public ofKind(kind: string): readonly Manifest[] {
    return this.kinds.get(kind) ?? [];
  }

  /** The objects of a kind that may be in a namespace. */
  public inNamespace(kind: string, namespace: string | undefined): readonly Manifest[] {
    let index = this.namespaces.get(kind);
    if (!index) this.namespaces.set(kind, (index = byNamespace(this.ofKind(kind))));
    return index.in(namespace);
  }

  /** The objects of a kind and a name that may be in a namespace. */
  public named(kind: string, namespace: string | undefined, name: string): readonly Manifest[] {
    let names = this.names.get(kind);
    if (!names) this.names.set(kind, (names = byName(this.ofKind(kind))));
    return names.get(name)?.in(namespace) ?? [];
  }
}

function byName(objects: readonly Manifest[]): ReadonlyMap<string, ByNamespace<Manifest>> {
  const lists = new Map<string, Manifest[]>();
  for (const object of objects) push(lists, object.metadata.name, object);
  return new Map([...lists].map(([name, list]) => [name, byNamespace(list)]));
}

const byNamespace = (objects: readonly Manifest[]): ByNamespace<Manifest> =>
  new ByNamespace(objects, ({ metadata }) => metadata.namespace);

function push<K>(lists: Map<K, Manifest[]>, key: K, object: Manifest): void {
  const list = lists.get(key);
  if (list) list.push(object);
  else lists.set(key, [object]);
}
