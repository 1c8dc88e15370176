import { type AlertCases, loki } from './case';

const operations = loki('loki_objstore_bucket_operations_total', 'ingester', 'operation="upload"');
const failures = loki('loki_objstore_bucket_operation_failures_total', 'ingester', 'operation="upload"');
const answers = (status: string) =>
  loki('loki_objstore_bucket_transport_requests_total', 'querier', `method="GET", status_code="${status}"`);
const uploads = (status: string) =>
  loki('loki_tsdb_shipper_tables_upload_operation_total', 'ingester', `status="${status}"`);
const started = loki('process_start_time_seconds', 'compactor');
const compacted = loki(
  'loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds',
  'compactor',
);
const runs = (status: string) =>
  loki('loki_boltdb_shipper_compact_tables_operation_total', 'compactor', `status="${status}"`);
const retained = loki('loki_compactor_apply_retention_last_successful_run_timestamp_seconds', 'compactor');
const running = (pod: number) =>
  `loki_boltdb_shipper_compactor_running{cluster="dev", namespace="loki", job="loki/compactor", pod="loki-compactor-${pod}"}`;
const pending = loki('loki_compactor_oldest_pending_delete_request_age_seconds', 'compactor');
const volume = (name: string) =>
  `kubelet_volume_stats_${name}_bytes{cluster="dev", namespace="loki", persistentvolumeclaim="data-loki-ingester-0"}`;

export const STORAGE_CASES: AlertCases = {
  LokiObjectStoreErrors: {
    at: '20m',
    fires: { [operations]: '0+10x25', [failures]: '0+2x25' },
    silent: { [operations]: '0+100x25', [failures]: '0+2x25' },
  },
  LokiObjectStoreThrottled: {
    at: '25m',
    fires: { [answers('503')]: '0+60x30' },
    silent: { [answers('503')]: '0+1x30', [answers('200')]: '0+600x30' },
  },
  LokiIndexUploadFailing: {
    at: '40m',
    fires: { [uploads('failure')]: '0+1x45' },
    silent: { [uploads('failure')]: '4x45', [uploads('success')]: '0+1x45' },
  },
  LokiCompactionStale: {
    at: '4h',
    every: '10m',
    fires: { [compacted]: '60x30', [started]: '0x30' },
    // Nothing is compacted in the first minutes after a start.
    silent: { [compacted]: '0x30', [started]: '10800x30' },
  },
  LokiCompactionFailing: {
    at: '1h',
    every: '5m',
    fires: { [runs('failure')]: '0+1x20', [runs('success')]: '5x20' },
    silent: { [runs('failure')]: '0+1x20', [runs('success')]: '0+1x20' },
  },
  LokiRetentionStale: {
    at: '25h',
    every: '30m',
    fires: { [retained]: '60x60', [started]: '0x60' },
    silent: { [retained]: '0+1800x60', [started]: '0x60' },
  },
  LokiNotOneCompactor: {
    at: '15m',
    fires: { [running(0)]: '1x20', [running(1)]: '1x20' },
    silent: { [running(0)]: '1x20', [running(1)]: '0x20' },
  },
  LokiDeletesStuck: { at: '2h', every: '5m', fires: { [pending]: '300000x30' }, silent: { [pending]: '200000x30' } },
  LokiVolumeFilling: {
    at: '20m',
    fires: { [volume('available')]: '1e9x25', [volume('capacity')]: '1e10x25' },
    silent: { [volume('available')]: '2e9x25', [volume('capacity')]: '1e10x25' },
  },
};
