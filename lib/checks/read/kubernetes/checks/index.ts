import type { Check } from '../fault';
import { ADMISSION_CHECKS } from './admission';
import { CONTAINER_CHECKS } from './containers';
import { DEFINITION_CHECKS } from './definitions';
import { ENDPOINT_CHECKS } from './endpoints';
import { NETWORK_CHECKS } from './network';
import { OTHER_CHECKS } from './others';
import { POD_CHECKS } from './pods';
import { QUOTA_CHECKS } from './quotas';
import { STORAGE_CHECKS } from './storage';
import { VOLUME_CHECKS } from './volumes';
import { WORKLOAD_CHECKS } from './workloads';

/** Checks of the fields of a value together, by its type. */
export const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  ...CONTAINER_CHECKS,
  ...POD_CHECKS,
  ...VOLUME_CHECKS,
  ...WORKLOAD_CHECKS,
  ...NETWORK_CHECKS,
  ...OTHER_CHECKS,
  ...ADMISSION_CHECKS,
  ...DEFINITION_CHECKS,
  ...ENDPOINT_CHECKS,
  ...QUOTA_CHECKS,
  ...STORAGE_CHECKS,
};
