import { type Environment, resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import type { LokiConfig } from '../../../charts/loki/config/generated/types';
import { likeCommunityChart } from './community';
import { ownLoki } from '../../../lib/environment/own-loki';

/** Divisor of the size of chunks and of their blocks, alike on all sides: full chunks with fewer lines. */
export const CHUNK_DIVISOR = Number(process.env.LOAD_CHUNKS ?? 1);

/** Loki's sizes in bytes, divided. @default - those of each side */
const CHUNKS: Pick<NonNullable<LokiConfig['ingester']>, 'chunk_target_size' | 'chunk_block_size'> = CHUNK_DIVISOR === 1
  ? {}
  : { chunk_target_size: Math.round(1_572_864 / CHUNK_DIVISOR), chunk_block_size: Math.round(262_144 / CHUNK_DIVISOR) };

/** Settings of a prod environment with fewer pods, as all share this machine. */
const PROPS: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
  volume: '500 GB/day',
  retention: '28d',
  tenants: ['platform', 'apps'],
  loki: {
    // What both sides wait for is sooner; their work is the same. Ingesters are ready 5 seconds sooner, on the other side 15.
    config: {
      ingester: { ...CHUNKS, flush_check_period: '5s', lifecycler: { min_ready_duration: '0s' } },
      chunk_store_config: { chunk_cache_config: { memcached_client: { update_interval: '5s' } } },
      query_range: { results_cache: { cache: { memcached_client: { update_interval: '5s' } } } },
    },
    sizes: {
      distributor: { replicas: 2 },
      querier: { replicas: 2 },
      queryFrontend: { replicas: 1 },
      queryScheduler: { replicas: 1 },
      indexGateway: { replicas: 1 },
      ruler: { replicas: 1 },
      patternIngester: { replicas: 1 },
      gateway: { replicas: 1 },
      chunksCache: { replicas: 1 },
      resultsCache: { replicas: 1 },
    },
  },
};

/** One of the configurations that are compared. */
export interface Side {
  /** Head of its column. */
  readonly name: string;

  /** True if the collector makes the node an index label, as ours does; the same lines have it as metadata otherwise. */
  readonly nodeLabel: boolean;

  readonly environment: () => Environment;
}

/** Our configuration, patterns on. */
const OURS: Side = { name: 'ours', nodeLabel: true, environment: () => resolveEnvironment('load', PROPS) };

/** The same pods with the configuration of the community chart. */
function community(name: string, encoding?: string, props = PROPS): Side {
  const { region } = OURS.environment();
  const { objectStore } = ownLoki(OURS.environment());
  const buckets = { region, chunks: objectStore.chunkBucket, ruler: objectStore.rulerBucket };
  const customize: EnvironmentProps['customize'] = (charts) =>
    likeCommunityChart(charts, { buckets, encoding, chunkBytes: CHUNKS.chunk_target_size });
  return { name, nodeLabel: false, environment: () => resolveEnvironment('load', { ...props, customize }) };
}

/** Ours with other settings, to see what each of them does. */
function variant(name: string, config: LokiConfig): Side {
  const former = PROPS.loki?.config;
  const ingester = { ...former?.ingester, ...config.ingester };
  const loki = { ...PROPS.loki, config: { ...former, ...config, ingester } };
  return { ...OURS, name, environment: () => resolveEnvironment('load', { ...PROPS, loki }) };
}

/** All sides by the word that `LOAD_SIDES` takes. The first two are always there. */
export const SIDES = {
  ours: () => OURS,
  community: () => community('community'),
  'community-snappy': () => community('community, snappy', 'snappy'),
  'no-patterns': () => variant('ours, no patterns', { pattern_ingester: { enabled: false } }),
  snappy: () => variant('ours, snappy', { ingester: { chunk_encoding: 'snappy' } }),
  'gzip-patterns': () =>
    variant('ours, gzip to patterns', {
      pattern_ingester: { client_config: { grpc_client_config: { grpc_compression: 'gzip' } } },
    }),
  'large-chunks': () =>
    variant('ours, chunks of 3 MB', { ingester: { chunk_target_size: Math.round(3_145_728 / CHUNK_DIVISOR) } }),
} as const;

/** Both sides as they start on a cluster: the chart sets no minimum before an ingester is ready, so that Loki's default holds. */
export function startSides(): Side[] {
  const readyAfter = (min_ready_duration?: string): EnvironmentProps => ({
    ...PROPS,
    loki: { ...PROPS.loki, config: min_ready_duration ? { ingester: { lifecycler: { min_ready_duration } } } : {} },
  });
  return [
    { ...OURS, environment: () => resolveEnvironment('load', readyAfter()) },
    community('community', undefined, readyAfter('15s')),
  ];
}
