import { type Problem, show } from '../input/problems';
import { isPlain } from '../input/show';
import { LOKI_COMPONENTS } from './components';
import { REPLICATION_FACTOR } from './config/config';
import { SIZED_COMPONENTS } from './sizes';

/** Components whose pods have a volume. */
const WITH_VOLUME = LOKI_COMPONENTS.filter(({ data }) => data === 'claim').map(({ key }) => key);

/** Components of which exactly one pod runs. */
const SINGLETONS = LOKI_COMPONENTS.filter(({ singleton }) => singleton).map(({ key }) => key);

/**
 * Finds changes of sizes that would have no effect or break Loki. Values of the wrong form are ignored. `root` is the
 * path of the sizes.
 */
export function unusedSizes(sizes: unknown, root: string): Problem[] {
  if (!isPlain(sizes)) return [];
  return SIZED_COMPONENTS.flatMap((key): Problem[] => {
    const size = sizes[key];
    if (!isPlain(size)) return [];
    const { replicas } = size;
    const path = `${root}.${key}`;
    return [
      ...(key === 'ingester' && typeof replicas === 'number' && replicas > REPLICATION_FACTOR
        ? [
            {
              path: `${path}.replicas`,
              found: `${replicas} are more than the ${REPLICATION_FACTOR} copies of a line: two of three zones would have all copies of some lines, and lose them together`,
              fix: `use ${REPLICATION_FACTOR}, each with more cpu and memory`,
            },
          ]
        : []),
      ...(SINGLETONS.some((one) => one === key) && typeof replicas === 'number' && replicas !== 1
        ? [
            {
              path: `${path}.replicas`,
              found: `${replicas} has no effect, as exactly one pod runs`,
              fix: 'leave it out',
            },
          ]
        : []),
      ...(WITH_VOLUME.some((one) => one === key)
        ? []
        : (['volume', 'throughput'] as const)
            .filter((field) => size[field] !== undefined)
            .map((field) => ({
              path: `${path}.${field}`,
              found: `${show(size[field])} has no effect, as ${key} has no volume`,
              fix: `leave it out; ${WITH_VOLUME.join(', ')} have one`,
            }))),
    ];
  });
}
