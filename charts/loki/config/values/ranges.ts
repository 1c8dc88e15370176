/** Smallest and largest value of a number; a duration is compared in seconds. */
export interface Range {
  /** Smallest value. @default 0 */
  readonly least?: number;

  /** True if the value must be greater than `least`. @default false */
  readonly above?: boolean;

  /** Largest value. @default - the largest one that Loki can read */
  readonly most?: number;
}

/** Keys of a block with the same range. */
const keys = (block: string, range: Range, ...names: string[]): [string, Range][] =>
  names.map((name) => [`${block}.${name}`, range]);

const POSITIVE: Range = { above: true };
/** Bytes of a message between pods: a batch of lines or an answer of a query has more than a MiB. */
const MESSAGE: Range = { least: 1_048_576 };
const RATIO: Range = { most: 1 };
const ANY: Range = { least: -Infinity };

/**
 * Ranges of numbers and durations that differ from "0 or more", by block and key. Loki checks few of them at its start:
 * with a timer of 0 the component panics, a pool without workers does nothing, and a limit of 0 refuses every line.
 */
const RANGES: ReadonlyMap<string, Range> = new Map([
  ...keys('cache_background', POSITIVE, 'writeback_buffer', 'writeback_goroutines'),
  ...keys('common', POSITIVE, 'replication_factor'),
  ...keys('compactor', POSITIVE, 'compaction_interval', 'delete_batch_size', 'delete_max_interval'),
  ...keys('compactor', POSITIVE, 'max_compaction_parallelism', 'retention_delete_worker_count', 'upload_parallelism'),
  ...keys('compactor_grpc_client', POSITIVE, 'max_recv_msg_size', 'max_send_msg_size'),
  ...keys('compactor_jobs_deletion', POSITIVE, 'chunk_processing_concurrency', 'timeout'),
  ...keys('compactor_worker', POSITIVE, 'num_sub_workers'),
  ...keys('component_ring', POSITIVE, 'heartbeat_period', 'heartbeat_timeout', 'num_tokens', 'replication_factor'),
  ...keys('congestion_aimd', RATIO, 'backoff_factor'),
  ...keys('distributor', POSITIVE, 'max_recv_msg_size', 'push_worker_count'),
  ...keys('distributor_rate_store', POSITIVE, 'ingester_request_timeout', 'max_request_parallelism'),
  ...keys('distributor_rate_store', POSITIVE, 'stream_rate_update_interval'),
  ...keys('distributor_ring', POSITIVE, 'heartbeat_period'),
  ...keys('frontend', POSITIVE, 'max_body_size', 'scheduler_dns_lookup_period', 'scheduler_worker_concurrency'),
  ...keys('frontend_worker', POSITIVE, 'dns_lookup_duration'),
  ...keys('grpc_client', MESSAGE, 'max_recv_msg_size', 'max_send_msg_size'),
  ...keys('ingester', POSITIVE, 'chunk_block_size', 'concurrent_flushes', 'flush_check_period'),
  ...keys('ingester', POSITIVE, 'flush_op_timeout', 'index_shards', 'owned_streams_check_interval'),
  // -1 is without end.
  ...keys('ingester', ANY, 'query_store_max_look_back_period'),
  ...keys('ingester', RATIO, 'sync_min_utilization'),
  ...keys('ingester_client', POSITIVE, 'remote_timeout'),
  ...keys('ingester_client_pool', POSITIVE, 'client_cleanup_period', 'remote_timeout'),
  ...keys('ingester_wal', POSITIVE, 'checkpoint_duration'),
  ...keys('ingester_wal', RATIO, 'disk_full_threshold'),
  ...keys('lifecycler', POSITIVE, 'num_tokens'),
  ...keys('limits', { least: 200, most: 599 }, 'block_ingestion_status_code'),
  ...keys('limits', { least: 60 }, 'engine_results_cache_time_bucket_interval'),
  ...keys('limits', RATIO, 'index_gateway_max_capacity', 'max_query_capacity'),
  ...keys('limits', POSITIVE, 'ingestion_burst_size_mb', 'ingestion_rate_mb', 'max_query_series'),
  ...keys('limits', POSITIVE, 'max_chunks_per_query', 'max_label_name_length', 'query_timeout'),
  ...keys('limits', POSITIVE, 'max_label_names_per_series', 'max_label_value_length'),
  ...keys('limits_retention_stream', ANY, 'priority'),
  ...keys('memberlist', POSITIVE, 'gossip_interval', 'gossip_nodes', 'max_concurrent_writes', 'packet_dial_timeout'),
  ...keys('memberlist', POSITIVE, 'packet_write_timeout', 'pull_push_interval', 'retransmit_factor', 'stream_timeout'),
  ...keys('memcached', POSITIVE, 'batch_size', 'parallelism'),
  ...keys('memcached_client', POSITIVE, 'timeout', 'update_interval'),
  ...keys('pattern_ingester', RATIO, 'max_eviction_ratio', 'volume_threshold'),
  ...keys('pattern_ingester', POSITIVE, 'concurrent_flushes', 'flush_check_period', 'max_allowed_line_length'),
  ...keys('pattern_ingester', POSITIVE, 'max_chunk_age', 'max_clusters', 'pattern_sample_interval', 'retain_for'),
  ...keys('pattern_ingester_client', POSITIVE, 'remote_timeout'),
  ...keys('pattern_ingester_client_pool', POSITIVE, 'client_cleanup_period', 'remote_timeout'),
  ...keys('pattern_ingester_tee', POSITIVE, 'batch_flush_interval', 'batch_size', 'flush_queue_size'),
  ...keys('pattern_ingester_tee', POSITIVE, 'flush_worker_count'),
  ...keys('priority_stream', ANY, 'priority'),
  ...keys('profiling', ANY, 'block_profile_rate', 'mutex_profile_fraction'),
  ...keys('querier', POSITIVE, 'max_concurrent', 'tail_max_duration'),
  ...keys('query_scheduler', POSITIVE, 'max_outstanding_requests_per_tenant'),
  ...keys('redis', ANY, 'idle_timeout', 'max_connection_age', 'timeout'),
  ...keys('ring', POSITIVE, 'replication_factor'),
  ...keys('ruler', POSITIVE, 'alertmanager_refresh_interval', 'evaluation_interval', 'flush_period', 'poll_interval'),
  ...keys('ruler', POSITIVE, 'notification_queue_capacity', 'notification_timeout'),
  ...keys('ruler_remote_write', POSITIVE, 'config_refresh_period'),
  ...keys('ruler_ring', POSITIVE, 'heartbeat_period', 'num_tokens'),
  ...keys('ruler_wal', POSITIVE, 'truncate_frequency'),
  ...keys('runtime', POSITIVE, 'period'),
  ...keys('server', POSITIVE, 'grpc_server_max_concurrent_streams'),
  ...keys('server', MESSAGE, 'grpc_server_max_recv_msg_size', 'grpc_server_max_send_msg_size'),
  ...keys('storage', POSITIVE, 'max_chunk_batch_size', 'max_parallel_get_chunk'),
  ...keys('storage_tsdb_shipper', POSITIVE, 'cache_ttl', 'resync_interval'),
]);

/** Blocks of experimental features, whose keys have ranges of their own. */
const EXPERIMENTAL = /^(dataobj|kafka|query_engine|ingest_limits|ui)/;

/** Largest port. */
const MAX_PORT = 65535;

/** Range of a number or duration, by its block and key. */
export function rangeOf(block: string, key: string): Range {
  if (/(^|_)port$/.test(key)) return { most: MAX_PORT };
  return RANGES.get(`${block}.${key}`) ?? (EXPERIMENTAL.test(block) ? ANY : {});
}
