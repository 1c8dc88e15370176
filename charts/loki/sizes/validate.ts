import { fields, number, type PropValidators, type Validator } from '../../input/props';
import { CPU, MEMORY_GIB, MEMORY_MIB, REPLICAS, VOLUME_GIB } from '../../kubernetes/bounds';
import { MEMCACHED_SHARE } from '../caches';
import { GP3, MAX_THROUGHPUT } from '../workloads/volumes';
import { type ComponentSizeOverride, type LokiSizeOverrides, SIZED_COMPONENTS } from './size';

const changes = (leastMemory: number): Validator => {
  const size = fields<ComponentSizeOverride>('{ replicas: 3 }', {
    replicas: number({ ...REPLICAS, example: '3' }),
    cpu: number({ ...CPU, example: '0.5' }),
    memory: number({ ...MEMORY_GIB, least: leastMemory, example: '4' }),
    volume: number({ ...VOLUME_GIB, example: '50' }),
    throughput: number({ example: '200', least: GP3.mebibytesPerSecond, most: MAX_THROUGHPUT }),
  });
  return fields<LokiSizeOverrides>(
    '{ querier: { replicas: 3 } }',
    Object.fromEntries(SIZED_COMPONENTS.map((key) => [key, size])) as PropValidators<LokiSizeOverrides>,
  );
};

/** Validator of changes to sizes as a user of an environment writes them. */
export const sizes = changes(MEMORY_GIB.least);

/**
 * Validator of changes to sizes that include those of `workloads`: there, a cache fills only a part of the memory of
 * its pod.
 */
export const mergedSizes = changes(Math.floor(MEMORY_MIB.least / MEMCACHED_SHARE) / 1024);
