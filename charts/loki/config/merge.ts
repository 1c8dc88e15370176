import { isPlain } from '../../input/show';
import type { LokiConfig } from './generated/types';
import { ownValue } from '../../input/own-value';

/** Changes to a configuration. `null` removes a key. */
export type ConfigPatch<T> = {
  readonly [K in keyof T]?:
    | (T[K] extends readonly unknown[] | undefined ? T[K] : T[K] extends object | undefined ? ConfigPatch<T[K]> : T[K])
    | null;
};

type Block = Record<string, unknown>;

/** Deep copy without keys that are `null`. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  // Other objects, such as tokens of the CDK, are single values.
  return isPlain(value) ? merge({}, value) : value;
}

function merge(base: Block, extra: Block): Block {
  const merged = new Map(Object.entries(base).map(([key, value]) => [key, copy(value)]));
  for (const [key, value] of Object.entries(extra)) {
    const below = ownValue(base, key);
    // Not `delete`, so that the key keeps its place if it is set again.
    if (value === null) merged.set(key, undefined);
    else if (value !== undefined) merged.set(key, isPlain(below) && isPlain(value) ? merge(below, value) : copy(value));
  }
  return Object.fromEntries([...merged].filter(([, value]) => value !== undefined));
}

/**
 * Merges `extra` over `base`. Blocks merge key by key; a list or a scalar of `extra` replaces the one of `base`; `null`
 * removes the key, so that Loki's own default applies; `undefined` changes nothing.
 *
 * The arguments stay unchanged. Keys keep the order of `base`, and new ones follow in the order of `extra`.
 */
export function mergeConfig(base: LokiConfig, extra: ConfigPatch<LokiConfig> = {}): LokiConfig {
  return merge(base as Block, extra as Block) as LokiConfig;
}
