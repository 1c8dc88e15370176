import type { NumberForm } from '../input/forms';

/** Bounds of a number whose example depends on the field. */
type Bounds = Omit<NumberForm, 'example'>;

const NO_NODE = 'more than a node offers';

/** Maximum memory of a container, in GiB. */
const MAX_MEMORY = 1024;

/** Pods of one workload. Grafana's own sizes end with 250 queriers for 30 TB a day. */
export const REPLICAS: Bounds = { least: 1, most: 1000, why: 'more than the largest Loki has of any component' };

/** CPU of a container, in cores. */
export const CPU: Bounds = { least: 0.01, whole: false, most: 256, why: NO_NODE };

/** Memory of a container, in GiB. */
export const MEMORY_GIB: Bounds = { least: 0.0625, whole: false, most: MAX_MEMORY, why: NO_NODE };

/** Memory of a container, in MiB. */
export const MEMORY_MIB: Bounds = { least: 64, most: MAX_MEMORY * 1024, why: NO_NODE };

/** Volume in GiB (https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html). */
export const VOLUME_GIB: Bounds = { least: 1, most: 16_384, why: 'more than a gp3 volume has in every region' };

/** Port of TCP or UDP. */
export const PORT: Bounds = { least: 1, most: 65_535 };

/** Seconds for which a taint is tolerated. */
export const TOLERATION_SECONDS: Bounds = { least: 0, most: 31_536_000, why: 'a year' };
