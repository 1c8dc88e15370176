import { validateLimits, validateLokiConfig } from '../../../../charts/loki/config/validate';
import { CONFIG_KEYS, keysOf } from '../../../../charts/loki/config/keys/keys';
import { isScalar } from '../../../../charts/loki/config/values/values';
import { REMOVED_KEYS } from '../../../../charts/loki/config/keys/removed';
import { REALISTIC_CONFIG } from './realistic-config';

/** Path and message, one line each, without what all paths begin with. */
const messages = (config: object): string[] =>
  validateLokiConfig(config).map(({ path, found, fix }) => `${path.replace('loki.config.', '')}: ${found}; ${fix}`);

describe('the tree of keys', () => {
  const types = Object.values(CONFIG_KEYS.blocks).flatMap((block) => Object.values(block).map(({ type }) => type));

  it('has only types that validation and the generator know', () => {
    const unknown = types.filter((type) => {
      const inner = type.replace(/^((list|map) of )+/, '');
      const known = type === 'list of string or csv' || isScalar(inner);
      return !(inner.startsWith('@') ? inner.slice(1) in CONFIG_KEYS.blocks : known);
    });
    expect(unknown).toEqual([]);
  });

  it('has every block reached from the top or from the runtime file', () => {
    const reached = new Set(['root', 'runtime_file']);
    // A Set hands out what is added while it is walked.
    for (const block of reached) {
      for (const { type } of Object.values(keysOf(block))) {
        const inner = /@(\w+)/.exec(type)?.[1];
        if (inner) reached.add(inner);
      }
    }
    expect([...reached].sort()).toEqual(Object.keys(CONFIG_KEYS.blocks).sort());
  });
});

