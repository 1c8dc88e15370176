import type { SizedComponent } from './size';

/** Component whose CPU follows from the lines that arrive. */
export type WritingComponent = Extract<SizedComponent, 'distributor' | 'ingester' | 'patternIngester' | 'gateway'>;

/**
 * CPU seconds for each GB of lines, over all pods of a component. Measured with the load of this repository (200 MB, one
 * turn, `test/e2e/load.e2e.ts`): three copies of each line, zstd, and compression between pods. The gateway's 6 are assumed:
 * the load goes past it.
 */
const SECONDS_PER_GIGABYTE: Readonly<Record<WritingComponent, number>> = {
  ingester: 75,
  distributor: 37,
  patternIngester: 12,
  gateway: 6,
};

/** Busy hours, as a multiple of the average: what the rate limit lets through. */
const BUSY = 4;

/** Room at busy hours for pods that do the work of others, since a node or zone is away, and for queries of recent lines. */
const SPARE = 1.5;

/** Smallest request of a pod, in cores: it also starts, and answers probes. */
const LEAST_CPU: Readonly<Record<WritingComponent, number>> = {
  ingester: 0.1,
  distributor: 0.1,
  patternIngester: 0.05,
  gateway: 0.05,
};

const SECONDS_PER_DAY = 86_400;

/** True if the CPU of a component follows from the lines that arrive. */
export const isWriting = (component: SizedComponent): component is WritingComponent =>
  Object.hasOwn(SECONDS_PER_GIGABYTE, component);

/** CPU request of each of some pods of a component, in cores. */
export function writingCpu(component: WritingComponent, gigabytesPerDay: number, pods: number): number {
  const average = (SECONDS_PER_GIGABYTE[component] * gigabytesPerDay) / SECONDS_PER_DAY;
  return Math.max(LEAST_CPU[component], (average * BUSY * SPARE) / pods);
}
