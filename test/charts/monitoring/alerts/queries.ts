import { type AlertCases, loki } from './case';

const queries = (status: string) =>
  loki(
    'loki_request_duration_seconds_count',
    'query-frontend',
    `route="loki_api_v1_query_range", status_code="${status}"`,
  );
const took = (le: string) =>
  loki('loki_logql_querystats_latency_seconds_bucket', 'query-frontend', `status_code="200", type="range", le="${le}"`);
const waited = (le: string) =>
  loki('loki_query_scheduler_queue_duration_seconds_bucket', 'query-scheduler', `le="${le}"`);
const queriers = loki('loki_query_scheduler_connected_querier_clients', 'query-scheduler');
const servers = loki('loki_memcache_client_servers', 'querier', 'name="chunks"');
const cached = (status: string) =>
  loki(
    'loki_memcache_request_duration_seconds_count',
    'querier',
    `name="chunks", method="Memcache.Get", status_code="${status}"`,
  );
const hits = loki('loki_cache_hits', 'querier', 'name="chunksmemcache"');
const keys = loki('loki_cache_fetched_keys', 'querier', 'name="chunksmemcache"');
const index = (status: string) =>
  loki(
    'loki_request_duration_seconds_count',
    'index-gateway',
    `route="/indexgatewaypb.IndexGateway/GetChunkRef", status_code="${status}"`,
  );

export const QUERIES_CASES: AlertCases = {
  LokiReadErrors: {
    at: '20m',
    fires: { [queries('200')]: '0+9x25', [queries('500')]: '0+1x25' },
    silent: { [queries('200')]: '0+9x25', [queries('400')]: '0+1x25' },
  },
  LokiReadSlow: {
    at: '30m',
    fires: { [took('30')]: '0+8x40', [took('60')]: '0+10x40', [took('+Inf')]: '0+10x40' },
    silent: { [took('30')]: '0+10x40', [took('60')]: '0+10x40', [took('+Inf')]: '0+10x40' },
  },
  LokiQueriesQueue: {
    at: '25m',
    fires: { [waited('10')]: '0+8x30', [waited('25')]: '0+10x30', [waited('+Inf')]: '0+10x30' },
    silent: { [waited('10')]: '0+10x30', [waited('25')]: '0+10x30', [waited('+Inf')]: '0+10x30' },
  },
  LokiNoQuerier: { at: '10m', fires: { [queriers]: '0x15' }, silent: { [queriers]: '2x15' } },
  LokiCacheGone: { at: '15m', fires: { [servers]: '0x20' }, silent: { [servers]: '1x20' } },
  LokiCacheErrors: {
    at: '25m',
    fires: { [cached('200')]: '0+8x30', [cached('500')]: '0+2x30' },
    // A miss is not an error.
    silent: { [cached('200')]: '0+2x30', [cached('404')]: '0+8x30' },
  },
  LokiChunkCacheUseless: {
    at: '8h',
    every: '5m',
    fires: { [hits]: '0+1x100', [keys]: '0+100x100' },
    silent: { [hits]: '0+50x100', [keys]: '0+100x100' },
  },
  LokiIndexGatewayErrors: {
    at: '20m',
    fires: { [index('success')]: '0+9x25', [index('error')]: '0+1x25' },
    silent: { [index('success')]: '0+9x25', [index('cancel')]: '0+1x25' },
  },
};
