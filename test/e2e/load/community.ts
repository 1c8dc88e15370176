import { ApiObject, JsonPatch } from 'cdk8s';
import { parse, stringify } from 'yaml';
import type { LoggingCharts } from '../../../charts/logging/charts';
import type { Container, EnvVar } from '../rig/objects';

/** Setting of Loki in which the community chart differs from ours. */
interface Difference {
  /** Path in config.yaml. */
  readonly path: string;

  /** Value in the chart. @default - the chart does not set it, so that Loki's default holds */
  readonly value?: unknown;
}

/** Buckets of an environment. */
interface Buckets {
  readonly region: string;
  readonly chunks: string;
  readonly ruler: string;
}

/** Settings of the chart that are compared with ours: its defaults, or with another compression of chunks. */
export interface CommunityProps {
  readonly buckets: Buckets;

  /** Value of `ingester.chunk_encoding`. @default - the chart sets none, so that Loki's default, gzip, holds */
  readonly encoding?: string;

  /** Value of `ingester.chunk_target_size`. @default - the chart sets none, so that Loki's default holds */
  readonly chunkBytes?: number;
}

/**
 * Differences between our configuration and that of the chart `loki` 18.11.0 of grafana-community/helm-charts (Loki
 * 3.7.6), with its default values, `deploymentMode: Distributed` and `loki.storage.type: s3`.
 *
 * Settings that do not affect how work is done stay as in ours: rate and stream limits (Loki's defaults refuse more than
 * 4 MB/s), retention (off in the chart), addresses, folders, usage reports.
 */
function differences({ buckets: { region, chunks, ruler }, ...props }: CommunityProps): readonly Difference[] {
  // Loki's own S3 client uses the dual-stack host by default, which the AWS of the rig does not have.
  const s3 = { region, insecure: false, s3forcepathstyle: false, disable_dualstack: true };
  return [
    { path: 'storage_config.use_thanos_objstore', value: false },
    { path: 'storage_config.object_store' },
    { path: 'storage_config.aws', value: { ...s3, bucketnames: chunks } },
    { path: 'common.storage.s3', value: { ...s3, bucketnames: chunks } },
    { path: 'ruler_storage' },
    { path: 'ruler.storage', value: { type: 's3', s3: { ...s3, bucketnames: ruler } } },
    { path: 'ruler.enable_sharding' },
    { path: 'ingester.chunk_encoding', value: props.encoding },
    { path: 'ingester_client' },
    { path: 'ingester.chunk_target_size', value: props.chunkBytes },
    { path: 'ingester.chunk_idle_period' },
    { path: 'ingester.max_chunk_age' },
    { path: 'ingester.sync_period' },
    { path: 'ingester.sync_min_utilization' },
    { path: 'ingester.autoforget_unhealthy' },
    { path: 'ingester.wal.replay_memory_ceiling' },
    { path: 'ingester.wal.flush_on_shutdown', value: true },
    { path: 'pattern_ingester' },
    { path: 'frontend.encoding' },
    { path: 'frontend.compress_responses' },
    { path: 'querier.max_concurrent', value: 4 },
    { path: 'query_range.results_cache.cache.memcached_client.max_idle_conns' },
    { path: 'chunk_store_config.chunk_cache_config.memcached', value: { batch_size: 4, parallelism: 5 } },
    { path: 'limits_config.shard_streams' },
    { path: 'limits_config.max_query_lookback' },
    { path: 'limits_config.split_queries_by_interval', value: '15m' },
    { path: 'limits_config.tsdb_max_query_parallelism' },
    { path: 'limits_config.max_query_bytes_read' },
    { path: 'limits_config.max_querier_bytes_read' },
    { path: 'query_range.results_cache.compression' },
    { path: 'querier.query_frontend_grpc_client' },
    { path: 'query_scheduler.grpc_client_config.grpc_compression' },
    { path: 'limits_config.query_timeout', value: '300s' },
    { path: 'memberlist.cluster_label' },
    { path: 'server.http_server_idle_timeout', value: '30s' },
    { path: 'server.grpc_server_max_concurrent_streams', value: 1000 },
    { path: 'server.grpc_server_min_time_between_pings', value: '10s' },
    { path: 'server.grpc_server_ping_without_stream_allowed', value: true },
  ];
}

/** Variables that the chart sets in every Loki container. */
const ENVIRONMENT: readonly EnvVar[] = [{ name: 'GOGC', value: '80' }];

/** Changes our rendered objects to the settings of the community chart. */
export function likeCommunityChart(charts: LoggingCharts, props: CommunityProps): void {
  const configMap = charts.object('ConfigMap', 'loki');
  const { data } = configMap.toJson() as { data: Record<string, string> };
  const config = parse(data['config.yaml'] as string) as Record<string, unknown>;
  for (const { path, value } of differences(props)) change(config, path.split('.'), value);
  configMap.addJsonPatch(JsonPatch.replace('/data/config.yaml', stringify(config)));
  for (const object of charts.loki.node.findAll().filter(ApiObject.isApiObject)) {
    const [container] = (object.toJson() as Workload).spec?.template?.spec.containers ?? [];
    if (!container?.image.includes('/loki:')) continue;
    const others = (container.env ?? []).filter(({ name }) => !ENVIRONMENT.some((variable) => variable.name === name));
    object.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/env', [...others, ...ENVIRONMENT]));
  }
}

interface Workload {
  readonly spec?: {
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
  };
}

function change(config: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return;
  if (rest.length > 0) {
    config[key] ??= {};
    change(config[key] as Record<string, unknown>, rest, value);
  } else {
    // `yaml` omits undefined values.
    config[key] = value;
  }
}
