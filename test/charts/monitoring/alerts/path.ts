import { alloy, type AlertCases, loki } from './case';

const pushes = (status: string) =>
  loki('loki_request_duration_seconds_count', 'distributor', `route="loki_api_v1_push", status_code="${status}"`);
const bucket = (le: string) =>
  loki(
    'loki_request_duration_seconds_bucket',
    'distributor',
    `route="loki_api_v1_push", status_code="204", le="${le}"`,
  );
const sent = (component: string) => alloy('loki_write_sent_entries_total', `component_id="${component}", tenant="dev"`);
const received = loki('loki_distributor_lines_received_total', 'distributor', 'tenant="dev"');
const discarded = (reason: string) =>
  loki('loki_discarded_samples_total', 'distributor', `tenant="dev", reason="${reason}"`);
const failures = loki('loki_ingester_chunks_flush_failures_total', 'ingester');
const requests = loki('loki_ingester_chunks_flush_requests_total', 'ingester');
const full = loki('loki_ingester_wal_disk_full_failures_total', 'ingester');
const used = loki('loki_ingester_wal_disk_usage_percent', 'ingester');
const checkpoints = loki('loki_ingester_checkpoint_creations_failed_total', 'ingester');
const leftOut = loki('loki_ingester_wal_discarded_samples_total', 'ingester', 'reason="corrupt"');

export const PATH_CASES: AlertCases = {
  LokiWriteErrors: {
    at: '20m',
    fires: { [pushes('204')]: '0+95x20', [pushes('500')]: '0+5x20' },
    silent: { [pushes('204')]: '0+95x20', [pushes('429')]: '0+5x20', [pushes('500')]: '5x20' },
  },
  LokiWriteSlow: {
    at: '25m',
    fires: { [bucket('5')]: '0+90x30', [bucket('10')]: '0+100x30', [bucket('+Inf')]: '0+100x30' },
    silent: { [bucket('5')]: '0+100x30', [bucket('10')]: '0+100x30', [bucket('+Inf')]: '0+100x30' },
  },
  LogsLost: {
    at: '40m',
    fires: { [sent('loki.write.loki')]: '0+100x40', [received]: '0+95x40' },
    // Lines of another destination do not come here.
    silent: { [sent('loki.write.loki')]: '0+100x40', [sent('loki.write.to_siem')]: '0+100x40', [received]: '0+99x40' },
  },
  LokiLinesRefused: {
    at: '25m',
    fires: { [discarded('line_too_long')]: '0+1x30' },
    silent: { [discarded('rate_limited')]: '0+1x30', [discarded('line_too_long')]: '9x30' },
  },
  LokiFlushFailing: {
    at: '25m',
    fires: { [failures]: '0+5x30', [requests]: '0+10x30' },
    silent: { [failures]: '0+1x30', [requests]: '0+10x30' },
  },
  LokiWalDiskFull: { at: '8m', fires: { [full]: '0x5 1+1x5' }, silent: { [full]: '7x10' } },
  LokiWalDiskFilling: { at: '15m', fires: { [used]: '0.8x20' }, silent: { [used]: '0.7x20' } },
  LokiWalCheckpointFailing: { at: '10m', fires: { [checkpoints]: '0x5 1x10' }, silent: { [checkpoints]: '1x15' } },
  LokiWalCorrupt: { at: '10m', fires: { [leftOut]: '0x5 12x10' }, silent: { [leftOut]: '12x15' } },
};
