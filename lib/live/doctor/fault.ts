import type { HopName } from './hops';
import type { View } from './view';

/** Finding that another may explain. */
export interface Symptom {
  readonly id: string;
  readonly hop: HopName;
  readonly evidence: string;
}

/** Trace of a fault in a snapshot. */
export interface Found {
  /** Part of the path. @default - that of the fault */
  readonly hop?: HopName;

  /** Id. @default - that of the fault */
  readonly id?: string;

  /** If true, lines still arrive. @default - as the fault says */
  readonly isMild?: boolean;

  /** Parts whose faults explain it. @default - as the fault says */
  readonly follows?: readonly HopName[];

  /** Ids of faults that explain it even if lines still arrive with them. @default - none */
  readonly causedBy?: readonly string[];

  /** Tells findings that follow from it, even if lines still arrive with it. @default - those that say so */
  readonly explains?: (other: Symptom) => boolean;

  /** If true, only lines of logs tell of it, and the last is minutes old: it may be over. @default false */
  readonly isPast?: boolean;

  /** If true, it is in the first part that it breaks. @default false */
  readonly isShared?: boolean;

  /** Observation, with names and numbers. */
  readonly evidence: string;

  /** Cause, in one sentence. @default - that of the fault */
  readonly cause?: string;

  /** Commands or fields that end it, in order. */
  readonly fix: readonly string[];
}

/** A fault that a Loki, or what is around it, can have. */
export interface Fault {
  /** Name. It is never reused. */
  readonly id: string;

  /** Part of the path that it breaks. */
  readonly hop: HopName;

  /** Cause, in one sentence. */
  readonly cause: string;

  /** If true, lines still arrive. @default false */
  readonly isMild?: boolean;

  /** Parts whose faults explain this one, which then is a consequence. @default - none: it is a cause */
  readonly follows?: readonly HopName[];

  /** Looks for it. */
  readonly find: (view: View) => Found | readonly Found[] | undefined;
}
