/** Length of the longest short text, and the most whose results are kept. */
const KEPT = { length: 4096, results: 10_000 };

/** A function of a text that keeps its results: several checks read the stages of each entry. Of other texts it keeps the last one. */
export function byText<T>(read: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  let last: { readonly text: string; readonly result: T } | undefined;
  return (text) => {
    if (text.length > KEPT.length) {
      if (last?.text !== text) last = { text, result: read(text) };
      return last.result;
    }
    if (results.has(text)) return results.get(text) as T;
    const result = read(text);
    if (results.size >= KEPT.results) results.clear();
    results.set(text, result);
    return result;
  };
}
