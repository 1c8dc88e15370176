/** Numbers by component, as seconds or bytes. */
export type Counts = ReadonlyMap<string, number>;

/** Additions since an earlier count. */
export function since(before: Counts, now: Counts): Counts {
  return new Map([...now].map(([name, count]) => [name, count - (before.get(name) ?? 0)]));
}

/** Two counts together. */
export function sum(one: Counts, other: Counts): Counts {
  return new Map([...one].map(([name, count]) => [name, count + (other.get(name) ?? 0)]));
}

/** All components together. */
export function total(counts: Iterable<number>): number {
  return [...counts].reduce((all, one) => all + one, 0);
}
