import type { Duration } from 'cdk8s';
import type { LokiSize } from '../sizes/sizes';
import type { LimitsConfig } from './generated/types';
import { lokiDuration, OLDEST_LINE_HOURS } from './retention';

/** Inputs of the limits of every tenant. */
export interface LimitsInputs {
  /** Size with rate limits and concurrency. */
  readonly size: LokiSize;

  /** Most queriers of their autoscaler. @default - the number of the size */
  readonly mostQueriers?: number;

  /** Retention of lines. */
  readonly retention: Duration;

  /** Time that queries look back. */
  readonly queryLookback: string;

  /** Timeout of a query. */
  readonly queryTimeout: Duration;
}

/**
 * Lines that one running query reads in a second, in MB. Half a second of CPU time for 60 MB is what the load of this
 * repository needs (`npm run e2e -- load`), so a query that would read more with every slot for itself ends in its timeout.
 */
const MEGABYTES_PER_SECOND = 100;

/** Queries and parts of queries that all queriers run at the same time. */
function querySlots({ components, querierConcurrency }: LokiSize, mostQueriers = components.querier.replicas): number {
  return mostQueriers * querierConcurrency;
}

/** Limits of every tenant. */
export function limits({ size, mostQueriers, retention, queryLookback, queryTimeout }: LimitsInputs): LimitsConfig {
  const slots = querySlots(size, mostQueriers);
  const readable = (count: number) =>
    `${Math.ceil((count * MEGABYTES_PER_SECOND * queryTimeout.toSeconds()) / 1000)}GB`;
  return {
    retention_period: lokiDuration(retention),
    max_query_lookback: queryLookback,
    query_timeout: lokiDuration(queryTimeout),
    // Loki's default. With shorter parts, a chunk of two hours is fetched by each part that it overlaps.
    split_queries_by_interval: '1h',
    // One query can use all queriers, and queues no more parts than they run: max_concurrent for each querier (Loki's
    // documentation, "Query performance", divides the same way).
    tsdb_max_query_parallelism: slots,
    max_query_bytes_read: readable(slots),
    max_querier_bytes_read: readable(1),
    max_cache_freshness_per_query: '10m',
    allow_structured_metadata: true,
    volume_enabled: true,
    reject_old_samples: true,
    reject_old_samples_max_age: `${OLDEST_LINE_HOURS}h`,
    ingestion_rate_strategy: 'global',
    ingestion_rate_mb: size.ingestionRateMb,
    ingestion_burst_size_mb: size.ingestionRateMb * 2,
    per_stream_rate_limit: '5MB',
    per_stream_rate_limit_burst: '20MB',
    max_global_streams_per_user: size.maxStreams,
    // The pods of one container on one node share a stream. After an outage Alloy reads some of their files hours behind
    // others, and Loki refuses lines more than an hour behind the newest, unless the stream is sharded by time.
    shard_streams: { enabled: true, time_sharding_enabled: true },
  };
}
