import type { Importing } from '../importing';
import type { ConfigLeaves } from './leaves';

/** Keys of Loki's configuration that this library writes for its own objects, and what does their work. */
const ROWS: readonly (readonly [form: RegExp, note: string])[] = [
  [/^(target|common\.path_prefix|common\.storage)\b/, 'each component has its own'],
  [
    /\b(ring|kvstore|lifecycler\.ring|heartbeat_\w+|tokens_file_path|unregister_on_shutdown|num_tokens)(\.|$)/,
    'rings are kept by memberlist here',
  ],
  [/\blifecycler\.(address|port|id|interface_names|availability_zone)$/, 'addresses are those of the pods here'],
  [/^memberlist\./, 'gossip is set up here, with a label that keeps other Lokis apart'],
  [/^common\.(instance_\w+|compactor_(grpc_)?address)/, 'addresses are those of the Services here'],
  [
    /(^|\.)(memcached\w*|redis|embedded_cache|fifocache|enable_fifocache)(\.|$)/,
    'caches are loki.sizes.chunksCache and resultsCache here',
  ],
  [
    /^(chunk_store_config\.(chunk_cache_config|write_dedupe_cache_config)|query_range\.results_cache|storage_config\.index_queries_cache_config)\b/,
    'caches are loki.sizes.chunksCache and resultsCache here',
  ],
  [/^chunk_store_config\.cache_lookups_older_than|^storage_config\.index_cache_validity/, 'caches are set up here'],
  [/^index_gateway\.mode\b/, 'the mode of the index gateways is simple here'],
  [/^bloom_\w+\.|^bloom\w*\./, 'experimental, for more than 75 TB a month: not run here'],
  [
    /^(frontend|frontend_worker|query_scheduler|querier)\.(scheduler_address|tail_proxy_url|downstream_url|frontend_address|use_scheduler_ring|scheduler_worker_concurrency)/,
    'addresses are those of the Services here',
  ],
  [
    /^(ruler\.(rule_path|wal|storage|sharding_strategy|enable_sharding|evaluation|enable_api|enable_alertmanager_v2|rule_store)|ruler_storage)\b/,
    'the ruler is set up here',
  ],
  [
    /^server\.(http|grpc)_(listen_\w+|path_prefix|tls_config)|^server\.(http_path_prefix|register_instrumentation)/,
    'ports and addresses are those of the Services here',
  ],
  [
    /^server\.(http_server_(read|write|idle)_timeout|graceful_shutdown_timeout)/,
    'timeouts follow from loki.queryTimeout here',
  ],
  [
    /^(ingester\.wal\.(dir|enabled|flush_on_shutdown|replay_memory_ceiling|checkpoint_duration)|ingester\.(autoforget_unhealthy|flush_on_shutdown))/,
    'the write-ahead log is on a volume here',
  ],
  [/^(limits_config\.allow_structured_metadata|pattern_ingester\.(enabled|lifecycler))/, 'always on here'],
  [/^runtime_config\b/, 'the file is made here, from loki.tenantLimits'],
  [/^storage_config\./, 'the store is set up here'],
  [
    /^(query_range\.(align_queries_with_step|cache_results|parallelise_shardable_queries))/,
    'queries are split, sharded and cached here',
  ],
  [/^compactor\.(compactor_ring|compaction_interval|horizontal_scaling_mode)/, 'one compactor runs here'],
  [
    /^tracing\.|^(block_builder|ui|operational_config|memcached)\./,
    'not part of this library: loki.config takes it if Loki needs it',
  ],
  [
    /^(ingester_client|query_scheduler|frontend_worker|compactor_grpc_client|ruler_client)\.(\w+\.)?grpc_\w+\./,
    'connections between components are set up here',
  ],
];

/** Accounts for the keys that need no field, since their objects are made here. */
export function importOwnKeys({ former }: Importing, leaves: ConfigLeaves): void {
  const copies = leaves.take('common.replication_factor') ?? leaves.take('ingester.lifecycler.ring.replication_factor');
  former.copies = copies?.number ?? former.copies;
  if (copies?.number === 3) copies.same('3 copies of each line');
  else copies?.differs('3 copies of each line here: more disk and CPU, and no line is lost with a node');
  for (const [form, note] of ROWS) for (const { node } of leaves.takeAll(form)) node.differs(note);
}
