import type { Answer } from './answer';
import { CONTAINER_ANSWERS } from './containers';
import { NETWORK_ANSWERS } from './network';
import { OTHER_ANSWERS } from './others';
import { POD_FIELD_ANSWERS } from './pods';
import { WORKLOAD_ANSWERS } from './workloads';

/** Answers of the API server. */
export const ANSWERS: readonly Answer[] = [
  ...WORKLOAD_ANSWERS,
  ...POD_FIELD_ANSWERS,
  ...CONTAINER_ANSWERS,
  ...NETWORK_ANSWERS,
  ...OTHER_ANSWERS,
];
