import type { KeptContainer } from '../kept-container';
import type { LivingPod } from '../living-pod';

/** A request that cannot be served. */
export class KubeletError extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Subject of a request. */
export interface Subject {
  readonly pod: LivingPod;

  /** Its container. @default - the request is about the pod */
  readonly container?: KeptContainer;

  /** Root folder of its node's files. */
  readonly node: string;

  readonly query: URLSearchParams;
}
