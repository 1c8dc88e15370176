import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CONFIG_KEYS, keysOf } from '../../../../../charts/loki/config/keys/keys';
import { rangeOf } from '../../../../../charts/loki/config/values/ranges';
import { SETS } from '../../../../../charts/loki/config/values/sets';
import { validateLimits, validateLokiConfig } from '../../../../../charts/loki/config/validate';
import { mergeConfig } from '../../../../../charts/loki/config/merge';
import { describeWith, findProgram } from '../../../../helpers/programs';
import { configOf } from '../../helpers';

const lines = (config: object) =>
  validateLokiConfig(config, 'x').map(({ path, found, fix }) => `${path.slice(2)}: ${found}; ${fix}`);

test('every set is that of a key, and has its default', () => {
  for (const [path, set] of SETS) {
    const [block = '', key = ''] = path.split('.');
    const known = keysOf(block)[key];
    expect([path, known?.type]).toEqual([path, expect.stringMatching(/string|csv/)]);
    expect([path, ...set]).toContain(known?.default ?? set[0]);
  }
});

test('every default is in the range of its key', () => {
  const wrong = Object.entries(CONFIG_KEYS.blocks).flatMap(([block, keys]) =>
    Object.entries(keys).flatMap(([key, { type, default: value }]) => {
      const { least = 0, above, most = Infinity } = rangeOf(block, key);
      const number = ['int', 'uint', 'float'].includes(type) && typeof value === 'number' ? value : undefined;
      const isZero = type.includes('duration') && value === '0s';
      if (isZero) return above ? [`${block}.${key}: 0s`] : [];
      const isFine = number === undefined || (number >= least && number <= most && !(above && number === least));
      return isFine ? [] : [`${block}.${key}: ${number}`];
    }),
  );
  expect(wrong).toEqual([]);
});

describe('values that Loki does not accept, or that cannot work', () => {
  test.each<[object, string]>([
    [
      { server: { log_level: 'loud' } },
      "server.log_level: must be one of debug, info, warn, error, but is 'loud'; write one of them",
    ],
    [
      { ruler: { external_url: 'http://%zz' } },
      "ruler.external_url: must be a URL, but is 'http://%zz'; write one such as 'https://…'",
    ],
    [
      { limits_config: { per_stream_rate_limit: -5 } },
      'limits_config.per_stream_rate_limit: must be a size in bytes such as 5MB or 1048576, but is -5; write a value of that type',
    ],
    [{ server: { log_format: 'jsn' } }, "server.log_format: must be one of logfmt, json, but is 'jsn'; write json"],
    [
      { ingester: { chunk_encoding: 'zip' } },
      "ingester.chunk_encoding: must be one of none, gzip, lz4-64k, snappy, lz4-256k, lz4-1M, lz4, flate, zstd, but is 'zip'; write gzip",
    ],
    [
      { common: { ring: { kvstore: { store: 'memberlst' } } } },
      "common.ring.kvstore.store: must be one of consul, etcd, inmemory, memberlist, multi, but is 'memberlst'; write memberlist",
    ],
    [
      { limits_config: { ingestion_rate_strategy: 'globl' } },
      "limits_config.ingestion_rate_strategy: must be one of global, local, but is 'globl'; write global",
    ],
    [
      { limits_config: { deletion_mode: 'delete' } },
      "limits_config.deletion_mode: must be one of disabled, filter-only, filter-and-delete, but is 'delete'; write one of them",
    ],
    [
      { limits_config: { shard_aggregations: ['sum'] } },
      "limits_config.shard_aggregations[0]: must be one of quantile_over_time, last_over_time, first_over_time, approx_topk, but is 'sum'; write one of them",
    ],
    [
      { ingester_client: { grpc_client_config: { grpc_compression: 'zstd' } } },
      "ingester_client.grpc_client_config.grpc_compression: must be one of gzip, snappy, but is 'zstd'; write one of them",
    ],
    [
      { query_range: { results_cache: { compression: 'gzip' } } },
      "query_range.results_cache.compression: must be one of snappy, but is 'gzip'; write one of them",
    ],
    [
      { querier: { max_concurrent: 0 } },
      'querier.max_concurrent: must be more than 0, but is 0; write 4, the default of loki, or another',
    ],
    [
      { querier: { max_concurrent: 1e300 } },
      'querier.max_concurrent: must be at most 9007199254740991, but is 1e+300; write 4, the default of loki, or another',
    ],
    [
      { server: { grpc_server_max_recv_msg_size: 1000 } },
      'server.grpc_server_max_recv_msg_size: must be at least 1048576, but is 1000; write 4194304, the default of loki, or another',
    ],
    [
      { limits_config: { max_query_series: -1 } },
      'limits_config.max_query_series: must be more than 0, but is -1; write 500, the default of loki, or another',
    ],
    [
      { ingester: { flush_check_period: '0s' } },
      "ingester.flush_check_period: must be more than 0s, but is '0s'; write '30s', the default of loki, or another",
    ],
    [
      { ingester: { chunk_idle_period: '-5m' } },
      "ingester.chunk_idle_period: must be at least 0s, but is '-5m'; write '30m', the default of loki, or another",
    ],
    [
      { limits_config: { max_query_length: '9999y' } },
      "limits_config.max_query_length: must be at most 9223372036s, but is '9999y'; write '30d1h', the default of loki, or another",
    ],
    [
      { ingester: { wal: { disk_full_threshold: 90 } } },
      'ingester.wal.disk_full_threshold: must be at most 1, but is 90; write 0.9, the default of loki, or another',
    ],
    [
      { memberlist: { bind_port: 70000 } },
      'memberlist.bind_port: must be at most 65535, but is 70000; write 7946, the default of loki, or another',
    ],
    [
      { limits_config: { retention_stream: [{ selector: 'app=x', period: '48h' }] } },
      `limits_config.retention_stream[0].selector: must be a stream selector, but is 'app=x'; write one such as '{namespace="dev"}'`,
    ],
    [
      { limits_config: { retention_stream: [{ selector: '{a=~".*"}', period: '48h' }] } },
      `limits_config.retention_stream[0].selector: must be a stream selector with a value that is not empty, but is '{a=~".*"}'; write one such as '{namespace="dev"}'`,
    ],
    [
      { server: { log_source_ips_regex: '(unclosed' } },
      "server.log_source_ips_regex: must be a regular expression of Go, but is '(unclosed'; write a value of that type",
    ],
    [
      { compactor: { delete_request_store_key_prefix: 'index' } },
      "compactor.delete_request_store_key_prefix: must be a path that ends with a slash, without one in front, but is 'index'; write 'index/'",
    ],
    [
      { target: 'ingestor' },
      expect.stringMatching(/^target: must be one of all, .*, but is 'ingestor'; write ingester$/) as never,
    ],
  ])('%j', (config, message) => {
    expect(lines(config)).toEqual([message]);
  });
});

