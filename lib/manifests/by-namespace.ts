/** An item, and its place among all. */
interface Placed<T> {
  readonly item: T;
  readonly place: number;
}

/**
 * Items by namespace. As in `sameNamespace`, an item without a namespace may be in any, and a query without one finds all
 * items.
 */
export class ByNamespace<T> {
  private readonly namespaces = new Map<string, Placed<T>[]>();
  private readonly anywhere: Placed<T>[] = [];
  private readonly answers = new Map<string, readonly T[]>();

  constructor(
    private readonly all: readonly T[],
    namespaceOf: (item: T) => string | undefined,
  ) {
    for (const [place, item] of all.entries()) this.listOf(namespaceOf(item)).push({ item, place });
  }

  /** Items that may be in a namespace, in their order. */
  public in(namespace: string | undefined): readonly T[] {
    if (!namespace) return this.all;
    let answer = this.answers.get(namespace);
    if (!answer) {
      const found = [...(this.namespaces.get(namespace) ?? []), ...this.anywhere];
      answer = found.sort((one, other) => one.place - other.place).map(({ item }) => item);
      this.answers.set(namespace, answer);
    }
    return answer;
  }

  /** True if an item may be in a namespace. */
  public has(namespace: string | undefined): boolean {
    return namespace ? this.anywhere.length > 0 || this.namespaces.has(namespace) : this.all.length > 0;
  }

  private listOf(namespace: string | undefined): Placed<T>[] {
    if (!namespace) return this.anywhere;
    const known = this.namespaces.get(namespace);
    if (known) return known;
    const list: Placed<T>[] = [];
    this.namespaces.set(namespace, list);
    return list;
  }
}
