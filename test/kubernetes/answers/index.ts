import { ADMISSION_ANSWERS } from './admission';
import type { Answer } from './answer';
import { CONTAINER_ANSWERS } from './containers';
import { DEFINITION_ANSWERS } from './definitions';
import { ENDPOINT_ANSWERS } from './endpoints';
import { NETWORK_ANSWERS } from './network';
import { OTHER_ANSWERS } from './others';
import { POD_FIELD_ANSWERS } from './pods';
import { QUOTA_ANSWERS } from './quotas';
import { RARE_ANSWERS } from './rare';
import { VOLUME_ANSWERS } from './volumes';
import { WORKLOAD_ANSWERS } from './workloads';

/** Answers of the API server. */
export const ANSWERS: readonly Answer[] = [
  ...WORKLOAD_ANSWERS,
  ...POD_FIELD_ANSWERS,
  ...CONTAINER_ANSWERS,
  ...NETWORK_ANSWERS,
  ...OTHER_ANSWERS,
  ...ADMISSION_ANSWERS,
  ...DEFINITION_ANSWERS,
  ...ENDPOINT_ANSWERS,
  ...QUOTA_ANSWERS,
  ...VOLUME_ANSWERS,
  ...RARE_ANSWERS,
];
