/** Key or values that Loki 3.7.6 accepts and Loki 4.0 does not. */
export interface RemovedKey {
  /** Path of the key from the top of the configuration; `*` is an entry of a list or map. */
  readonly path: string;

  /** Removed values; the key stays. @default - the key itself is removed */
  readonly values?: readonly string[];

  /** Replacement, as the end of a message. */
  readonly instead: string;
}

const LEAVE_OUT = 'leave it out';
const TSDB_ONLY = `${LEAVE_OUT}: it only served index stores older than tsdb`;
const REMOTE_WRITE = 'use limits_config.ruler_remote_write_config';
/** A period that has begun stays as it is: its lines are not found otherwise. */
const NEXT_PERIOD = 'add a period with tsdb from a day to come, and remove this one once its lines have expired';
const INDEX_STORES = ['aws', 'aws-dynamo', 'gcp', 'gcp-columnkey', 'bigtable', 'bigtable-hashed', 'cassandra', 'grpc'];

/**
 * Keys and values that Loki 4.0 removes, from grafana/loki's main branch in August 2026 (docs/sources/setup/upgrade and
 * tools/deprecated-config-checker).
 *
 * Loki 4.0 does not start with such a key, except in `limits_config` and overrides, where it silently ignores the key:
 * the limit then no longer applies.
 */
export const REMOVED_KEYS: readonly RemovedKey[] = [
  { path: 'chunk_store_config.cache_lookups_older_than', instead: TSDB_ONLY },
  { path: 'chunk_store_config.write_dedupe_cache_config', instead: TSDB_ONLY },
  { path: 'legacy_read_target', instead: `${LEAVE_OUT}: there is no read target any more` },
  { path: 'limits_config.allow_deletes', instead: 'use limits_config.deletion_mode' },
  { path: 'limits_config.enable_multi_variant_queries', instead: `${LEAVE_OUT}: there are no variants() queries` },
  { path: 'limits_config.max_scan_task_parallelism', instead: LEAVE_OUT },
  { path: 'limits_config.per_tenant_override_config', instead: 'use runtime_config.file' },
  { path: 'limits_config.per_tenant_override_period', instead: 'use runtime_config.period' },
  { path: 'limits_config.ruler_enable_wal_replay', instead: `${LEAVE_OUT}: the ruler starts with an empty WAL` },
  { path: 'limits_config.ruler_remote_write_headers', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_batch_send_deadline', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_capacity', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_max_backoff', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_max_samples_per_send', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_max_shards', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_min_backoff', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_min_shards', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_queue_retry_on_ratelimit', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_relabel_configs', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_sigv4_config', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_timeout', instead: REMOTE_WRITE },
  { path: 'limits_config.ruler_remote_write_url', instead: REMOTE_WRITE },
  { path: 'limits_config.unordered_writes', instead: `${LEAVE_OUT}: lines are always taken in any order` },
  { path: 'pattern_ingester.tee_config.batch_size', instead: LEAVE_OUT },
  { path: 'ruler.remote_write.client', instead: 'use ruler.remote_write.clients, a map of any number of them' },
  { path: 'schema_config.configs.*.chunks', instead: TSDB_ONLY },
  { path: 'schema_config.configs.*.index.tags', instead: TSDB_ONLY },
  { path: 'schema_config.configs.*.object_store', values: INDEX_STORES.slice(1), instead: 'use an object store: s3' },
  { path: 'schema_config.configs.*.row_shards', instead: `${LEAVE_OUT}: tsdb shards queries by itself` },
  {
    path: 'schema_config.configs.*.store',
    values: ['boltdb', 'boltdb-shipper', ...INDEX_STORES],
    instead: NEXT_PERIOD,
  },
  { path: 'storage_config.aws.dynamodb', instead: TSDB_ONLY },
  { path: 'storage_config.bigtable', instead: TSDB_ONLY },
  { path: 'storage_config.boltdb', instead: TSDB_ONLY },
  { path: 'storage_config.boltdb_shipper', instead: 'remove it with the last period of boltdb-shipper' },
  { path: 'storage_config.cassandra', instead: TSDB_ONLY },
  { path: 'storage_config.disable_broad_index_queries', instead: TSDB_ONLY },
  { path: 'storage_config.grpc_store', instead: TSDB_ONLY },
  { path: 'storage_config.index_cache_validity', instead: TSDB_ONLY },
  { path: 'storage_config.index_queries_cache_config', instead: TSDB_ONLY },
  { path: 'storage_config.named_stores.aws.*.dynamodb', instead: TSDB_ONLY },
  { path: 'table_manager', instead: `${LEAVE_OUT}: the compactor deletes by limits_config.retention_period` },
  { path: 'target', values: ['backend', 'read', 'write'], instead: 'run one component per workload: distributor, …' },
];
