import { ByNamespace } from './by-namespace';
import { ByName, groupBy } from './groups';
import type { Manifest } from './manifest';

/** Number of names that a wrong one is compared with. Comparing all of them for each finding would be quadratic. */
const MOST_NAMES = 200;

/** Objects by kind, name and namespace. Rules ask for each object that another one names, so a search would be quadratic. */
export class ObjectIndex {
  private readonly kinds: ReadonlyMap<string, readonly Manifest[]>;
  private readonly names = new Map<string, ByName<Manifest>>();
  private readonly namespaces = new Map<string, ByNamespace<Manifest>>();
  private readonly suggestions = new Map<readonly Manifest[], readonly string[]>();

  constructor(objects: readonly Manifest[]) {
    this.kinds = groupBy(objects, ({ kind }) => kind);
  }

  /** The objects of a kind. */
  public ofKind(kind: string): readonly Manifest[] {
    return this.kinds.get(kind) ?? [];
  }

  /** The objects of a kind that may be in a namespace. */
  public inNamespace(kind: string, namespace: string | undefined): readonly Manifest[] {
    let index = this.namespaces.get(kind);
    if (!index) this.namespaces.set(kind, (index = new ByNamespace(this.ofKind(kind), namespaceOf)));
    return index.in(namespace);
  }

  /** The objects of a kind and a name that may be in a namespace. */
  public named(kind: string, namespace: string | undefined, name: unknown): readonly Manifest[] {
    let index = this.names.get(kind);
    if (!index) this.names.set(kind, (index = new ByName(this.ofKind(kind), nameOf, namespaceOf)));
    return index.get(namespace, name);
  }

  /** Names of the first objects of a kind that may be in a namespace: enough to find one that a wrong name resembles. */
  public someNames(kind: string, namespace: string | undefined): readonly string[] {
    const objects = this.inNamespace(kind, namespace);
    let names = this.suggestions.get(objects);
    if (!names) {
      names = objects.slice(0, MOST_NAMES).map(nameOf).filter(Boolean);
      this.suggestions.set(objects, names);
    }
    return names;
  }
}

const nameOf = ({ metadata }: Manifest): string => metadata.name;
const namespaceOf = ({ metadata }: Manifest): string | undefined => metadata.namespace;
