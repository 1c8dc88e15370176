import { authority, pods, rulerWrite, url } from './parts';
import * as w from './words';

const { either, fields, flag, keyed, listOf, number, odd, one, some } = w;

const size = fields({
  replicas: one(2, 3, 5),
  cpu: one(0.05, 0.123, 1, 7.5),
  memory: one(0.5, 1.1, 3.3, 16),
  volume: one(10, 77, 16_000),
  throughput: one(125, 500, 999),
});
const COMPONENTS = [
  ...['compactor', 'distributor', 'ingester', 'querier', 'ruler', 'queryFrontend', 'queryScheduler', 'indexGateway'],
  ...['patternIngester', 'overridesExporter', 'gateway', 'chunksCache', 'resultsCache'],
];
const bounds = { min: number(2, 4), max: number(5, 100), cpu: number(1, 100) };
const tenant = one('platform', 'apps', "it's");
const retention = one('1d', '24h', '1440m', '86400s', '2w', '365d', '52w', '1y', '40d');
const selector = one(
  ...[
    '{namespace="shop"}',
    '{app=~"a.b|c"}',
    '{app!="\\"q\\"", team="it\'s"}',
    '{a=~`\\d+`}',
    '{a="{{ $x }}"}',
    '{a="é\\\\"}',
  ],
  ...['{ a = "b" , c =~ "d" }', '{a="on",b!~"^$"}', '{a="${HOSTNAME}"}', '{a="$"}', '{a="#c: x"}'],
);
const streams = listOf(fields({ '!selector': selector, '!retention': retention, priority: number(0, 100) }), 3);
const limits = fields({
  ingestion_rate_mb: one(0.5, 1, 100),
  max_query_series: number(1, 100_000),
  reject_old_samples_max_age: one('1w', '12h30m', '90s'),
  max_query_length: one('30d', '0', '721h'),
  per_stream_rate_limit: one('3MB', '512KB'),
  blocked_queries: one(
    [{ pattern: 'sum by (a) (rate({x="$y"}[5m]))', regex: true }],
    [{ pattern: '.*', types: 'metric' }],
  ),
  discover_service_name: some('app', 'null', 'on'),
  ruler_max_rules_per_rule_group: number(0, 50),
});

const rule = either<unknown>(
  fields({
    '!alert': either(one('A', 'null', '1e3'), odd),
    '!expr': one(
      ...['sum(rate({app="a"}[5m])) > 1', 'count_over_time({a="it\'s"} |= "{{ $x }}" | json | b="\\"" [1m]) > 0.5e-3'],
      ...['sum by (app) (rate({app=~"a.+"} |~ `\\d+"` [5m])) > 1e3', 'absent_over_time({a="${HOME}"}[1h]) == 1'],
    ),
    for: one('5m', '1h30m', '0s', '1d'),
    keep_firing_for: one('1m', '2h'),
    labels: keyed(one('severity', 'null', 'on'), odd),
    annotations: keyed(
      one('summary', 'a', 'null'),
      either(odd, one('{{ $value }} of {{ $labels.app }}', '{{ "q" | printf "%q" }}')),
    ),
  }),
  fields({
    '!record': one('app:errors:rate5m', 'null', 'on', 'A:b'),
    '!expr': one('sum by (app) (rate({app="a"} |= "error" [5m]))', 'max(rate({app=~`a"b`}[1m]))'),
    labels: keyed(one('tier', 'null', 'on'), odd),
  }),
);
const group = fields({
  '!name': either(one('g', 'null', '1e3', w.long(200, 'g')), odd),
  interval: one('1m', '90s', '1h'),
  limit: number(0, 100),
  '!rules': listOf(rule, 3),
});

/** Loki in the cluster. */
export const loki = fields({
  namespace: one('logging', '1e3', 'null', w.long(63, 'l')),
  queryTimeout: one('60s', '5m', '1h', '90s', '3600s', '15m'),
  config: fields({
    limits_config: limits,
    ingester: fields({ chunk_idle_period: one('1h', '90m', '30s'), max_chunk_age: one('2h', '120m') }),
    server: fields({ log_level: one('debug', 'warn') }),
    ruler: fields({ evaluation_interval: one('1m', '90s') }),
    frontend: fields({ log_queries_longer_than: one('5s', '1h', '0s') }),
    query_range: one({ cache_results: null }),
  }),
  sizes: (random) => Object.fromEntries(some(...COMPONENTS)(random).map((name) => [name, size(random)])),
  autoscaling: either<unknown>(
    flag,
    fields({
      distributor: fields(bounds),
      querier: fields({ prometheus: url, ...bounds }),
      queryFrontend: fields(bounds),
      gateway: fields(bounds),
    }),
  ),
  ingesterZones: either<unknown>(flag, (random) => ({ step: 1 + random.below(5) })),
  rolloutOperator: either<unknown>(flag, fields({ customResourceDefinition: flag, zoneBudget: flag })),
  tenantLimits: keyed(tenant, limits),
  chunkEncoding: one('zstd', 'gzip', 'lz4', 'snappy'),
  schema: one(
    [{ from: '2024-04-01' }],
    [
      { from: '2022-01-01', schema: 'v12', indexPrefix: 'on' },
      { from: '2024-04-01', indexPrefix: '1e3' },
    ],
    [
      { from: '2020-02-29', schema: 'v11', store: 'boltdb-shipper', indexPrefix: 'null', indexPath: 'a/b/' },
      { from: '2024-04-01', indexPath: 'on/' },
    ],
    [
      { from: '2023-01-01', schema: 'v9', store: 'boltdb-shipper' },
      { from: '2024-01-01', schema: 'v12', store: 'tsdb' },
      { from: '2024-06-01', schema: 'v13' },
    ],
  ),
  alertmanagerUrl: one(
    'http://alertmanager.monitoring:9093',
    'https://a.example.com/x%20y/?a=$b',
    "http://10.0.0.1:1/it's",
    'https://u@a.example.com/',
  ),
  alertmanagers: keyed(tenant, one('http://alertmanager.team:9093', 'https://a.example.com/{x}')),
  rules: keyed(tenant, listOf(group, 2)),
  otlpIndexLabels: some('k8s.namespace.name', 'service.name', 'null', 'a.b-c/d', 'on', 'é'),
  ruler: fields({
    remoteWrite: rulerWrite,
    grafanaUrl: one('https://grafana.example.com', 'http://g:3000/a/%7B', "https://g.example.com/it's"),
  }),
  deletes: either<unknown>(flag, fields({ '!tenants': some('platform', 'apps') })),
  tenantRetention: keyed(tenant, either<unknown>(retention, fields({ '!retention': retention, streams }))),
  streamRetention: streams,
});

const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:loki/writer-AbCdEf';

/** A Loki elsewhere. */
export const remoteLoki = fields({
  '!url': one(
    'https://loki.example.com',
    'https://loki.example.com:8443',
    'https://[2001:db8::1]:1',
    'http://loki.logs.svc:3100',
  ),
  writer: one('shop', 'a-b', 'writer', '1e3', 'null'),
  reader: one('shop-reader', 'reader', 'on'),
  ca: authority,
  pods,
  '!secretArn': one(SECRET),
  '!readerSecretArn': one(SECRET.replace('writer', 'reader')),
  kmsKeyArn: one('arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'),
});
