import { isPlain, kindOf, messageOf, substitute, throwingKind } from './show';

/** Deepest object of an input, in levels. */
const MAX_DEPTH = 64;

/** Longest list of an input, in items. */
const MAX_ITEMS = 100_000;

/** Decides by object and path whether an object is kept as it is. */
export type Keep = (value: object, path: string) => boolean;

/**
 * Most values of an input. A part that several objects share counts in each: forty lists, each of which has the next
 * one twice, have 2^40.
 */
const MAX_VALUES = 1_000_000;

/** A copy that is being made. */
interface Copying {
  /** Most values of the whole. */
  readonly most: number;

  /** Objects that are kept. */
  readonly keep: Keep;

  /** Number of values that may follow. */
  left: number;

  /** Objects that are too large. */
  readonly tooLarge: Set<unknown>;

  /** Objects around the value that exceeded the limit, as far as they were given up. */
  readonly givenUp: Set<unknown>;
}

/** Error of a copy with too many values. It is caught at the beginning of the object that has them. */
const TOO_MANY = Symbol('too many values');

/** A copy of the same type. `path` is that of the value itself. */
export const plainCopy = <T>(value: T, keep: Keep = () => false, path = '', most = MAX_VALUES): T =>
  copiedParts([{ value, path }], { keep, most, left: most, tooLarge: new Set(), givenUp: new Set() }, [])[0] as T;

/** A value and its path. */
interface Part {
  readonly value: unknown;
  readonly path: string;
}

/**
 * Copy of an input of plain objects, lists, texts, numbers, booleans and functions. Every property is read once. A value
 * of another kind, an object in itself, and a property that cannot be read are replaced by a substitute, which no field
 * accepts and whose description `show` shows.
 */
function copied({ value, path }: Part, copying: Copying, above: readonly unknown[]): unknown {
  if (copying.left-- <= 0) throw TOO_MANY;
  // JSON and YAML have a negative zero; Loki and Kubernetes do not.
  if (value === 0) return 0;
  if (typeof value === 'symbol') return substitute(kindOf(value));
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return substitute('an object that contains itself');
  if (above.length >= MAX_DEPTH) return substitute(`an object nested deeper than ${MAX_DEPTH} levels`);
  const within = [...above, value];
  try {
    if (copying.keep(value, path)) return value;
    if (Array.isArray(value)) {
      if (value.length > MAX_ITEMS) return substitute(`a list of ${value.length} items`);
      const items = Array.from(value, (_, index) => ({ value: readOf(value, index), path: `${path}[${index}]` }));
      return copiedParts(items, copying, within);
    }
    if (!isPlain(value)) {
      // An error of the promise must not end the process.
      if (value instanceof Promise) value.catch(() => undefined);
      return substitute(kindOf(value));
    }
    const keys = Object.keys(value);
    const parts = keys.map((key) => ({ value: readOf(value, key), path: path ? `${path}.${key}` : key }));
    const copies = copiedParts(parts, copying, within);
    return Object.fromEntries(keys.map((key, index) => [key, copies[index]]));
  } catch (error) {
    if (error === TOO_MANY) throw error;
    return substitute(throwingKind(error));
  }
}

/**
 * Copies of the parts of an object. The part that is too large is the outermost that has most of the values and is not
 * doubled itself: an object that has it twice grows with it.
 */
function copiedParts(parts: readonly Part[], copying: Copying, within: readonly unknown[]): unknown[] {
  const { most, tooLarge, givenUp } = copying;
  return parts.map((part) => {
    const { left } = copying;
    if (tooLarge.has(part.value)) return tooLargeOf(part.value, most);
    try {
      return copied(part, copying, within);
    } catch (error) {
      if (error !== TOO_MANY) throw error;
      if (typeof part.value === 'object') givenUp.add(part.value);
      const isDoubled = parts.some((other) => other !== part && givenUp.has(other.value));
      if (within.length > 0 && (isDoubled || left < most / 2)) throw error;
      tooLarge.add(part.value);
      givenUp.clear();
      copying.left = left;
      return tooLargeOf(part.value, most);
    }
  });
}

const tooLargeOf = (value: unknown, most: number): symbol =>
  substitute(`${Array.isArray(value) ? 'a list' : 'an object'} of more than ${most} values, repeats included`);

/** Property of an object, or a substitute if it cannot be read. */
export function readOf(owner: object, key: string | number): unknown {
  try {
    return (owner as Record<string | number, unknown>)[key];
  } catch (error) {
    return substitute(`a getter that throws ${messageOf(error)}`);
  }
}
