import type { Answer } from './answer';
import { CONTAINER_ANSWERS } from './containers';
import { NETWORK_ANSWERS } from './network';
import { OTHER_ANSWERS } from './others';
import { WORKLOAD_ANSWERS } from './workloads';

/** Answers of the API server. */
export const ANSWERS: readonly Answer[] = [
  ...WORKLOAD_ANSWERS,
  ...CONTAINER_ANSWERS,
  ...NETWORK_ANSWERS,
  ...OTHER_ANSWERS,
];
