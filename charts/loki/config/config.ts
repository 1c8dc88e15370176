import type { Duration } from 'cdk8s';
import { QUERY_TIMEOUT_MARGIN_SECONDS } from '../../endpoint/endpoint';
import { s3Endpoint, type ObjectStore } from '../../endpoint/object-store';
import { CHUNKS_CACHE, memcachedAddresses, RESULTS_CACHE } from '../caches';
import { DATA_PATH, GRPC_PORT, HTTP_PORT, type LokiNames, MEMBERLIST_PORT } from '../components';
import type { LimitsConfig, LokiConfig } from './generated/types';
import { lokiDuration, RETENTION_DELETE_DELAY } from './retention';
import type { LokiSize } from '../sizes';
import { type RuntimeConfig, runtimeConfigPaths } from './runtime';

/** Replication factor: copies of each line. A write needs the acknowledgement of two of three ingesters. */
export const REPLICATION_FACTOR = 3;

/** Folder and file of the configuration that Loki reads at start. */
export const CONFIG_FILE = { folder: '/etc/loki/config', name: 'config.yaml' };

/** Period of Loki's schema. Periods are added, never edited: Loki reads old data with its old period. */
export interface SchemaPeriod {
  /** First day of the period, as `YYYY-MM-DD`. The first period begins in the past, a new one in the future. */
  readonly from: string;

  /** Schema version. v13 is the newest stable one. @default v13 */
  readonly schema?: string;

  /** Prefix of the index tables. @default loki_index_ */
  readonly indexPrefix?: string;
}

/** Schema of a new Loki: TSDB, v13, from a day long before the first line. */
export const DEFAULT_SCHEMA: readonly SchemaPeriod[] = [{ from: '2024-04-01' }];

/** Inputs of Loki's configuration. */
export interface LokiConfigInputs {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Buckets of chunks, index and rules. */
  readonly store: ObjectStore;

  /** Size with rate limits and concurrency. */
  readonly size: LokiSize;

  /** Retention of lines. */
  readonly retention: Duration;

  /** Timeout of a query. */
  readonly queryTimeout: Duration;

  /** Periods of the schema. */
  readonly schema: readonly SchemaPeriod[];

  /** Files that Loki reloads while it runs. */
  readonly runtimeConfigs: readonly RuntimeConfig[];

  /** URL that the ruler sends alerts to. @default - none */
  readonly alertmanagerUrl?: string;
}

