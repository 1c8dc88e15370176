import file from './generated/keys.json';

/** One configuration key: what its value is, and what Loki takes where it is not set. */
export interface ConfigKey {
  /**
   * What the value is: a scalar (see `config-values.ts`), `@block`, `list of …`, `map of …` or `any`.
   * The keys of a map are free: names of tenants, stores, headers.
   */
  readonly type: string;

  /** Loki's default, where it is the same wherever the block is used and does not depend on the machine. */
  readonly default?: string | number | boolean;

  /** Loki's own documentation calls the key deprecated. */
  readonly deprecated?: boolean;

  /** Loki's own documentation calls the key experimental. */
  readonly experimental?: boolean;
}

/** The keys of one block. */
export type ConfigBlock = Readonly<Record<string, ConfigKey>>;

/** The whole of `config-keys.json`. */
export interface ConfigKeys {
  /** The version of Loki the keys were read from. */
  readonly version: string;

  /** Every block by name. Blocks refer to each other as `@name`. */
  readonly blocks: Readonly<Record<string, ConfigBlock>>;
}

/**
 * Every configuration key of the Loki this library deploys, read from the types Loki decodes its configuration into
 * (so also the keys its documentation leaves out).
 */
export const CONFIG_KEYS = file as ConfigKeys;

/** The block at the top of Loki's configuration file. */
export const ROOT_BLOCK = 'root';

/** The block of the limits: `limits_config`, and every tenant's overrides. */
export const LIMITS_BLOCK = 'limits';

/** The keys of a block; none for a name nobody defined, which the tests rule out. */
export function keysOf(block: string): ConfigBlock {
  return CONFIG_KEYS.blocks[block] ?? {};
}
