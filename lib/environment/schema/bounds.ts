import type { NumberForm } from '../../../charts/input/forms';
import { CPU, MEMORY_MIB, PORT, REPLICAS, TOLERATION_SECONDS, VOLUME_GIB } from '../../../charts/kubernetes/bounds';
import { number } from './fields';

const within =
  ({ least, ...bounds }: Omit<NumberForm, 'example'>) =>
  (example: string) =>
    number(example, least, bounds);

/** Pods of one workload. */
export const replicas = within(REPLICAS);

/** CPU of a container, in cores. */
export const cpu = within(CPU);

/** Memory of a container, in MiB. */
export const memoryMiB = within(MEMORY_MIB);

/** Volume in GiB. */
export const volumeGiB = within(VOLUME_GIB);

/** Port of TCP or UDP. */
export const port = within(PORT);

/** Nodes of a group, which may grow to twice as many; EKS allows 450 (https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html). */
export const nodes = within({ least: 1, most: 225, why: 'as the group may grow to twice as many, and EKS allows 450' });

/** Seconds for which a taint is tolerated. */
export const tolerationSeconds = within(TOLERATION_SECONDS);
