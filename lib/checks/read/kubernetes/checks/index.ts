import type { Check } from '../fault';
import { CONTAINER_CHECKS } from './containers';
import { NETWORK_CHECKS } from './network';
import { OTHER_CHECKS } from './others';
import { POD_CHECKS } from './pods';
import { WORKLOAD_CHECKS } from './workloads';

/** Checks of the fields of a value together, by its type. */
export const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  ...CONTAINER_CHECKS,
  ...POD_CHECKS,
  ...WORKLOAD_CHECKS,
  ...NETWORK_CHECKS,
  ...OTHER_CHECKS,
};
