import type { SnapshotSample } from './snapshot';

/**
 * Metrics that are read, with the labels by which their series are added up: others, such as the path of a file, are
 * dropped. The names are those of Loki 3.7.6 and Alloy 1.18.1.
 */
export const METRICS: Readonly<Record<string, readonly string[]>> = {
  // Agents.
  alloy_resources_process_start_time_seconds: [],
  alloy_config_last_load_successful: [],
  alloy_component_controller_running_components: ['health_type'],
  loki_source_file_files_active_total: ['component_id'],
  loki_source_file_read_lines_total: ['component_id'],
  loki_source_file_file_bytes_total: [],
  loki_source_file_read_bytes_total: [],
  loki_source_journal_target_lines_total: [],
  loki_process_dropped_lines_total: [],
  loki_write_sent_entries_total: [],
  loki_write_dropped_entries_total: ['reason', 'tenant'],
  loki_write_request_duration_seconds_count: ['status_code', 'tenant'],
  otelcol_kafka_receiver_offset_lag_ratio: ['topic'],
  // Distributors and ingesters.
  loki_discarded_samples_total: ['tenant', 'reason'],
  loki_ingester_client_request_duration_seconds_count: ['operation', 'status_code'],
  loki_runtime_config_last_reload_successful: [],
  loki_panic_total: [],
  loki_ingester_wal_disk_usage_percent: [],
  loki_ingester_wal_disk_full_failures_total: [],
  loki_ingester_wal_replay_active: [],
  loki_ingester_checkpoint_creations_failed_total: [],
  loki_ingester_chunks_flush_failures_total: [],
  loki_ingester_memory_streams: ['tenant'],
  loki_tsdb_shipper_tables_upload_operation_total: ['status'],
  // Object store.
  loki_objstore_bucket_operations_total: ['operation'],
  loki_objstore_bucket_operation_failures_total: ['operation'],
  // Compactor.
  loki_boltdb_shipper_compactor_running: [],
  loki_boltdb_shipper_compact_tables_operation_total: ['status'],
  loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds: [],
  loki_compactor_apply_retention_operation_total: ['status'],
  loki_compactor_apply_retention_last_successful_run_timestamp_seconds: [],
  loki_compactor_oldest_pending_delete_request_age_seconds: [],
  process_start_time_seconds: [],
  // Queries.
  loki_query_scheduler_connected_querier_clients: [],
  loki_memcache_request_duration_seconds_count: ['name', 'status_code'],
  // Rules.
  loki_prometheus_rule_evaluation_failures_total: ['rule_group'],
  loki_prometheus_notifications_errors_total: [],
  loki_prometheus_notifications_dropped_total: [],
  loki_ruler_config_last_reload_successful: ['user'],
};

/** Names that Promtail has for metrics of Alloy. */
const OF_PROMTAIL: Readonly<Record<string, string>> = {
  promtail_files_active_total: 'loki_source_file_files_active_total',
  promtail_read_lines_total: 'loki_source_file_read_lines_total',
  promtail_file_bytes_total: 'loki_source_file_file_bytes_total',
  promtail_read_bytes_total: 'loki_source_file_read_bytes_total',
  promtail_journal_target_lines_total: 'loki_source_journal_target_lines_total',
  promtail_sent_entries_total: 'loki_write_sent_entries_total',
  promtail_dropped_entries_total: 'loki_write_dropped_entries_total',
  promtail_request_duration_seconds_count: 'loki_write_request_duration_seconds_count',
};

/** A value as a program exposes it. */
interface Exposed {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Values of the metrics that are read, added up by their labels. */
export function summed(samples: readonly Exposed[]): SnapshotSample[] {
  const sums = new Map<string, SnapshotSample>();
  for (const { name: own, labels, value } of samples) {
    const name = Object.hasOwn(OF_PROMTAIL, own) ? (OF_PROMTAIL[own] ?? own) : own;
    const by = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
    if (!by || !Number.isFinite(value)) continue;
    const kept = Object.fromEntries(
      by.flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]])),
    );
    const key = `${name} ${JSON.stringify(kept)}`;
    const before = sums.get(key);
    sums.set(key, { name, labels: kept, value: (before?.value ?? 0) + value });
  }
  return [...sums.values()];
}

/** The later of two readings, with the growth of each value. A counter that is new, or of a new process, has grown from 0. */
export function withGrowth(first: readonly SnapshotSample[], second: readonly SnapshotSample[]): SnapshotSample[] {
  const keyOf = ({ name, labels }: SnapshotSample) => `${name} ${JSON.stringify(labels)}`;
  const before = new Map(first.map((sample) => [keyOf(sample), sample.value]));
  return second.map((sample) => {
    const grown = sample.value - (before.get(keyOf(sample)) ?? 0);
    return { ...sample, grown: grown < 0 ? sample.value : grown };
  });
}
