import type { HopName } from '../../../../../lib/live/doctor/hops';
import type { Draft } from '../../../../helpers/healthy-snapshot';

/** A fault, how a snapshot has it, and what is said of it. */
export interface FaultCase {
  readonly id: string;
  readonly hop: HopName;

  /** Healthy snapshot. @default - that of dev */
  readonly of?: () => Draft;

  /** Puts the fault into a healthy snapshot. */
  readonly make: (draft: Draft) => void;

  /** Found in the evidence. */
  readonly evidence: RegExp;

  /** Found in the fix. */
  readonly fix: RegExp;

  /** Other causes that the snapshot has, too. @default - none */
  readonly besides?: readonly string[];
}
