import { readFileSync } from 'node:fs';
import type { LimitsConfig, LokiConfig } from '../../../../charts/loki/config/generated/types';
import { CONFIG_TYPES_FILE, configTypes } from '../../../../scripts/generate-loki-config-types';
import { validateLokiConfig } from '../../../../charts/loki/config/validate';
import { CONFIG_KEYS, ROOT_BLOCK } from '../../../../charts/loki/config/keys/keys';
import { IMAGES } from '../../../../charts/kubernetes/images';

describe('generated/types.ts', () => {
  it('is what scripts/generate-loki-config-types.ts writes', () => {
    expect(readFileSync(CONFIG_TYPES_FILE, 'utf8')).toBe(configTypes());
  });

  it('has every key of the tree once', () => {
    const written = [...configTypes().matchAll(/^ {2}readonly (\w+)\?:/gm)].length;
    const keys = Object.values(CONFIG_KEYS.blocks).reduce((sum, block) => sum + Object.keys(block).length, 0);
    expect(written).toBe(keys);
    expect(keys).toBeGreaterThan(1500);
  });

  it('names its interfaces after their blocks, each name once', () => {
    const names = [...configTypes().matchAll(/^export interface (\w+) \{$/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(Object.keys(CONFIG_KEYS.blocks).length);
    expect(CONFIG_KEYS.blocks).toHaveProperty(ROOT_BLOCK);
  });

  it('has the version of Loki that is deployed', () => {
    expect(IMAGES.loki).toMatch(new RegExp(`:${CONFIG_KEYS.version.replaceAll('.', '\\.')}$`));
  });

  it('lets only valid configurations compile', () => {
    // tsc checks this file: an @ts-expect-error without an error below it is an error.
    const right: LokiConfig = {
      limits_config: { retention_period: '4w', ingestion_rate_mb: 10, per_stream_rate_limit: 3000000 },
      memberlist: { join_members: ['loki-memberlist:7946'] },
      ruler: { remote_write: { clients: { any: { url: 'http://mimir', queue_config: { capacity: 1 } } } } },
    };
    const limits: LimitsConfig | undefined = right.limits_config;
    expect(limits?.retention_period).toBe('4w');

    const wrong: LokiConfig[] = [
      // @ts-expect-error no such key
      { ingester: { chunk_idle_peroid: '5m' } },
      // @ts-expect-error a duration is a string
      { ingester: { chunk_idle_period: 300 } },
      // @ts-expect-error a number without quotes
      { server: { http_listen_port: '3100' } },
      // @ts-expect-error the value is a list
      { schema_config: { configs: {} } },
    ];
    expect(wrong.map((config) => validateLokiConfig(config).length)).toEqual([1, 1, 1, 1]);
  });
});
