import type { HopName } from '../../lib/live/doctor/hops';
import type { Unseen } from '../../lib/live/doctor/snapshot';

/** Objects that a command returned, and those that it could not read. */
export interface Got {
  readonly items: Record<string, unknown>[];
  readonly unseen: Unseen[];
}

/** Gets objects of the API. */
export type Get = (args: readonly string[], hops: readonly HopName[], asked: readonly string[]) => Promise<Got>;
