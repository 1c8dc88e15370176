import { number } from './fields';

const NO_NODE = 'more than a node offers';

/** Pods of one workload. Grafana's own sizes end with 250 queriers for 30 TB a day. */
export const replicas = (example: string) =>
  number(example, 1, { most: 1000, why: 'more than the largest Loki has of any component' });

/** CPU of a container, in cores. */
export const cpu = (example: string) => number(example, 0.01, { whole: false, most: 256, why: NO_NODE });

/** Largest memory of a container, in GiB. */
const MAX_MEMORY = 1024;

/** Memory of a container, in GiB. */
export const memoryGiB = (example: string) => number(example, 0.0625, { whole: false, most: MAX_MEMORY, why: NO_NODE });

/** Memory of a container, in MiB. */
export const memoryMiB = (example: string) => number(example, 64, { most: MAX_MEMORY * 1024, why: NO_NODE });

/** Volume in GiB (https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html). */
export const volumeGiB = (example: string) =>
  number(example, 1, { most: 16_384, why: 'more than a gp3 volume has in every region' });

/** Nodes of a group, which may grow to twice as many; EKS allows 450 (https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html). */
export const nodes = (example: string) =>
  number(example, 1, { most: 225, why: 'as the group may grow to twice as many, and EKS allows 450' });

/** Seconds for which a taint is tolerated. */
export const tolerationSeconds = (example: string) => number(example, 0, { most: 31_536_000, why: 'a year' });
