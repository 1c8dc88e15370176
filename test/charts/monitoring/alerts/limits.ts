import { type AlertCases, loki } from './case';

const discarded = (reason: string) =>
  loki('loki_discarded_samples_total', 'distributor', `tenant="dev", reason="${reason}"`);
const streams = (tenant: string) => loki('loki_ingester_memory_streams', 'ingester', `tenant="${tenant}"`);
const bytes = (tenant: string) => loki('loki_distributor_bytes_received_total', 'distributor', `tenant="${tenant}"`);
const limit = (name: string) => loki('loki_overrides_defaults', 'overrides-exporter', `limit_name="${name}"`);
const own = (name: string, user: string) =>
  loki('loki_overrides', 'overrides-exporter', `limit_name="${name}", user="${user}"`);
const replication = loki('loki_distributor_replication_factor');

const STREAMS = 'max_global_streams_per_user';
const RATE = 'ingestion_rate_mb';

export const LIMITS_CASES: AlertCases = {
  LokiRateLimited: {
    at: '25m',
    fires: { [discarded('per_stream_rate_limit')]: '0+1x30' },
    silent: { [discarded('line_too_long')]: '0+1x30', [discarded('rate_limited')]: '3x30' },
  },
  LokiStreamsNearLimit: {
    at: '20m',
    fires: { [streams('dev')]: '2700x25', [replication]: '3x25', [limit(STREAMS)]: '1000x25' },
    // One tenant has a limit of its own, for the other there is no limit at all.
    silent: {
      [streams('big')]: '2700x25',
      [own(STREAMS, 'big')]: '5000x25',
      [streams('dev')]: '2700x25',
      [own(STREAMS, 'dev')]: '0x25',
      [replication]: '3x25',
      [limit(STREAMS)]: '1000x25',
    },
  },
  LokiIngestNearLimit: {
    at: '25m',
    // 0.9 MiB a second of 1 MiB, in bytes a minute.
    fires: { [bytes('dev')]: '0+56623104x30', [limit(RATE)]: '1x30' },
    silent: { [bytes('dev')]: '0+56623104x30', [own(RATE, 'dev')]: '4x30', [limit(RATE)]: '1x30' },
  },
};
