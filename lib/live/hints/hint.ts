import type { Environment } from '../../environment/environment';
import type { Trouble } from '../trouble';

/** Subject of a hint. */
export interface HintSubject {
  /** The environment. */
  readonly environment: Pick<Environment, 'name' | 'clusterName'> & Partial<Pick<Environment, 'props'>>;

  /** Name of the Secret with the passwords, if it is created by hand. @default - an operator or AWS makes it */
  readonly credentialsSecret?: string;

  /** Namespace of the pod. */
  readonly namespace: string;

  /** Kind of its workload. */
  readonly kind: string;

  /** If true, another program than this one made the workload, and no environment has fields of it. @default false */
  readonly isFound?: boolean;

  /** Reason why the pod is not ready. */
  readonly trouble: Trouble;
}

/** Reasons of a pod that has no node. */
export const UNPLACED = /^(Pending|FailedScheduling)$/;

/** Id and cause of a hint, and its next step, which several rows have. */
export type SharedHint = Pick<Hint, 'id' | 'cause' | 'next'>;

/** A row of the table; the first row whose reason and message match applies. */
export interface Hint {
  /** Name of what is wrong. Several rows may have one. */
  readonly id: string;

  /** Reasons it applies to. */
  readonly reason: RegExp;

  /** Messages it applies to. @default - all */
  readonly message?: RegExp;

  /** Kind of workload it applies to. @default - all */
  readonly kind?: string;

  /** If true, it applies on EKS alone; if false, on a local cluster alone. @default - both */
  readonly onEks?: boolean;

  /** Cause, in a sentence. */
  readonly cause: string;

  /** The next step. */
  readonly next: (subject: HintSubject, found: readonly string[]) => string;

  /** The next step for a workload that another program made. @default - the same */
  readonly other?: (subject: HintSubject, found: readonly string[]) => string;
}
