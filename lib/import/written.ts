import type { Node } from './tree/account';
import type { Path } from './tree/path';

/** A field of the environment, and the keys it came from. */
export interface Written {
  /** Its path. */
  readonly path: Path;

  /** Its value. */
  readonly value: unknown;

  /** Keys that it came from. */
  readonly origins: readonly Node[];
}