test('values at the edges of sets and ranges, and variables, are accepted', () => {
  expect(
    lines({
      server: { log_level: 'warn' },
      ingester: { chunk_encoding: 'ZSTD', query_store_max_look_back_period: '-1ns', chunk_idle_period: '0s' },
      ingester_client: { grpc_client_config: { grpc_compression: '' } },
      limits_config: { max_query_capacity: 1, max_query_lookback: '0', tsdb_max_query_parallelism: 0 },
      query_range: { shard_aggregations: 'last_over_time, approx_topk' },
      querier: { max_concurrent: '${CONCURRENCY}' },
      ruler_storage: { s3: { list_objects_version: 'v1', bucket_lookup_type: 'virtual-hosted' } },
      target: 'ingester,${OTHERS}',
    }),
  ).toEqual([]);
  expect(validateLimits({ ingestion_rate_strategy: 'lokal' }, 'tenantLimits.apps')).toMatchObject([
    { path: 'tenantLimits.apps.ingestion_rate_strategy', fix: 'write local' },
  ]);
});

const loki = findProgram('loki');

describeWith(['loki'], 'the real Loki', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'loki-')), 'loki.yaml');

  test.each<[object]>([
    [{ ingester: { chunk_encoding: 'zip' } }],
    [{ query_range: { results_cache: { compression: 'gzip' } } }],
    [{ limits_config: { deletion_mode: 'delete' } }],
    [{ limits_config: { tsdb_sharding_strategy: 'bound' } }],
    [{ ingester: { index_shards: 0 } }],
    [{ ingester: { flush_op_timeout: '0s' } }],
    [{ compactor: { max_compaction_parallelism: 0 } }],
    [{ ingester: { wal: { disk_full_threshold: 90 } } }],
    [{ compactor: { delete_request_store_key_prefix: 'index' } }],
    [{ limits_config: { retention_stream: [{ selector: '{a=~".*"}', priority: 1, period: '48h' }] } }],
    [{ limits_config: { retention_stream: [{ selector: 'a', priority: 1, period: '48h' }] } }],
  ])('refuses %j too', (config) => {
    expect(lines(config)).toHaveLength(1);
    writeFileSync(file, stringify(mergeConfig(configOf(), config)));
    const run = spawnSync(loki as string, ['-verify-config', `-config.file=${file}`], { encoding: 'utf8' });
    expect([run.status, `${run.stdout}${run.stderr}`]).toEqual([
      1,
      expect.stringMatching(/CONFIG ERROR|failed parsing/),
    ]);
  });
});