describe('a valid configuration', () => {
  it.each([
    ...['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
    ...['REDUCED_REDUNDANCY', 'OUTPOSTS'],
  ])('may store in class %s', (storage_class) => {
    const storage_config = { aws: { storage_class }, object_store: { s3: { storage_class } } };
    expect(validateLokiConfig({ storage_config })).toEqual([]);
  });

  it('passes', () => {
    expect(validateLokiConfig(REALISTIC_CONFIG)).toEqual([]);
  });

  it('passes in less than five milliseconds of a processor, however busy the machine is', () => {
    const times = Array.from({ length: 20 }, () => {
      const start = process.cpuUsage();
      validateLokiConfig(REALISTIC_CONFIG);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(5);
  });

  it.each([
    ['nothing', {}],
    ['undefined, which is never written', { ingester: { chunk_idle_period: undefined, wal: undefined } }],
    ['variables of the environment', { server: { http_listen_port: '${PORT}', http_server_read_timeout: '${T}' } }],
    ['zero without a unit', { ingester: { chunk_idle_period: 0 }, limits_config: { retention_period: '0' } }],
    ['a list of addresses as one string', { memberlist: { join_members: 'one:7946,two:7946' } }],
    ['a number of bytes', { limits_config: { per_stream_rate_limit: 3000000 } }],
    [
      'a key that the documentation of loki leaves out',
      { http_prefix: '', chunk_store_config: { chunk_cache_config: { prefix: 'a' } } },
    ],
    ['free names in maps', { storage_config: { named_stores: { filesystem: { anything: { directory: '/a' } } } } }],
  ])('may contain %s', (_, config) => {
    expect(validateLokiConfig(config)).toEqual([]);
  });
});

describe('unknown keys', () => {
  it.each<[object, string]>([
    [
      { ingester: { chunk_idle_peroid: '5m' } },
      'ingester.chunk_idle_peroid: not a key of loki 3.7.6; did you mean chunk_idle_period?',
    ],
    [
      { compactor: { retention_period: '4w' } },
      'compactor.retention_period: not a key of loki 3.7.6; it exists as limits_config.retention_period',
    ],
    [{ limitsConfig: {} }, 'limitsConfig: not a key of loki 3.7.6; did you mean limits_config?'],
    [
      { querier: { 'max-concurrent': 4 } },
      'querier.max-concurrent: not a key of loki 3.7.6; did you mean max_concurrent?',
    ],
    [{ foo: { bar: 1 } }, 'foo: not a key of loki 3.7.6; leave it out'],
    [{ toString: 'x' }, 'toString: not a key of loki 3.7.6; leave it out'],
    [
      { schema_config: { configs: [{ from: '2024-04-01' }, { form: '2025-04-01' }] } },
      'schema_config.configs[1].form: not a key of loki 3.7.6; did you mean from?',
    ],
    [
      { ruler: { remote_write: { clients: { mimir: { uri: 'http://mimir' } } } } },
      'ruler.remote_write.clients.mimir.uri: not a key of loki 3.7.6; did you mean url?',
    ],
    [
      { query_range: { results_cache: { cache: { memcached_client: { adresses: 'x' } } } } },
      'query_range.results_cache.cache.memcached_client.adresses: not a key of loki 3.7.6; did you mean addresses?',
    ],
    [
      { common: { storage: { object_store: { s3: { bucketnames: 'logs' } } } } },
      'common.storage.object_store.s3.bucketnames: not a key of loki 3.7.6; did you mean bucket_name? it exists as storage_config.aws.bucketnames and storage_config.cos.bucketnames',
    ],
    [
      { compactor: { working: '/var/loki' } },
      'compactor.working: not a key of loki 3.7.6; did you mean working_directory?',
    ],
  ])('%j', (config, message) => {
    expect(messages(config)).toEqual([message]);
  });
});

describe('values of the wrong type', () => {
  it.each<[object, string]>([
    [
      { ingester: { chunk_idle_period: '5 minutes' } },
      "ingester.chunk_idle_period: must be a duration such as 90s or 1h30m, with h as its largest unit, but is '5 minutes'; write '5m'",
    ],
    [
      { ingester: { max_chunk_age: '7d' } },
      "ingester.max_chunk_age: must be a duration such as 90s or 1h30m, with h as its largest unit, but is '7d'; write '168h'",
    ],
    [
      { ingester: { max_chunk_age: 300 } },
      "ingester.max_chunk_age: must be a duration such as 90s or 1h30m, with h as its largest unit, but is 300; write '300s'",
    ],
    [
      { limits_config: { retention_period: '28 days' } },
      "limits_config.retention_period: must be a duration such as 90m or 7d, but is '28 days'; write '28d'",
    ],
    [
      { limits_config: { retention_period: '1.5h' } },
      "limits_config.retention_period: must be a duration such as 90m or 7d, but is '1.5h'; write a value of that type",
    ],
    [
      { server: { http_listen_port: '3100' } },
      "server.http_listen_port: must be a whole number, but is '3100'; write 3100",
    ],
    [
      { querier: { max_concurrent: 1.5 } },
      'querier.max_concurrent: must be a whole number, but is 1.5; write a value of that type',
    ],
    [
      { server: { grpc_server_max_concurrent_streams: -1 } },
      'server.grpc_server_max_concurrent_streams: must be a whole number not below 0, but is -1; write a value of that type',
    ],
    [
      { storage_config: { hedging: { max_per_second: true } } },
      'storage_config.hedging.max_per_second: must be a whole number, but is true; write a value of that type',
    ],
    [
      { ingester: { sync_min_utilization: 'a lot' } },
      "ingester.sync_min_utilization: must be a number, but is 'a lot'; write a value of that type",
    ],
    [{ auth_enabled: 'true' }, "auth_enabled: must be true or false, but is 'true'; write true without quotes"],
    [{ common: { path_prefix: 5 } }, "common.path_prefix: must be a string, but is 5; write '5'"],
    [{ common: 'x' }, "common: must be a block of keys, but is 'x'; write a value of that type"],
    [{ ingester: [] }, 'ingester: must be a block of keys, but is a list; write a value of that type'],
    [
      { common: { path_prefix: {} } },
      'common.path_prefix: must be a string, but is a block; write a value of that type',
    ],
    [
      { common: { instance_interface_names: 'eth0' } },
      "common.instance_interface_names: must be a list, but is 'eth0'; write ['eth0']",
    ],
    [{ target: ['a', 'b'] }, "target: must be one string with commas, but is a list; write 'a,b'"],
    [
      { memberlist: { join_members: ['a', 7946] } },
      "memberlist.join_members[1]: must be a string, but is 7946; write '7946'",
    ],
    [
      { limits_config: { per_stream_rate_limit: '3Mi' } },
      "limits_config.per_stream_rate_limit: must be a size in bytes such as 5MB or 1048576, but is '3Mi'; write a value of that type",
    ],
    [
      { frontend: { grpc_client_config: { initial_stream_window_size: 65536 } } },
      'frontend.grpc_client_config.initial_stream_window_size: must be a size with its unit such as 64KB, but is 65536; write a value of that type',
    ],
    [
      { ruler: { external_labels: ['cluster'] } },
      'ruler.external_labels: must be a map with names of your own, but is a list; write a value of that type',
    ],
    [
      { schema_config: { configs: [{ from: '2024-4-1' }] } },
      "schema_config.configs[0].from: must be a day such as 2024-04-01, but is '2024-4-1'; write a value of that type",
    ],
    [
      { schema_config: { configs: [{ from: new Date('2024-04-01') }] } },
      'schema_config.configs[0].from: must be a string, but is the date 2024-04-01T00:00:00.000Z; put it into quotes',
    ],
  ])('%j', (config, message) => {
    expect(messages(config)).toEqual([message]);
  });
});

describe('keys that loki 4.0 removes', () => {
  it.each<[object, string]>([
    [
      { ruler: { remote_write: { client: { url: 'http://mimir' } } } },
      'ruler.remote_write.client: a key that loki 3.7.6 takes and loki 4.0 does not; use ruler.remote_write.clients, a map of any number of them',
    ],
    [
      { schema_config: { configs: [{ store: 'tsdb', row_shards: 16 }] } },
      'schema_config.configs[0].row_shards: a key that loki 3.7.6 takes and loki 4.0 does not; leave it out: tsdb shards queries by itself',
    ],
    [
      { schema_config: { configs: [{ store: 'boltdb-shipper', object_store: 's3' }] } },
      "schema_config.configs[0].store: 'boltdb-shipper', which loki 3.7.6 takes and loki 4.0 does not; add a period with tsdb from a day to come, and remove this one once its lines have expired",
    ],
    [
      { storage_config: { boltdb_shipper: { cache_ttl: '24h' } } },
      'storage_config.boltdb_shipper: a key that loki 3.7.6 takes and loki 4.0 does not; remove it with the last period of boltdb-shipper',
    ],
    [
      { target: 'all,write' },
      "target: 'all,write', which loki 3.7.6 takes and loki 4.0 does not; run one component per workload: distributor, …",
    ],
    [
      { storage_config: { named_stores: { aws: { archive: { dynamodb: {} } } } } },
      'storage_config.named_stores.aws.archive.dynamodb: a key that loki 3.7.6 takes and loki 4.0 does not; leave it out: it only served index stores older than tsdb',
    ],
  ])('%j', (config, message) => {
    expect(messages(config)).toEqual([message]);
  });

  it('are looked into: Loki 3.7 refuses an unknown key within', () => {
    expect(messages({ storage_config: { boltdb_shipper: { nonsense: 1 } } })).toEqual([
      'storage_config.boltdb_shipper: a key that loki 3.7.6 takes and loki 4.0 does not; remove it with the last period of boltdb-shipper',
      'storage_config.boltdb_shipper.nonsense: not a key of loki 3.7.6; leave it out',
    ]);
  });

  it.each(REMOVED_KEYS.map(({ path, instead }) => [path, instead]))('%s is a key of 3.7.6', (path, instead) => {
    let type = '@root';
    for (const part of path.split('.')) {
      if (part === '*') {
        expect(type).toMatch(/^(list|map) of /);
        type = type.replace(/^(list|map) of /, '');
      } else {
        const key = keysOf(type.slice(1))[part];
        expect(key).toBeDefined();
        type = key?.type ?? '';
      }
    }
    // The replacement exists as well.
    const [, use] = /^use ([a-z_]+\.[a-z_.]+)/.exec(instead) ?? [];
    const [block, ...rest] = (use ?? 'ruler').split('.');
    expect(keysOf('root')).toHaveProperty(block as string);
    expect(rest.length).toBeLessThan(3);
  });
});

describe('limits and changes', () => {
  it('validates the limits of one tenant under their own path', () => {
    const problems = validateLimits(
      { retention_period: '4w', ingestion_rate: 10, unordered_writes: true },
      'tenants.dev',
    );
    expect(problems).toEqual([
      {
        kind: 'unknown',
        path: 'tenants.dev.ingestion_rate',
        value: 10,
        found: 'not a key of loki 3.7.6',
        fix: 'did you mean ingestion_rate_mb?',
      },
      {
        kind: 'removed',
        path: 'tenants.dev.unordered_writes',
        value: true,
        found: 'a key that loki 3.7.6 takes and loki 4.0 does not',
        fix: 'leave it out: lines are always taken in any order',
      },
    ]);
  });

  it('accepts null in changes, where it removes a key, but not in limits', () => {
    expect(validateLokiConfig({ querier: { max_concurrent: null } })).toEqual([]);
    expect(validateLimits({ ingestion_rate_mb: null })).toMatchObject([
      { found: 'null, and not 4, its default', fix: 'give it a value, or leave the key out for the default of loki' },
    ]);
  });

  it('reports everything at once and changes nothing', () => {
    const config = Object.freeze({ foo: 1, auth_enabled: 'no', ingester: Object.freeze({ wal: 1 }) });
    expect(validateLokiConfig(config, 'stage.loki').map(({ path, value }) => [path, value])).toEqual([
      ['stage.loki.foo', 1],
      ['stage.loki.auth_enabled', 'no'],
      ['stage.loki.ingester.wal', 1],
    ]);
  });
});
