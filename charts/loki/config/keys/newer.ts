import type { Problem } from '../../../input/problems';
import { isPlain } from '../../../input/show';

/** Minor version of Loki 3 that introduced the keys below. */
const SINCE = 7;

/** Path of the limits block. */
const LIMITS = 'limits_config';

/**
 * Keys that Loki 3.7.6 knows and Loki 3.6.15 does not, by path (docs/sources/shared/configuration.md of both). Keys
 * below one of them are as new. Loki does not start with an unknown key.
 */
const NEWER_KEYS: readonly string[] = [
  'compactor.deletion_marker_object_store_prefix',
  'dataobj.consumer.lifecycler',
  'dataobj.consumer.max_builder_age',
  'dataobj.consumer.partition_ring',
  'dataobj.consumer.topic',
  'dataobj.enabled',
  'distributor.dataobj_tee',
  'ingest_limits_frontend.accepted_streams_cache_enabled',
  'ingest_limits_frontend.accepted_streams_cache_ttl',
  'ingest_limits_frontend.accepted_streams_cache_ttl_jitter',
  'ingest_limits_frontend.assigned_partitions_cache_enabled',
  'ingester.delegate_stream_limits_enabled',
  'ingester.kafka_ingestion.partition_ring.shuffle_shard_cache_size',
  'ingester.wal.disk_full_threshold',
  'kafka_config.tracing_enabled',
  `${LIMITS}.debug_engine_streams`,
  `${LIMITS}.debug_engine_tasks`,
  `${LIMITS}.engine_results_cache_time_bucket_interval`,
  `${LIMITS}.index_gateway_max_capacity`,
  `${LIMITS}.max_scan_task_parallelism`,
  'memberlist.abort_if_cluster_fast_join_fails_min_nodes',
  'memberlist.rejoin_seed_nodes',
  'memberlist.zone_aware_routing',
  'query_engine',
  'server.cluster_validation.additional_labels',
  'server.create_new_traces',
  'ui.goldfish.results_backend',
  'ui.goldfish.results_bucket',
  'ui.goldfish.storage',
];

/** Configuration of Loki as a user wrote it, and the image that reads it. */
interface Written {
  /** Changes to the configuration. @default - none */
  readonly config?: unknown;

  /** Limits by tenant. @default - none */
  readonly tenantLimits?: unknown;

  /** Image of Loki. @default - that of this version of the library */
  readonly image?: unknown;
}

/** Minor version of an image of Loki 3; undefined for any other image, such as one by digest. */
export function lokiMinor(image: unknown): number | undefined {
  const [, minor] = typeof image === 'string' ? (/(?:^|\/)[\w.-]*loki[\w.-]*:v?3\.(\d+)\b/.exec(image) ?? []) : [];
  return minor === undefined ? undefined : Number(minor);
}

/** True if there is a value at a path of keys. One that is null removes the key. */
function hasValue(written: unknown, path: string): boolean {
  const value = path.split('.').reduce<unknown>((inner, key) => (isPlain(inner) ? inner[key] : undefined), written);
  return value !== undefined && value !== null;
}

/** Problems of keys that are newer than the image of Loki. `root` is the path before the fields. */
export function newerKeyProblems({ config, tenantLimits, image }: Written, root = ''): Problem[] {
  const minor = lokiMinor(image);
  if (minor === undefined || minor >= SINCE) return [];
  const problem = (path: string): Problem => ({
    path: `${root}${path}`,
    found: `came with loki 3.${SINCE}, and the image is loki 3.${minor}, which does not start with it`,
    fix: `leave it out, or use an image of loki 3.${SINCE}`,
  });
  const ofLimits = NEWER_KEYS.filter((path) => path.startsWith(`${LIMITS}.`)).map((path) =>
    path.slice(LIMITS.length + 1),
  );
  return [
    ...NEWER_KEYS.filter((path) => hasValue(config, path)).map((path) => problem(`config.${path}`)),
    ...Object.entries(isPlain(tenantLimits) ? tenantLimits : {}).flatMap(([tenant, limits]) =>
      ofLimits.filter((key) => hasValue(limits, key)).map((key) => problem(`tenantLimits.${tenant}.${key}`)),
    ),
  ];
}
