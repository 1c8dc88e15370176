/**
 * Replacements of keys that Loki 3 no longer knows, by path. Each is the end of a message. From
 * tools/deprecated-config-checker of grafana/loki v3.7.6.
 */
export const GONE_KEYS: Readonly<Record<string, string>> = {
  'ingester.max_transfer_retries': 'leave it out: the write-ahead log takes its place',
  'querier.engine.timeout': 'use limits_config.query_timeout',
  'query_range.split_queries_by_interval': 'use limits_config.split_queries_by_interval',
  'query_range.forward_headers_list': 'leave it out',
  'frontend_worker.parallelism': 'use querier.max_concurrent',
  'frontend_worker.match_max_concurrent': 'use querier.max_concurrent',
  'common.storage.s3.sse_encryption': 'use common.storage.s3.sse',
  'common.storage.filesystem.admin_api_directory': 'leave it out',
  'ruler.storage.s3.sse_encryption': 'use ruler.storage.s3.sse',
  'storage_config.aws.sse_encryption': 'use storage_config.aws.sse',
  'storage_config.s3': 'use storage_config.aws',
  'storage_config.boltdb_shipper.shared_store': 'use the object_store of the schema period',
  'storage_config.boltdb_shipper.shared_store_key_prefix': 'use index.path_prefix of the schema period',
  'storage_config.boltdb_shipper.use_boltdb_shipper_as_backup': 'leave it out',
  'storage_config.tsdb_shipper.shared_store': 'use the object_store of the schema period',
  'storage_config.tsdb_shipper.shared_store_key_prefix': 'use index.path_prefix of the schema period',
  'compactor.deletion_mode': 'use limits_config.deletion_mode',
  'compactor.shared_store': 'use compactor.delete_request_store',
  'compactor.shared_store_key_prefix': 'use compactor.delete_request_store_key_prefix',
  'chunk_store_config.max_look_back_period': 'use limits_config.max_query_lookback',
  'limits_config.ruler_evaluation_delay_duration': 'leave it out',
  'limits_config.enforce_metric_name': 'leave it out',
};
