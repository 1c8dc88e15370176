import type { LokiConfig } from '../../../../charts/loki/config/generated/types';
import { mergeConfig } from '../../../../charts/loki/config/merge';

const BASE: LokiConfig = {
  server: { http_listen_port: 3100, log_level: 'info' },
  memberlist: { join_members: ['one', 'two'] },
  limits_config: { retention_period: '4w', otlp_config: { log_attributes: [{ action: 'drop', attributes: ['a'] }] } },
};

describe('mergeConfig', () => {
  it('merges blocks key by key', () => {
    expect(mergeConfig(BASE, { server: { log_level: 'debug', grpc_listen_port: 9095 } }).server).toEqual({
      http_listen_port: 3100,
      log_level: 'debug',
      grpc_listen_port: 9095,
    });
  });

  it('replaces lists and scalars whole', () => {
    const merged = mergeConfig(BASE, {
      memberlist: { join_members: ['three'] },
      limits_config: { otlp_config: { log_attributes: [] } },
    });
    expect(merged.memberlist?.join_members).toEqual(['three']);
    expect(merged.limits_config).toEqual({ retention_period: '4w', otlp_config: { log_attributes: [] } });
  });

  it('removes a key that is null in the other, at every depth', () => {
    const merged = mergeConfig(BASE, { memberlist: null, limits_config: { retention_period: null }, ruler: null });
    expect(Object.keys(merged)).toEqual(['server', 'limits_config']);
    expect(Object.keys(merged.limits_config ?? {})).toEqual(['otlp_config']);
  });

  it('removes null from new blocks as well', () => {
    expect(mergeConfig({}, { ruler: { wal: { dir: null }, enable_api: true } })).toEqual({
      ruler: { wal: {}, enable_api: true },
    });
  });

  it('changes nothing for undefined or absent keys', () => {
    expect(mergeConfig(BASE, { server: undefined, limits_config: { retention_period: undefined } })).toEqual(BASE);
    expect(mergeConfig(BASE)).toEqual(BASE);
  });

  it('keeps the order of the base and puts new keys after it', () => {
    const merged = mergeConfig(BASE, {
      auth_enabled: true,
      memberlist: { bind_port: 7946 },
      server: {},
      analytics: {},
    });
    expect(Object.keys(merged)).toEqual(['server', 'memberlist', 'limits_config', 'auth_enabled', 'analytics']);
    expect(Object.keys(merged.memberlist ?? {})).toEqual(['join_members', 'bind_port']);
  });

  it('changes neither argument and shares nothing with them', () => {
    const before = structuredClone(BASE);
    const extra = { memberlist: { join_members: ['three'] } };
    const merged = mergeConfig(BASE, extra);
    (merged.memberlist?.join_members as string[]).push('four');
    (merged.limits_config?.otlp_config?.log_attributes as unknown[]).push('five');
    expect(BASE).toEqual(before);
    expect(extra).toEqual({ memberlist: { join_members: ['three'] } });
  });

  it('replaces a scalar by a block and a block by a scalar', () => {
    expect(mergeConfig({ http_prefix: 'a' }, { http_prefix: { a: 1 } } as never)).toEqual({ http_prefix: { a: 1 } });
    expect(mergeConfig({ server: {} }, { server: 'a' } as never)).toEqual({ server: 'a' });
  });
});