/** Configuration of Loki: one file for all components, each of which reads its own part. */
export function lokiConfig(inputs: LokiConfigInputs): LokiConfig {
  const { names, store, size } = inputs;
  const address = (service: string, port: number) => `${names.host(service)}:${port}`;
  const scheduler = address(names.headless('query-scheduler'), GRPC_PORT);
  const bucket = (name: string) => ({
    region: store.region,
    endpoint: s3Endpoint(store.region),
    bucket_name: name,
    // By default Loki uses the dual-stack host, which private DNS of an S3 interface endpoint does not cover.
    dualstack_enabled: false,
  });
  const queryTimeout = lokiDuration(inputs.queryTimeout);
  const httpTimeout = `${inputs.queryTimeout.toSeconds() + QUERY_TIMEOUT_MARGIN_SECONDS}s`;
  return {
    auth_enabled: true,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_port: HTTP_PORT,
      grpc_listen_port: GRPC_PORT,
      http_server_read_timeout: httpTimeout,
      http_server_write_timeout: httpTimeout,
      // Responses between components contain whole chunks.
      grpc_server_max_recv_msg_size: 104857600,
      grpc_server_max_send_msg_size: 104857600,
    },
    common: {
      path_prefix: DATA_PATH,
      replication_factor: REPLICATION_FACTOR,
      compactor_grpc_address: address(names.headless('compactor'), GRPC_PORT),
    },
    memberlist: {
      // Keeps other gossip rings apart that connect to a reused pod address.
      cluster_label: `loki.${names.namespace}`,
      join_members: [address('loki-memberlist', MEMBERLIST_PORT)],
      rejoin_interval: '90s',
    },
    runtime_config: { file: runtimeConfigPaths(inputs.runtimeConfigs) },
    schema_config: {
      configs: inputs.schema.map((period) => ({
        from: period.from,
        store: 'tsdb',
        object_store: 's3',
        schema: period.schema ?? 'v13',
        index: { prefix: period.indexPrefix ?? 'loki_index_', period: '24h' },
      })),
    },
    storage_config: {
      // Object client that is the default of Loki 4.0. It signs with the role of the pod's service account.
      use_thanos_objstore: true,
      object_store: { s3: bucket(store.chunkBucket) },
      hedging: { at: '250ms', max_per_second: 20, up_to: 3 },
      tsdb_shipper: {
        index_gateway_client: { server_address: `dns+${address(names.headless('index-gateway'), GRPC_PORT)}` },
      },
    },
    chunk_store_config: { chunk_cache_config: cache(memcachedAddresses(names, CHUNKS_CACHE), '0s', '2s') },
    ingester: {
      chunk_encoding: 'snappy',
      chunk_target_size: 1572864,
      chunk_idle_period: '30m',
      max_chunk_age: '2h',
      // An ingester that never returns does not block the ring.
      autoforget_unhealthy: true,
      wal: {
        enabled: true,
        dir: `${DATA_PATH}/wal`,
        replay_memory_ceiling: `${Math.floor((size.components.ingester.memory * 1024) / 2)}MB`,
      },
    },
    pattern_ingester: { enabled: true },
    frontend: {
      scheduler_address: scheduler,
      tail_proxy_url: `http://${address(names.workload('querier'), HTTP_PORT)}`,
      compress_responses: true,
      encoding: 'protobuf',
    },
    frontend_worker: { scheduler_address: scheduler },
    querier: { max_concurrent: size.querierConcurrency },
    query_range: {
      align_queries_with_step: true,
      cache_results: true,
      results_cache: { cache: cache(memcachedAddresses(names, RESULTS_CACHE), '12h', '500ms') },
    },
    index_gateway: { mode: 'simple' },
    compactor: {
      working_directory: `${DATA_PATH}/compactor`,
      retention_enabled: true,
      retention_delete_delay: lokiDuration(RETENTION_DELETE_DELAY),
      delete_request_store: 's3',
    },
    ruler: {
      rule_path: `${DATA_PATH}/rules`,
      wal: { dir: `${DATA_PATH}/ruler-wal` },
      enable_sharding: true,
      ...(inputs.alertmanagerUrl ? { alertmanager_url: inputs.alertmanagerUrl } : {}),
    },
    ruler_storage: { backend: 's3', s3: bucket(store.rulerBucket) },
    limits_config: limits(inputs, queryTimeout),
  };
}

function limits(inputs: LokiConfigInputs, queryTimeout: string): LimitsConfig {
  const { size } = inputs;
  const retention = lokiDuration(inputs.retention);
  return {
    retention_period: retention,
    // Lines beyond retention are being deleted: a query would see them in part.
    max_query_lookback: retention,
    query_timeout: queryTimeout,
    split_queries_by_interval: '15m',
    max_cache_freshness_per_query: '10m',
    allow_structured_metadata: true,
    volume_enabled: true,
    reject_old_samples: true,
    reject_old_samples_max_age: '168h',
    ingestion_rate_strategy: 'global',
    ingestion_rate_mb: size.ingestionRateMb,
    ingestion_burst_size_mb: size.ingestionRateMb * 2,
    per_stream_rate_limit: '5MB',
    per_stream_rate_limit_burst: '20MB',
    max_global_streams_per_user: size.maxStreams,
    // The pods of one container share a stream. After an outage some nodes are hours behind others in it, and Loki refuses
    // lines more than an hour behind the newest, unless the stream is sharded by time.
    shard_streams: { enabled: true, time_sharding_enabled: true },
  };
}

function cache(addresses: string, validity: string, timeout: string) {
  return {
    default_validity: validity,
    background: { writeback_goroutines: 1, writeback_buffer: 500000, writeback_size_limit: '500MB' },
    memcached_client: { addresses, consistent_hash: true, timeout, max_idle_conns: 72 },
  };
}
