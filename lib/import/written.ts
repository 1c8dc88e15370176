import type { Node } from './tree/account';
import type { Path } from './tree/path';

/** A field of the environment, with the keys from which it was made. */
export interface Written {
  /** Its path. */
  readonly path: Path;

  /** Its value. */
  readonly value: unknown;

  /** Keys that it came from. */
  readonly origins: readonly Node[];
}
