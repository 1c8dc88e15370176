/** Texts of this process, for all test files that run in it: see test/once/environment.js. */
const { remembered: texts } = globalThis as unknown as { readonly remembered: Map<string, string> };

/** Plain data that is made once per process, as a copy that a test may change. */
export function remembered<T>(key: string, make: () => T): T {
  const known = texts.get(key) ?? JSON.stringify(make());
  texts.set(key, known);
  return JSON.parse(known) as T;
}
