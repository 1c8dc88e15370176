import type { SizedComponent } from './size';
import { SECONDS_PER_DAY } from '../../input/seconds';

/** Component whose CPU follows from the lines that arrive. */
export type WritingComponent = Extract<SizedComponent, 'distributor' | 'ingester' | 'patternIngester' | 'gateway'>;

/** CPU of a component on the write path. */
interface WritingCost {
  /**
   * CPU seconds for each GB of lines, over all pods. Measured with the load of this repository (200 MB, one turn,
   * `test/e2e/load.e2e.ts`): three copies of each line, zstd, and compression between pods. The gateway's 6 are assumed:
   * the load does not pass it.
   */
  readonly secondsPerGigabyte: number;

  /** Smallest request of a pod, in cores: it also starts, and answers probes. */
  readonly leastCpu: number;
}

const WRITE_PATH: Readonly<Record<WritingComponent, WritingCost>> = {
  ingester: { secondsPerGigabyte: 75, leastCpu: 0.1 },
  distributor: { secondsPerGigabyte: 37, leastCpu: 0.1 },
  patternIngester: { secondsPerGigabyte: 12, leastCpu: 0.05 },
  gateway: { secondsPerGigabyte: 6, leastCpu: 0.05 },
};

/** Load of busy hours, as a multiple of the average: as much as the rate limit allows. */
const BUSY_FACTOR = 4;

/**
 * Spare CPU at busy hours, as a factor: for the work of pods on a lost node or in a lost zone, and for queries of
 * recent lines.
 */
const SPARE_FACTOR = 1.5;

/** True if the CPU of a component follows from the lines that arrive. */
export const isWriting = (component: SizedComponent): component is WritingComponent =>
  Object.hasOwn(WRITE_PATH, component);

/** CPU request of one pod of a component, in cores. */
export function writingCpu(component: WritingComponent, gigabytesPerDay: number, pods: number): number {
  const { secondsPerGigabyte, leastCpu } = WRITE_PATH[component];
  const average = (secondsPerGigabyte * gigabytesPerDay) / SECONDS_PER_DAY;
  return Math.max(leastCpu, (average * BUSY_FACTOR * SPARE_FACTOR) / pods);
}
