import { quantile, RATE, type Series, sumBy, total } from './context';
import type { DashboardDefinition } from './definition';
import { graph, podsRow, promql, type Row, stack } from './panel';

const API = 'route=~"loki_api_v1_.*"';
const READERS = 'query-frontend|query-scheduler|querier|index-gateway';

/** Share of hits, at most one: Loki counts keys before their hits, so some hits are of keys before the range. */
const hits = (of: Series, component: string, labels: string, by: string) => {
  const rate = (metric: string) => sumBy(by, `rate(${of.loki(component, metric, labels)}${RATE})`);
  return `clamp_max(${rate('loki_cache_hits')} / (${rate('loki_cache_fetched_keys')} > 0), 1)`;
};

const queries = (of: Series): Row => {
  const requests = of.loki('query-frontend', 'loki_request_duration_seconds_count', API);
  const latency = of.loki('query-frontend', 'loki_logql_querystats_latency_seconds_bucket');
  return {
    title: 'Queries',
    panels: [
      stack(
        'Requests by route',
        'As the query frontend gets them.',
        'reqps',
        promql(sumBy('route', `rate(${requests}${RATE})`), '{{route}}'),
      ),
      stack(
        'Requests by status',
        '429 is a limit, 5xx is Loki.',
        'reqps',
        promql(sumBy('status_code', `rate(${requests}${RATE})`), '{{status_code}}'),
      ),
      graph('Time of a query', 'Long ones ask for too wide a range; the log of the query frontend has them.', 's', [
        promql(quantile(0.5, latency), 'half'),
        promql(quantile(0.95, latency), '95 of 100'),
        promql(quantile(0.99, latency), '99 of 100'),
      ]),
      graph(
        'Bytes that a query goes through in a second',
        'Half of the queries are slower.',
        'Bps',
        promql(
          quantile(0.5, of.loki('query-frontend', 'loki_logql_querystats_bytes_processed_per_seconds_bucket')),
          'half',
        ),
      ),
      graph(
        'Live tails',
        'Users who follow lines.',
        'short',
        promql(total(of.all('loki_querier_tail_active')), 'tails'),
      ),
    ],
  };
};

const queue = (of: Series): Row => ({
  title: 'Queue',
  panels: [
    graph(
      'Waiting queries',
      'By tenant. One that floods waits alone.',
      'short',
      promql(sumBy('user', of.all('loki_query_scheduler_queue_length')), '{{user}}'),
    ),
    graph(
      'Time in the queue',
      'Over a few seconds, more queriers are needed.',
      's',
      promql(quantile(0.95, of.all('loki_query_scheduler_queue_duration_seconds_bucket')), '95 of 100'),
    ),
    graph('Queriers at work', 'Parts of queries that run, and how many can.', 'short', [
      promql(total(of.all('loki_querier_worker_inflight_queries')), 'at work'),
      promql(total(of.all('loki_querier_worker_concurrency')), 'slots'),
    ]),
  ],
});

const caches = (of: Series): Row => ({
  title: 'Caches',
  panels: [
    graph(
      'Chunk cache: hits',
      'Below a tenth the memory is better spent elsewhere.',
      'percentunit',
      promql(hits(of, 'querier', 'name=~"chunks.*"', 'name'), '{{name}}'),
      { max: 1 },
    ),
    graph(
      'Results caches: hits',
      'Dashboards that refresh make these high.',
      'percentunit',
      promql(hits(of, 'query-frontend', '', 'name'), '{{name}}'),
      { max: 1 },
    ),
    graph(
      'memcached: time of a request',
      '99 of 100 are faster.',
      's',
      promql(
        quantile(0.99, of.all('loki_memcache_request_duration_seconds_bucket'), 'name, method'),
        '{{name}} {{method}}',
      ),
    ),
    graph(
      'memcached: memory used',
      'From the exporter beside it. Full is right, if little is thrown out.',
      'percentunit',
      promql(
        `${sumBy('job', of.all('memcached_current_bytes'))} / ${sumBy('job', of.all('memcached_limit_bytes'))}`,
        '{{job}}',
      ),
      { max: 1 },
    ),
  ],
});

const index = (of: Series): Row => ({
  title: 'Index and S3',
  panels: [
    graph(
      'Index gateway: requests',
      'By operation and status, of which success is the right one.',
      'reqps',
      // This counter is the one of the server. An index gateway has one of its own only by chance: it depends on the
      // order in which Loki starts its modules.
      promql(
        sumBy(
          'route, status_code',
          `rate(${of.loki('index-gateway', 'loki_request_duration_seconds_count', 'route=~"/indexgatewaypb.*"')}${RATE})`,
        ),
        '{{route}} {{status_code}}',
      ),
    ),
    graph(
      'Index gateway: time',
      '99 of 100 are faster.',
      's',
      promql(
        quantile(0.99, of.all('loki_index_gateway_request_duration_seconds_bucket'), 'operation'),
        '{{operation}}',
      ),
    ),
    graph(
      'S3 as queriers see it: time',
      '99 of 100 requests are faster.',
      's',
      promql(
        quantile(0.99, of.loki('querier', 'loki_objstore_bucket_operation_duration_seconds_bucket'), 'operation'),
        '{{operation}}',
      ),
      { more: ['storage'] },
    ),
    graph(
      'Chunks downloaded',
      'What the chunk cache did not have.',
      'cps',
      promql(sumBy('status', `rate(${of.all('loki_store_chunks_downloaded_total')}${RATE})`), '{{status}}'),
    ),
  ],
});

/** The read path of Loki: query frontend, scheduler, queriers, index gateway and caches. */
export const READ: DashboardDefinition = {
  title: 'Read path',
  text: 'Queries: how many, how long, what they wait for, and what caches save.',
  group: 'loki',
  rows: (of) => [
    queries(of),
    queue(of),
    caches(of),
    index(of),
    podsRow(of.loki(READERS, 'process_cpu_seconds_total'), of.loki(READERS, 'process_resident_memory_bytes')),
  ],
};
