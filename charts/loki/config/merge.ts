import type { LokiConfig } from './generated/types';

/** A part of a configuration to lay over another. `null` takes a key away. */
export type ConfigPatch<T> = {
  readonly [K in keyof T]?:
    | (T[K] extends readonly unknown[] | undefined ? T[K] : T[K] extends object | undefined ? ConfigPatch<T[K]> : T[K])
    | null;
};

type Block = Record<string, unknown>;

/** Only plain objects are blocks. Whatever else is an object (a token of the CDK, say) is one value. */
function isBlock(value: unknown): value is Block {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A deep copy, so that nothing done to the result reaches what it was made of. Without keys that are `null`. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isBlock(value) ? merge({}, value) : value;
}

function merge(base: Block, extra: Block): Block {
  const merged: Block = Object.fromEntries(Object.entries(base).map(([key, value]) => [key, copy(value)]));
  for (const [key, value] of Object.entries(extra)) {
    const below = base[key];
    // Not `delete`: the key keeps its place if something sets it again.
    if (value === null) merged[key] = undefined;
    else if (value !== undefined) merged[key] = isBlock(below) && isBlock(value) ? merge(below, value) : copy(value);
  }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

/**
 * Lays `extra` over `base`: blocks are merged key by key; a list or a scalar of `extra` replaces the one of `base`
 * whole; `null` takes the key out, so that Loki's own default holds again; `undefined` changes nothing.
 *
 * Neither argument is changed. Keys keep the order of `base`; new ones follow in the order of `extra`.
 */
export function mergeConfig(base: LokiConfig, extra: ConfigPatch<LokiConfig> = {}): LokiConfig {
  return merge(base as Block, extra as Block) as LokiConfig;
}
