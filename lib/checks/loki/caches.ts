import type { Manifests } from '../../manifests/manifests';
import type { Loki } from '../read/loki/loki';
import { isRecord, texts, at, isText } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { defaultOf, everyLoki } from './every-loki';
import type { Container } from '../../manifests/pods';
import { selectedIn } from '../../manifests/lookup';
import { containerPath, type Workload } from '../../manifests/workloads';
import { labelSelector } from '../../manifests/selectors';
import { MIB, parseBinarySize, parseQuantity } from '../../manifests/quantity';

/** A memcached. */
interface Memcached {
  /** Path of its container. */
  readonly path: string;

  /** The container. */
  readonly container: Container;

  /** Its command line as one text: charts write an option and its value as one word or as two. */
  readonly words: string;
}

function memcacheds(workload: Workload): Memcached[] {
  return workload.pod.containers.flatMap((container): Memcached[] => {
    const isOne = [container.name, container.image].some((name) => name?.includes('memcached'));
    const words = [...texts(container['command']), ...texts(container['args'])].join(' ');
    // The exporter next to it has the same words.
    if (!isOne || words.includes('--memcached.')) return [];
    return [{ path: containerPath(workload, container), container, words }];
  });
}

/** Size of the cache in MiB; undefined if the command line does not set it. */
function memoryLimit(words: string): number | undefined {
  const count = /(?:^|\s)(?:-m\s*|--memory-limit[=\s]\s*)(\d+)(?=\s|$)/.exec(words)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** Size limit of an item in bytes. The default is 1 MiB. */
function largestItem(words: string): number {
  const [, size = '1m'] = /(?:^|\s)(?:-I\s*|--max-item-size[=\s]\s*)(\d+[kmg]?)/i.exec(words) ?? [];
  return parseBinarySize(size) ?? MIB;
}

const cacheMemory: ManifestsRule = {
  id: 'LOKI-CACHE-1',
  severity: Severity.ERROR,
  title: 'the memory limit of memcached is above the size of its cache',
  why: 'it is killed whenever the cache is full, and restarts empty',
  evidence: 'https://github.com/grafana/loki/issues/15813',
  check: ({ manifests }) =>
    manifests.workloads.flatMap(memcacheds).flatMap(({ path, container, words }): Finding[] => {
      const fills = memoryLimit(words);
      const written = at(container, 'resources.limits.memory');
      const limit = parseQuantity(written);
      if (fills === undefined || limit === undefined || limit > fills * MIB) return [];
      return [
        {
          path: `${path}.resources.limits.memory`,
          found: `${String(written)} is not more than the ${fills} MiB of the cache`,
          fix: `use ${Math.ceil(fills * 1.2)}Mi, or a smaller cache`,
        },
      ];
    }),
};

/** The memcacheds that an address in Loki's configuration leads to, by the name of their Service. */
function behind(address: unknown, manifests: Manifests): Memcached[] {
  if (!isText(address)) return [];
  const parts = address.split(/[^\w.-]|\._tcp\./);
  const services = manifests.ofKind('Service').filter(({ metadata: { name, namespace } }) => {
    const host = `${name}.${namespace ?? ''}`;
    return parts.some((part) => part === name || part === host || part.startsWith(`${host}.`));
  });
  return services.flatMap((service) => {
    const labels = at(service, 'spec.selector');
    if (!isRecord(labels)) return [];
    return selectedIn(manifests, service.metadata.namespace, labelSelector(labels)).flatMap(memcacheds);
  });
}

function chunkSize({ config }: Loki): number | undefined {
  return parseQuantity(at(config, 'ingester.chunk_target_size') ?? defaultOf('ingester', 'chunk_target_size'));
}

const cacheItems: ManifestsRule = {
  id: 'LOKI-CACHE-2',
  severity: Severity.WARNING,
  title: 'the chunk cache accepts items as large as a chunk',
  why: '"object too large for cache": full chunks are never cached, and every query fetches them from the bucket',
  evidence: 'https://github.com/grafana/loki/issues/14067',
  check: everyLoki((loki, { manifests }) => {
    const client = at(loki.config, 'chunk_store_config.chunk_cache_config.memcached_client');
    const size = chunkSize(loki);
    return behind(at(client, 'addresses') ?? at(client, 'host'), manifests).flatMap(({ path, words }): Finding[] => {
      const item = largestItem(words);
      if (size === undefined || item > size) return [];
      const found = `accepts items of up to ${item} bytes, but chunks have ${size}`;
      return [{ path: `${path}.args`, found, fix: `use --max-item-size=${Math.ceil((size * 1.2) / MIB)}m` }];
    });
  }),
};

/** Rules about caches. */
export const CACHE_RULES: readonly ManifestsRule[] = [cacheMemory, cacheItems];
