const CODECS = ['none', 'gzip', 'lz4-64k', 'snappy', 'lz4-256k', 'lz4-1M', 'lz4', 'flate', 'zstd'];
const STORES = ['consul', 'etcd', 'inmemory', 'memberlist'];
const LEVELS = ['debug', 'info', 'warn', 'error'];
const FORMATS = ['logfmt', 'json'];
const NETWORKS = ['tcp', 'tcp4', 'tcp6', 'unix'];
const GRPC_COMPRESSIONS = ['', 'gzip', 'snappy'];
const SHARDED = ['quantile_over_time', 'last_over_time', 'first_over_time', 'approx_topk'];
const RELABEL = [
  ...['replace', 'keep', 'drop', 'keepequal', 'dropequal', 'hashmod', 'labelmap', 'labeldrop', 'labelkeep'],
  ...['lowercase', 'uppercase'],
];
const S3_CLASSES = [
  ...['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
  ...['REDUCED_REDUNDANCY', 'OUTPOSTS'],
];
const SSE = ['', 'SSE-KMS', 'SSE-S3'];
const TLS = ['', 'VersionTLS10', 'VersionTLS11', 'VersionTLS12', 'VersionTLS13'];
const PROMETHEUS_TLS = ['', 'TLS10', 'TLS11', 'TLS12', 'TLS13'];
const DELETE_DATABASES = ['boltdb', 'sqlite'];
const LEGACY_STORES = ['azure', 'alibabacloud', 'bos', 'cos', 'gcs', 's3', 'swift', 'local'];

/** Components that `-list-targets` names and modules within them. Loki can start all of them. */
const TARGETS = [
  ...['all', 'analytics', 'backend', 'bloom-builder', 'bloom-gateway', 'bloom-planner', 'bloom-store'],
  ...['cache-generation-loader', 'compactor', 'dataobj-consumer', 'dataobj-explorer', 'dataobj-index-builder'],
  ...['distributor', 'index-gateway', 'ingest-limits', 'ingest-limits-frontend', 'ingester', 'ingester-querier'],
  ...['memberlist-kv', 'overrides', 'overrides-exporter', 'partition-ring', 'pattern-ingester'],
  ...['pattern-ingester-tee', 'pattern-ring-client', 'querier', 'query-engine', 'query-engine-scheduler'],
  ...['query-engine-worker', 'query-frontend', 'query-scheduler', 'read', 'ring', 'rule-evaluator', 'ruler'],
  ...[
    'ruler-storage',
    'runtime-config',
    'server',
    'store',
    'table-manager',
    'tenant-configs',
    'ui',
    'ui-ring',
    'write',
  ],
];

/** Blocks that have the keys of a server. */
const SERVERS = ['server', 'internal_server'];

/** Clients of other pods, with their compression. */
const CLIENTS = ['grpc_client', 'compactor_grpc_client'];

/**
 * Keys with a fixed set of values, by block and key, from the source of Loki 3.7.6. Loki refuses some wrong values only
 * when the component that reads them starts, and replaces others silently: `ingestion_rate_strategy: globl` is `local`.
 */
export const SETS: ReadonlyMap<string, readonly string[]> = new Map([
  ...SERVERS.flatMap((block): [string, readonly string[]][] => [
    [`${block}.log_level`, LEVELS],
    [`${block}.log_format`, FORMATS],
    [`${block}.http_listen_network`, NETWORKS],
    [`${block}.grpc_listen_network`, NETWORKS],
  ]),
  ...CLIENTS.map((block): [string, readonly string[]] => [`${block}.grpc_compression`, GRPC_COMPRESSIONS]),
  ...[
    ...[...SERVERS, ...CLIENTS, 'alertmanager_client', 'compactor_client', 'etcd', 'memberlist', 'memcached_client'],
    ...['ruler_evaluation_query_frontend', 'tls'],
  ].map((block): [string, readonly string[]] => [`${block}.tls_min_version`, TLS]),
  ['bucket_s3.bucket_lookup_type', ['auto', 'path', 'virtual-hosted']],
  ['bucket_s3.list_objects_version', ['', 'v1', 'v2']],
  ['bucket_s3.storage_class', ['', ...S3_CLASSES, 'SNOW', 'EXPRESS_ONEZONE', 'FSX_OPENZFS', 'FSX_ONTAP']],
  ['azure.environment', ['AzureGlobal', 'AzureChinaCloud', 'AzureGermanCloud', 'AzureUSGovernment']],
  ['azure_ad.cloud', ['AzurePublic', 'AzureChina', 'AzureGovernment']],
  ['compactor.backup_delete_request_store_db_type', ['', ...DELETE_DATABASES]],
  ['compactor.delete_request_store_db_type', DELETE_DATABASES],
  ['compactor.horizontal_scaling_mode', ['disabled', 'main', 'worker']],
  ['congestion_controller.strategy', ['', 'aimd']],
  ['congestion_hedging.strategy', ['', 'limited']],
  ['congestion_retry.strategy', ['', 'limited']],
  ['frontend.encoding', ['json', 'protobuf']],
  ['index_gateway.mode', ['simple', 'ring']],
  ['ingester.chunk_encoding', CODECS],
  ['kvstore.store', [...STORES, 'multi']],
  ['legacy_ruler_storage.type', ['', ...LEGACY_STORES]],
  ['limits.bloom_block_encoding', CODECS],
  ['limits.bloom_planning_strategy', ['split_keyspace_by_factor', 'split_by_series_chunks_size']],
  ['limits.deletion_mode', ['disabled', 'filter-only', 'filter-and-delete']],
  ['limits.ingestion_rate_strategy', ['global', 'local']],
  ['limits.s3_sse_type', SSE],
  ['limits.shard_aggregations', SHARDED],
  ['limits.tsdb_sharding_strategy', ['power_of_two', 'bounded']],
  ['limits_blocked_queries.types', ['metric', 'filter', 'limited', 'labels', 'series', 'stats', 'shards', 'volume']],
  ['memberlist_zone_aware_routing.role', ['member', 'bridge']],
  ['multi_kvstore.primary', STORES],
  ['multi_kvstore.secondary', STORES],
  ['runtime_multi_kvstore.primary', STORES],
  ['otlp_attributes.action', ['', 'index_label', 'structured_metadata', 'drop']],
  ['prometheus_tls.max_version', PROMETHEUS_TLS],
  ['prometheus_tls.min_version', PROMETHEUS_TLS],
  ['query_range.shard_aggregations', SHARDED],
  ['relabel.action', RELABEL],
  ['remote_write.protobuf_message', ['prometheus.WriteRequest', 'io.prometheus.write.v2.Request']],
  ['results_cache.compression', ['', 'snappy']],
  ['root.target', TARGETS],
  ['ruler.sharding_algo', ['by-group', 'by-rule']],
  ['ruler.sharding_strategy', ['default', 'shuffle-sharding']],
  ['ruler_evaluation.mode', ['local', 'remote']],
  ['ruler_remote_write_relabel.action', RELABEL],
  ['ruler_storage.backend', ['s3', 'gcs', 'azure', 'swift', 'filesystem', 'alibabacloud', 'bos', 'local']],
  ['s3.signature_version', ['v4']],
  ['s3.storage_class', S3_CLASSES],
  ['s3_sse.type', SSE],
  [
    'server_tls.client_auth_type',
    [
      ...['', 'NoClientCert', 'RequestClientCert', 'RequireAnyClientCert', 'VerifyClientCertIfGiven'],
      'RequireAndVerifyClientCert',
    ],
  ],
  ['storage_aws.signature_version', ['v4']],
  ['storage_aws.storage_class', S3_CLASSES],
  ['storage_bloom_shipper_memory_management.bloom_page_alloc_type', ['simple', 'dynamic', 'fixed']],
  ['storage_tsdb_shipper.mode', ['', 'RW', 'RO', 'WO']],
]);
