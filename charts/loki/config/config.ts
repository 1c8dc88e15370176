import { indexShippers, schemaConfig, type SchemaPeriod } from './schema';
import { QUERY_TIMEOUT_MARGIN_SECONDS } from '../../endpoint/endpoint';
import type { ObjectStore } from '../../endpoint/object-store';
import { CHUNKS_CACHE, memcachedAddresses, RESULTS_CACHE } from '../caches';
import {
  DATA_PATH,
  GRPC_PORT,
  HTTP_PORT,
  type LokiNames,
  MEMBERLIST_PORT,
  SHUTDOWN_DELAY_SECONDS,
} from '../components';
import { bucketConfig } from '../workloads/store-access';
import { workspaceOf } from '../../endpoint/workspace';
import { CHUNK_BYTES, CHUNK_HOURS } from './chunks';
import type { ChunkEncoding } from './encoding';
import type { LokiConfig } from './generated/types';
import { OTLP_LABELS } from '../otlp';
import { RULES_FOLDER } from '../rules/files';
import type { RemoteWrite } from '../../endpoint/remote-write';
import type { RulerProps } from '../rules/props';
import { limits, type LimitsInputs } from './limits';
import { lokiDuration, RETENTION_DELETE_DELAY } from './retention';
import { type RuntimeConfig, runtimeConfigPaths } from './runtime';

/** Folder and file of the configuration that Loki reads at start. */
export const CONFIG_FILE = { folder: '/etc/loki/config', name: 'config.yaml' };

/** Settings of a client that compresses: a third of the bytes between pods for a tenth more CPU time of Loki. */
const COMPRESSED = { grpc_compression: 'snappy' };

/** Longest time that a chunk covers. */
const CHUNK_AGE = `${CHUNK_HOURS}h`;

/** Inputs of Loki's configuration. */
export interface LokiConfigInputs extends LimitsInputs {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Buckets of chunks, index and rules. */
  readonly store: ObjectStore;

  /** Compression of chunks. */
  readonly chunkEncoding: ChunkEncoding;

  /** Periods of the schema. */
  readonly schema: readonly SchemaPeriod[];

  /** Files that Loki reloads while it runs. */
  readonly runtimeConfigs: readonly RuntimeConfig[];

  /** URL that the ruler sends alerts to. @default - none */
  readonly alertmanagerUrl?: string;

  /** Resource attributes of OTLP that become labels. @default OTLP_LABELS */
  readonly otlpLabels?: readonly string[];

  /** If true, rules are files of the ruler. @default - they are in the ruler bucket */
  readonly hasRuleFiles?: boolean;

  /** Settings of the ruler. @default - none */
  readonly ruler?: RulerProps;

  /** If true, a query may name several tenants. @default false */
  readonly queriesSeveralTenants?: boolean;

  /** Copies of each line. */
  readonly replicationFactor: number;

  /** Names of labels of lines that come from Kafka by OTLP. @default - none */
  readonly kafkaLabels?: readonly string[];
}

