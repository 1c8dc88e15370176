import { isPlain, kindOf, messageOf, substitute, throwingKind } from './show';

/** Deepest object of an input, in levels. */
const MAX_DEPTH = 64;

/** Longest list of an input, in items. */
const MAX_ITEMS = 100_000;

/** Objects that are kept as they are, by themselves and their path. */
export type Keep = (value: object, path: string) => boolean;

/** A copy of the same type. `path` is that of the value itself. */
export const plainCopy = <T>(value: T, keep: Keep = () => false, path = ''): T => copied(value, path, keep, []) as T;

/**
 * Copy of an input of plain objects, lists, texts, numbers, booleans and functions. Every property is read once. A value
 * of another kind, an object in itself, and a property that cannot be read are replaced by a substitute, which no field
 * accepts and whose description `show` shows.
 */
function copied(value: unknown, path: string, keep: Keep, above: readonly unknown[]): unknown {
  // JSON and YAML have two zeros, and Loki and Kubernetes one.
  if (value === 0) return 0;
  if (typeof value === 'symbol') return substitute(kindOf(value));
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return substitute('an object that contains itself');
  if (above.length >= MAX_DEPTH) return substitute(`an object nested deeper than ${MAX_DEPTH} levels`);
  const within = [...above, value];
  try {
    if (keep(value, path)) return value;
    if (Array.isArray(value)) {
      if (value.length > MAX_ITEMS) return substitute(`a list of ${value.length} items`);
      return Array.from(value, (_, index) => copied(readOf(value, index), `${path}[${index}]`, keep, within));
    }
    if (!isPlain(value)) {
      // What it fails with is of no interest, and would end the process.
      if (value instanceof Promise) value.catch(() => undefined);
      return substitute(kindOf(value));
    }
    const keys = Object.keys(value);
    return Object.fromEntries(
      keys.map((key) => [key, copied(readOf(value, key), path ? `${path}.${key}` : key, keep, within)]),
    );
  } catch (error) {
    return substitute(throwingKind(error));
  }
}

/** Property of an object, or a substitute if it cannot be read. */
export function readOf(owner: object, key: string | number): unknown {
  try {
    return (owner as Record<string | number, unknown>)[key];
  } catch (error) {
    return substitute(`a getter that throws ${messageOf(error)}`);
  }
}
