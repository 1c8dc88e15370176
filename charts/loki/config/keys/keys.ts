import file from '../generated/keys.json';

/** Configuration key with the type and default of its value. */
export interface ConfigKey {
  /**
   * Type of the value: a scalar (see `values.ts`), `@block`, `list of …`, `map of …` or `any`. The keys of a map are
   * free: names of tenants, stores, headers.
   */
  readonly type: string;

  /** Default of Loki, if it is the same for every use of the block and on every machine. @default - unknown */
  readonly default?: string | number | boolean;

  /** True if Loki's documentation calls the key deprecated. @default false */
  readonly deprecated?: boolean;

  /** True if Loki's documentation calls the key experimental. @default false */
  readonly experimental?: boolean;
}

/** Keys of a block. */
export type ConfigBlock = Readonly<Record<string, ConfigKey>>;

/** Content of `generated/keys.json`. */
export interface ConfigKeys {
  /** Version of Loki that the keys come from. */
  readonly version: string;

  /** Blocks by name. They refer to each other as `@name`. */
  readonly blocks: Readonly<Record<string, ConfigBlock>>;
}

/**
 * All configuration keys of the Loki this library deploys, from the types that Loki decodes its configuration into. They
 * include keys that its documentation leaves out.
 */
export const CONFIG_KEYS = file as ConfigKeys;

/** Top-level block of Loki's configuration file. */
export const ROOT_BLOCK = 'root';

/** Block of limits: `limits_config`, and the overrides of each tenant. */
export const LIMITS_BLOCK = 'limits';

/** Keys of a block; none for an undefined block, which the tests rule out. */
export function keysOf(block: string): ConfigBlock {
  return CONFIG_KEYS.blocks[block] ?? {};
}
