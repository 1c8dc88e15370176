/** Most texts whose results are kept: those of a few environments. */
const MOST = 32;

/** A function that keeps its results as long as what they are of: rules ask for those of every stage before a stage. */
export function kept<K extends object, T>(work: (key: K) => T): (key: K) => T {
  const results = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const result = results.get(key) ?? { value: work(key) };
    results.set(key, result);
    return result.value;
  };
}

/** A function that keeps its last results: objects before and after a change, and of similar environments, share most files. */
export function keptByText<T>(work: (text: string) => T): (text: string) => T {
  const results = new Map<string, { readonly value: T }>();
  return (text) => {
    const result = results.get(text) ?? { value: work(text) };
    // The last in the order of a map is the last that was asked for.
    results.delete(text);
    results.set(text, result);
    const [oldest] = results.keys();
    if (oldest !== undefined && results.size > MOST) results.delete(oldest);
    return result.value;
  };
}