/** Configuration of Loki: one file for all components, each of which reads its own part. */
export function lokiConfig(inputs: LokiConfigInputs): LokiConfig {
  const { names, store, size, otlpLabels = OTLP_LABELS } = inputs;
  const address = (service: string, port: number) => `${names.host(service)}:${port}`;
  const scheduler = address(names.headless('query-scheduler'), GRPC_PORT);
  const httpTimeout = `${inputs.queryTimeout.toSeconds() + QUERY_TIMEOUT_MARGIN_SECONDS}s`;
  return {
    auth_enabled: true,
    analytics: { reporting_enabled: false },
    // After SIGTERM a pod is not ready, and serves those who have not noticed yet.
    shutdown_delay: `${SHUTDOWN_DELAY_SECONDS}s`,
    server: {
      http_listen_port: HTTP_PORT,
      grpc_listen_port: GRPC_PORT,
      graceful_shutdown_timeout: '30s',
      http_server_read_timeout: httpTimeout,
      http_server_write_timeout: httpTimeout,
      // Responses between components contain whole chunks.
      grpc_server_max_recv_msg_size: 104857600,
      grpc_server_max_send_msg_size: 104857600,
      // Each running query or push is a stream of a shared connection. Loki's own deployments use 1000 instead of 100.
      grpc_server_max_concurrent_streams: 1000,
    },
    common: {
      path_prefix: DATA_PATH,
      replication_factor: inputs.replicationFactor,
      compactor_grpc_address: address(names.headless('compactor'), GRPC_PORT),
    },
    distributor: {
      otlp_config: {
        default_resource_attributes_as_index_labels: [...new Set([...otlpLabels, ...(inputs.kafkaLabels ?? [])])],
      },
    },
    memberlist: {
      // Keeps other gossip rings apart that connect to a reused pod address.
      cluster_label: `loki.${names.namespace}`,
      join_members: [address('loki-memberlist', MEMBERLIST_PORT)],
      rejoin_interval: '90s',
    },
    runtime_config: { file: runtimeConfigPaths(inputs.runtimeConfigs) },
    schema_config: schemaConfig(inputs.schema),
    storage_config: {
      // Object client that is the default of Loki 4.0. It signs with the role of the pod's service account.
      use_thanos_objstore: true,
      object_store: { s3: bucketConfig(store, store.chunkBucket) },
      ...indexShippers(inputs.schema, `dns+${address(names.headless('index-gateway'), GRPC_PORT)}`),
    },
    chunk_store_config: { chunk_cache_config: cache(memcachedAddresses(names, CHUNKS_CACHE), '0s', '2s') },
    ingester: {
      chunk_encoding: inputs.chunkEncoding,
      chunk_target_size: CHUNK_BYTES,
      chunk_idle_period: '30m',
      max_chunk_age: CHUNK_AGE,
      // Chunks end at fixed times of their lines, so the three ingesters cut equal chunks, and the second and third
      // find theirs in the cache. A chunk that ends by its age ends at a different line in each ingester.
      sync_period: CHUNK_AGE,
      sync_min_utilization: 0,
      // The next ingester of a rollout serves for `shutdown_delay` more, in which the ring spreads too.
      lifecycler: {
        min_ready_duration: '5s',
        ...(size.ingesterZones
          ? {
              // Each of three zones has one copy of each line. An ingester keeps its place in the ring while it restarts: else
              // its streams would move to others, which keep them in memory too.
              ring: { zone_awareness_enabled: true },
              tokens_file_path: `${DATA_PATH}/ring-tokens`,
              unregister_on_shutdown: false,
            }
          : {}),
      },
      // An ingester that never returns does not block the ring.
      autoforget_unhealthy: true,
      wal: {
        enabled: true,
        dir: `${DATA_PATH}/wal`,
        replay_memory_ceiling: `${Math.floor((size.components.ingester.memory * 1024) / 2)}MB`,
      },
    },
    // Lines travel compressed between pods, most of them from one zone to another.
    ingester_client: { grpc_client_config: COMPRESSED },
    pattern_ingester: {
      enabled: true,
      client_config: { grpc_client_config: COMPRESSED },
      // A pattern ingester holds no lines, so it need not wait for its ring.
      lifecycler: { min_ready_duration: '0s' },
    },
    frontend: {
      scheduler_address: scheduler,
      tail_proxy_url: `http://${address(names.workload('querier'), HTTP_PORT)}`,
      compress_responses: true,
      encoding: 'protobuf',
    },
    frontend_worker: { scheduler_address: scheduler, query_frontend_grpc_client: COMPRESSED },
    querier: {
      max_concurrent: size.querierConcurrency,
      ...(inputs.queriesSeveralTenants ? { multi_tenant_queries_enabled: true } : {}),
    },
    query_range: {
      align_queries_with_step: true,
      cache_results: true,
      results_cache: { cache: cache(memcachedAddresses(names, RESULTS_CACHE), '12h', '500ms'), compression: 'snappy' },
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
      // Rules are queries like others: split, sharded and cached by the frontends; each gets a share.
      evaluation: {
        mode: 'remote',
        query_frontend: { address: `dns:///${address(names.headless('query-frontend'), GRPC_PORT)}` },
      },
      ...(inputs.alertmanagerUrl ? { alertmanager_url: inputs.alertmanagerUrl } : {}),
      ...(inputs.ruler ? rulerConfig(inputs.ruler) : {}),
    },
    ruler_storage: inputs.hasRuleFiles
      ? { backend: 'local', local: { directory: RULES_FOLDER } }
      : { backend: 's3', s3: bucketConfig(store, store.rulerBucket) },
    limits_config: limits(inputs),
  };
}

function rulerConfig({ remoteWrite, grafanaUrl }: RulerProps): LokiConfig['ruler'] {
  return { ...(grafanaUrl ? { external_url: grafanaUrl } : {}), ...(remoteWrite ? receiver(remoteWrite) : {}) };
}

/** Receiver of samples. A workspace of AWS has no tenants, and refuses requests that name one. */
function receiver({ url, workspaceArn }: RemoteWrite): LokiConfig['ruler'] {
  const workspace = workspaceOf(workspaceArn);
  const samples = workspace ? { url: workspace.url, sigv4: { region: workspace.region } } : { url };
  const withoutTenant = workspace ? { add_org_id_header: false } : {};
  return { remote_write: { enabled: true, ...withoutTenant, clients: { samples } } };
}

function cache(addresses: string, validity: string, timeout: string) {
  return {
    default_validity: validity,
    background: { writeback_goroutines: 1, writeback_buffer: 500000, writeback_size_limit: '500MB' },
    memcached_client: { addresses, consistent_hash: true, timeout, max_idle_conns: 72 },
  };
}
