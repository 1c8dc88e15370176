import { lokiSeconds } from '../../../../charts/loki/config/retention';
import { Duration } from 'cdk8s';
import { makeCharts, objectOf, objectsOf } from '../../../helpers/charts';
import { configOf } from '../helpers';

test('write-ahead log, compactor and ruler use the volume of their pods', () => {
  const { ingester, compactor, ruler, common } = configOf();
  for (const path of [ingester.wal.dir, compactor.working_directory, ruler.wal.dir, ruler.rule_path]) {
    expect(path.startsWith(`${common.path_prefix}/`)).toBe(true);
  }
  expect(common.path_prefix).toBe('/var/loki');
});

test('retention has one value in limits, compactor and lookback of queries', () => {
  const { limits_config, compactor } = configOf({ retention: Duration.days(3) });
  expect(limits_config).toMatchObject({ retention_period: '72h', max_query_lookback: '72h' });
  expect(compactor).toMatchObject({ retention_enabled: true, delete_request_store: 's3' });
});

test('S3 has region, endpoint and bucket only: credentials come from the role', () => {
  expect(configOf().storage_config.object_store.s3).toEqual({
    region: 'eu-west-1',
    endpoint: 's3.eu-west-1.amazonaws.com',
    bucket_name: 'test-chunks',
    dualstack_enabled: false,
  });
  const china = { chunkBucket: 'chunks', rulerBucket: 'rules', region: 'cn-north-1' };
  expect(configOf({ store: china }).ruler_storage.s3.endpoint).toBe('s3.cn-north-1.amazonaws.com.cn');
});

test('a region that Loki would replace by us-east-1 is refused', () => {
  const store = { chunkBucket: 'chunks', rulerBucket: 'rules', region: 'ap-southeast-6' };
  expect(() => makeCharts({ store })).toThrow(
    "store.region: ap-southeast-6 is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'",
  );
});

