import type { AlertGroup } from './alert';

/** Queries, their queue and caches. */
export const QUERIES: AlertGroup = {
  name: 'loki-queries',
  title: 'Queries',
  alerts: ({ loki }) => [
    {
      name: 'LokiReadErrors',
      expr: `sum by (cluster, namespace, route) (rate(loki_request_duration_seconds_count{job="${loki}/query-frontend", route=~"loki_api_v1_.*", status_code=~"5.."}[5m])) / sum by (cluster, namespace, route) (rate(loki_request_duration_seconds_count{job="${loki}/query-frontend", route=~"loki_api_v1_.*"}[5m])) > 0.05`,
      for: '10m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of `{{ $labels.route }}` fail',
      why: 'Grafana shows errors.',
      first: "Look at the queriers' log, then at the schedulers and at S3 (`LokiObjectStoreErrors`).",
    },
    {
      name: 'LokiReadSlow',
      expr: `histogram_quantile(0.95, sum by (cluster, namespace, le) (rate(loki_logql_querystats_latency_seconds_bucket{job="${loki}/query-frontend"}[10m]))) > 30`,
      for: '15m',
      severity: 'warning',
      summary: 'one query in twenty takes {{ $value }} s',
      why: 'Dashboards wait.',
      first:
        'The line `metrics.go` in the log of the query-frontend has each query with its bytes and its time. Narrow its selector or its range.',
    },
    {
      name: 'LokiQueriesQueue',
      expr: 'histogram_quantile(0.95, sum by (cluster, namespace, le) (rate(loki_query_scheduler_queue_duration_seconds_bucket[5m]))) > 10',
      for: '15m',
      severity: 'warning',
      summary: 'one query in twenty waits {{ $value }} s before it runs',
      why: 'There are fewer queriers than queries.',
      first:
        '`sum by (user) (rate(loki_query_scheduler_enqueue_count[5m]))` says which tenant asks. More queriers are `loki.sizes.querier.replicas`.',
    },
    {
      name: 'LokiNoQuerier',
      expr: 'min by (cluster, namespace) (loki_query_scheduler_connected_querier_clients) == 0',
      for: '5m',
      severity: 'critical',
      summary: 'a query-scheduler has no querier',
      why: 'Its queries wait until they time out.',
      first: '`kubectl -n NAMESPACE get pod -l app.kubernetes.io/component=querier`.',
    },
    {
      name: 'LokiCacheGone',
      expr: 'max by (cluster, namespace, name) (loki_memcache_client_servers) == 0',
      for: '10m',
      severity: 'warning',
      summary: 'the cache {{ $labels.name }} has no server',
      why: 'Each query reads S3: it is slower and costs requests.',
      first: '`kubectl -n NAMESPACE get pod -l app.kubernetes.io/component=chunks-cache`, or `results-cache`.',
    },
    {
      name: 'LokiCacheErrors',
      expr: 'sum by (cluster, namespace, job, name) (rate(loki_memcache_request_duration_seconds_count{status_code!~"200|404"}[5m])) / sum by (cluster, namespace, job, name) (rate(loki_memcache_request_duration_seconds_count[5m])) > 0.1',
      for: '15m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the requests of {{ $labels.job }} to {{ $labels.name }} fail',
      why: 'Each query reads S3: it is slower and costs requests.',
      first: 'Look at the pods of the cache, at their connections, and at the network policy `loki-internal`.',
    },
    {
      name: 'LokiChunkCacheUseless',
      expr: `sum by (cluster, namespace, job) (rate(loki_cache_hits{name=~"chunks.*", job="${loki}/querier"}[1h])) / sum by (cluster, namespace, job) (rate(loki_cache_fetched_keys{name=~"chunks.*", job="${loki}/querier"}[1h])) < 0.1`,
      for: '6h',
      severity: 'info',
      summary: '{{ $value | humanizePercentage }} of chunks are found in the cache',
      why: 'The memory of the cache is paid for nothing.',
      first: 'Make it smaller or larger: `loki.sizes.chunksCache.memory`.',
    },
    {
      name: 'LokiIndexGatewayErrors',
      // Some processes of 3.7.6 never register loki_index_gateway_requests_total. The statuses of the gRPC server are
      // success, error and cancel.
      expr: 'sum by (cluster, namespace, route) (rate(loki_request_duration_seconds_count{route=~"/indexgatewaypb.*", status_code="error"}[5m])) > 0',
      for: '10m',
      severity: 'warning',
      summary: '`{{ $labels.route }}` fails in the index gateways',
      why: 'Queries fail or are incomplete.',
      first: "Look at the index gateways' log and volume: an index that cannot be downloaded, or no room.",
    },
  ],
};
