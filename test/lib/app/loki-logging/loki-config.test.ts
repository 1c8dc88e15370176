import { environment, library, lines } from './doors';

describe('environments and LokiLogging refuse the same configuration of Loki, in the same words', () => {
  test.each<[string, object, string[]]>([
    [
      'structured metadata off, for everyone',
      { config: { limits_config: { allow_structured_metadata: false } } },
      [
        'config.limits_config.allow_structured_metadata: not to be set here; leave it out, as Alloy sends structured metadata and Loki would refuse every line with it',
      ],
    ],
    [
      'structured metadata off, for a tenant',
      { tenantLimits: { team: { allow_structured_metadata: false } } },
      [
        'tenantLimits.team.allow_structured_metadata: not to be set here; leave it out, as Alloy sends structured metadata and Loki would refuse every line with it',
      ],
    ],
    [
      'a block that holds keys of the library, removed',
      { config: { storage_config: null, common: null } },
      [
        'config.common: null also removes common.path_prefix, which other objects depend on; leave it out, or remove single keys in it',
        'config.storage_config: null also removes storage_config.use_thanos_objstore, which other objects depend on; leave it out, or remove single keys in it',
      ],
    ],
    [
      'a block replaced by a list, a text or an object of another kind',
      { config: { frontend: [], ruler: 'off', compactor: new Map() } },
      [
        'config.frontend: must be a block of keys, but is a list; write a value of that type',
        "config.ruler: must be a block of keys, but is 'off'; write a value of that type",
        'config.compactor: must be a block of keys, but is a Map; write a value of that type',
      ],
    ],
    [
      'a server that probes and gateway do not reach',
      { config: { server: { http_path_prefix: '/loki', http_tls_config: { cert_file: '/tls/crt' } } } },
      [
        'config.server.http_path_prefix: not to be set here; leave it out, as probes, Services and network policies use ours',
        'config.server.http_tls_config: not to be set here; leave it out, as probes, gateway and components use plain HTTP',
      ],
    ],
    [
      'values that Loki does not accept, or that cannot work',
      {
        config: { server: { log_level: 'loud' }, ingester: { chunk_encoding: 'zip', flush_check_period: '0s' } },
        tenantLimits: {
          team: {
            ingestion_rate_mb: 0,
            retention_period: '12h',
            retention_stream: [
              { selector: 'app', period: '9999w' },
              { selector: '{a="b"}', period: '0s' },
            ],
          },
        },
      },
      [
        "config.server.log_level: must be one of debug, info, warn, error, but is 'loud'; write one of them",
        "config.ingester.chunk_encoding: must be one of none, gzip, lz4-64k, snappy, lz4-256k, lz4-1M, lz4, flate, zstd, but is 'zip'; write gzip",
        "config.ingester.flush_check_period: must be more than 0s, but is '0s'; write '30s', the default of loki, or another",
        'tenantLimits.team.ingestion_rate_mb: must be more than 0, but is 0; write 4, the default of loki, or another',
        `tenantLimits.team.retention_stream[0].selector: must be a stream selector, but is 'app'; write one such as '{namespace="dev"}'`,
        'tenantLimits.team.retention_period: 12h is shorter than the 24h index period; use at least 1d',
        'tenantLimits.team.retention_stream[0].period: 9999w is longer than ten years; use at most 3650d',
        'tenantLimits.team.retention_stream[1].period: 0s is shorter than the 24h index period; use at least 1d',
      ],
    ],
  ])('%s', (_what, loki: { config?: unknown; tenantLimits?: unknown }, expected) => {
    const of = (owner: string, config: string, limits: string) =>
      expected.map((line) => `${owner}.${line.replace(/^config/, config).replace(/^tenantLimits/, limits)}`);
    expect(lines(environment({ loki }))).toEqual(of('environments.team', 'loki.config', 'loki.tenantLimits'));
    const props = { lokiConfig: loki.config, tenantLimits: loki.tenantLimits };
    expect(lines(() => library(props))).toEqual(of('Stack/Logging', 'lokiConfig', 'tenantLimits'));
  });
});
