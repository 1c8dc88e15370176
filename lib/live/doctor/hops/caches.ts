import { field, networkPolicies, podsOf } from '../commands';
import type { Fault } from '../fault';
import { linesOf, samplesOf, some, type View } from '../view';
import { inLog } from './in-log';

/** Failures besides single requests that were cancelled. */
const LEAST_FAILURES = 5;

const errors: Fault = {
  id: 'cache-errors',
  hop: 'caches',
  isMild: true,
  follows: ['caches'],
  cause: 'Loki does not reach a cache: queries are slower, and S3 gets more requests',
  find: (view) => {
    const name = 'loki_memcache_request_duration_seconds_count';
    const failed = view.snapshot.metrics
      .flatMap((scrape) =>
        samplesOf(scrape, name, { status_code: /^5/ }).map(({ labels, grown = 0 }) => ({
          cache: labels['name'] ?? '',
          failures: grown,
          all: view.grown([scrape], name, { name: labels['name'] ?? '' }),
        })),
      )
      .filter(({ failures, all }) => failures >= LEAST_FAILURES && failures >= all / 2)
      .map(({ cache }) => cache);
    const lines = view.logs('memcached').filter(({ count }) => count >= LEAST_FAILURES);
    if (failed.length === 0 && lines.length === 0) return undefined;
    return {
      evidence: failed.length > 0 ? `requests to ${some(failed)} fail` : `memcached does not answer: ${linesOf(lines)}`,
      fix: [podsOf(view, 'chunks-cache', 'results-cache'), networkPolicies(view)],
    };
  },
};

/** Pods of caches that no node has enough memory for. */
const tooLarge = (view: View) =>
  ['chunks-cache', 'results-cache']
    .flatMap((component) => view.pods(component))
    .filter(({ status }) =>
      status?.conditions?.some(
        ({ type, status: state, message }) =>
          type === 'PodScheduled' && state === 'False' && /Insufficient memory/.test(message ?? ''),
      ),
    );

const memory: Fault = {
  id: 'cache-too-large',
  hop: 'caches',
  isMild: true,
  cause: 'a cache requests more memory than any node has',
  find: (view) => {
    const found = tooLarge(view);
    if (found.length === 0) return undefined;
    return {
      evidence: `${some(found.map(({ metadata }) => metadata.name))} is Pending: Insufficient memory`,
      fix: [
        view.setup.found
          ? 'lower allocatedMemory of that cache in the values of the chart: chunksCache: { allocatedMemory: 1024 }'
          : `environments.${view.setup.name}.loki.sizes: { chunksCache: { memory: 1 } }, in GiB`,
      ],
    };
  },
};

/** A fault that the answers of a cache show. */
const refuses = (pattern: string, fault: Pick<Fault, 'id' | 'cause'>, fix: (view: View) => string[]): Fault =>
  inLog(pattern, { ...fault, hop: 'caches', isMild: true }, { says: (detail) => detail, fix });

/** Faults of the caches. */
export const CACHE_FAULTS: readonly Fault[] = [
  memory,
  errors,
  refuses(
    'memcached-full',
    {
      id: 'cache-full',
      cause: 'a cache has no memory for objects of some size: they are not kept, and queries are slower',
    },
    (view) => [
      `raise the memory of that cache: ${field(view, 'loki.sizes: { chunksCache: { memory: … } }', 'allocatedMemory')}`,
    ],
  ),
  refuses(
    'memcached-item',
    {
      id: 'cache-item-size',
      cause: 'objects are larger than a cache takes: they are not kept, and queries are slower',
    },
    (view) => [
      view.setup.found
        ? 'raise maxItemMemory of that cache in the values of the chart'
        : 'raise --max-item-size of that cache with customize',
    ],
  ),
  refuses(
    'memcached-connections',
    { id: 'cache-connections', cause: 'a cache accepts no more connections: its limit is reached' },
    (view) => [
      view.setup.found
        ? 'raise connectionLimit of that cache in the values of the chart'
        : 'use fewer queriers, or raise --conn-limit of that cache with customize',
      podsOf(view, 'chunks-cache', 'results-cache'),
    ],
  ),
];