test('addresses belong to existing Services and their ports', () => {
  const charts = makeCharts();
  const services = new Map(
    objectsOf(charts)
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => [
        `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
        spec.ports as { name: string; port: number }[],
      ]),
  );
  const text = objectOf(charts, 'ConfigMap', 'loki').data['config.yaml'] as string;
  const addresses = [...text.matchAll(/(?:_(\S+?)\._tcp\.)?([a-z0-9-]+\.loki\.svc\.cluster\.local)(?::(\d+))?/g)];
  expect(addresses.length).toBeGreaterThan(6);
  for (const [, portName, host, port] of addresses) {
    const ports = services.get(host as string) ?? [];
    expect([host, ports.some((one) => one.name === portName || one.port === Number(port))]).toEqual([host, true]);
  }
});

test('the ruler sends alerts to the named Alertmanager', () => {
  const alertmanagerUrl = 'http://alertmanager.monitoring:9093';
  expect(configOf({ alertmanagerUrl }).ruler.alertmanager_url).toBe(alertmanagerUrl);
  expect(configOf().ruler).not.toHaveProperty('alertmanager_url');
});

describe('limits', () => {
  const { limits_config: limits } = configOf();

  test('accept lines of the last week, so that lines from before an outage arrive', () => {
    expect(limits.reject_old_samples).toBe(true);
    expect(lokiSeconds(limits.reject_old_samples_max_age)).toBe(7 * 86_400);
  });

  test('accept lines out of order in a busy stream', () => {
    expect(limits.shard_streams).toEqual({ enabled: true, time_sharding_enabled: true });
  });

  test('apply to a tenant over all distributors, with a burst of twice the rate', () => {
    expect(limits).toMatchObject({
      ingestion_rate_strategy: 'global',
      ingestion_rate_mb: 10,
      ingestion_burst_size_mb: 20,
      per_stream_rate_limit: '5MB',
      per_stream_rate_limit_burst: '20MB',
      max_global_streams_per_user: 10_000,
    });
  });

  test('allow what Alloy sends and Grafana shows: structured metadata and volumes', () => {
    expect(limits).toMatchObject({ allow_structured_metadata: true, volume_enabled: true });
  });
});

describe('labels of lines that arrive by OTLP', () => {
  const names: string[] = configOf().distributor.otlp_config.default_resource_attributes_as_index_labels;

  test('tell cluster, namespace, container, node and service apart, as the labels of pods do', () => {
    const pods = ['k8s.cluster.name', 'k8s.namespace.name', 'k8s.container.name', 'k8s.node.name', 'service.name'];
    expect(names).toEqual(expect.arrayContaining(pods));
  });

  test.each(['k8s.pod.name', 'service.instance.id', 'k8s.replicaset.name', 'k8s.job.name', 'container.name'])(
    'leave out %s, which has a new value for every pod, rollout or run',
    (name) => expect(names).not.toContain(name),
  );

  test('are no more than Loki accepts, and can be replaced', () => {
    expect(names.length).toBeLessThan(15);
    const own = { default_resource_attributes_as_index_labels: ['service.name'] };
    expect(configOf({ config: { distributor: { otlp_config: own } } }).distributor.otlp_config).toEqual(own);
  });
});

test('a query may take its timeout in Loki, and a margin more in every server on its way', () => {
  const { limits_config: limits, server } = configOf({ queryTimeout: Duration.minutes(2) });
  expect(limits.query_timeout).toBe('120s');
  expect(server).toMatchObject({ http_server_read_timeout: '150s', http_server_write_timeout: '150s' });
});

test('the write-ahead log is on, and its replay takes at most half of the memory', () => {
  const { wal } = configOf({ sizes: { ingester: { memory: 4 } } }).ingester;
  expect(wal).toMatchObject({ enabled: true, replay_memory_ceiling: '2048MB' });
});

test('tenants are on, and nothing is reported to Grafana', () => {
  expect(configOf()).toMatchObject({ auth_enabled: true, analytics: { reporting_enabled: false } });
});

test('the schema is TSDB on S3, one index table a day; periods are added in order', () => {
  const period = (from: string, schema: string, prefix: string) => ({
    from,
    store: 'tsdb',
    object_store: 's3',
    schema,
    index: { prefix, period: '24h' },
  });
  expect(configOf().schema_config.configs).toEqual([period('2024-04-01', 'v13', 'loki_index_')]);
  const schema = [{ from: '2023-01-01', schema: 'v12', indexPrefix: 'old_' }, { from: '2024-04-01' }];
  expect(configOf({ schema }).schema_config.configs).toEqual([
    period('2023-01-01', 'v12', 'old_'),
    period('2024-04-01', 'v13', 'loki_index_'),
  ]);
});

test('both caches are used: chunks without an expiry, results for twelve hours', () => {
  const { chunk_store_config: chunks, query_range: range } = configOf();
  expect(chunks.chunk_cache_config).toMatchObject({
    default_validity: '0s',
    memcached_client: { addresses: expect.stringContaining('loki-chunks-cache-headless'), consistent_hash: true },
  });
  expect(range).toMatchObject({ cache_results: true, align_queries_with_step: true });
  expect(range.results_cache.cache).toMatchObject({
    default_validity: '12h',
    memcached_client: { addresses: expect.stringContaining('loki-results-cache-headless'), consistent_hash: true },
  });
});

describe('rings and chunks', () => {
  const config = configOf();

  test('gossip of another Loki cannot mix with ours, and lost members are found again', () => {
    expect(config.memberlist).toMatchObject({ cluster_label: 'loki.loki', rejoin_interval: '90s' });
  });

  test('an ingester that never returns does not block writes', () => {
    expect(config.ingester.autoforget_unhealthy).toBe(true);
  });

  test('chunks are compressed by zstd, and cut at 1.5 MB, after half an hour without lines, or after two hours', () => {
    expect(config.ingester).toMatchObject({
      chunk_encoding: 'zstd',
      chunk_target_size: 1.5 * 1024 ** 2,
      chunk_idle_period: '30m',
      max_chunk_age: '2h',
    });
  });

  test('all ingesters end the chunks of a stream at the same lines, before one of them is too old', () => {
    const { sync_period, sync_min_utilization, max_chunk_age } = config.ingester;
    expect([sync_period, sync_min_utilization]).toEqual([max_chunk_age, 0]);
  });
});

describe('queries', () => {
  const config = configOf({ gigabytesPerDay: 500 });

  test('run in parts that are cached, but for the newest lines', () => {
    expect(config.limits_config).toMatchObject({
      split_queries_by_interval: '1h',
      max_cache_freshness_per_query: '10m',
    });
  });

  test('run as concurrently as the size allows', () => {
    expect(config.querier.max_concurrent).toBe(8);
  });

  test('use all queriers, and are refused if they read more than these can in the timeout of a query', () => {
    expect(config.limits_config).toMatchObject({
      tsdb_max_query_parallelism: 32,
      max_query_bytes_read: '960GB',
      max_querier_bytes_read: '30GB',
    });
    const more = { sizes: { querier: { replicas: 6 } }, queryTimeout: Duration.minutes(1) };
    expect(configOf({ ...more, config: { querier: { max_concurrent: 2 } } }).limits_config).toMatchObject({
      tsdb_max_query_parallelism: 12,
      max_query_bytes_read: '72GB',
      max_querier_bytes_read: '6GB',
    });
  });

  test('share a connection by the hundred, and their results are compressed in the cache', () => {
    expect(config.server.grpc_server_max_concurrent_streams).toBe(1000);
    expect(config.query_range.results_cache.compression).toBe('snappy');
  });

  test('reuse connections to S3: requests are not hedged', () => {
    expect(config.storage_config).not.toHaveProperty('hedging');
  });

  test('get whole chunks from other components', () => {
    const { grpc_server_max_recv_msg_size: received, grpc_server_max_send_msg_size: sent } = config.server;
    expect([received, sent]).toEqual([100 * 1024 ** 2, 100 * 1024 ** 2]);
  });
});

test('lines travel compressed between pods: to ingesters, pattern ingesters and query frontends', () => {
  const { ingester_client, pattern_ingester, frontend_worker } = configOf();
  for (const client of [
    ingester_client.grpc_client_config,
    pattern_ingester.client_config.grpc_client_config,
    frontend_worker.query_frontend_grpc_client,
  ]) {
    expect(client).toEqual({ grpc_compression: 'snappy' });
  }
});

test('chunks have the compression that is asked for, and that of the configuration before all', () => {
  expect(configOf({ chunkEncoding: 'snappy' }).ingester.chunk_encoding).toBe('snappy');
  const config = { ingester: { chunk_encoding: 'lz4-64k' } };
  expect(configOf({ chunkEncoding: 'snappy', config }).ingester.chunk_encoding).toBe('lz4-64k');
});

test('rulers share the rules, and patterns are on', () => {
  expect(configOf()).toMatchObject({ ruler: { enable_sharding: true }, pattern_ingester: { enabled: true } });
});
