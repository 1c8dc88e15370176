import { describeRules } from '../harness';
import { config, overrides } from './edits';
import { KEY_RULES } from '../../../../lib/checks/loki/keys';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const OVERRIDES = 'ConfigMap loki/loki-runtime runtime-config.yaml overrides';

describeRules(KEY_RULES, [
  {
    rule: 'LOKI-KEY-1',
    breaks: config('chunk_idle_period', 'chunk_idle_peroid'),
    finds: [`${CONFIG} ingester.chunk_idle_peroid: not a key of loki 3.7.6; did you mean chunk_idle_period?`],
  },
  {
    rule: 'LOKI-KEY-1',
    breaks: overrides('  apps: {retention_perod: 48h}'),
    finds: [`${OVERRIDES}.apps.retention_perod: not a key of loki 3.7.6; did you mean retention_period?`],
  },
  {
    rule: 'LOKI-KEY-2',
    breaks: config('limits_config:', 'limits_config:\n  unordered_writes: true'),
    finds: [
      `${CONFIG} limits_config.unordered_writes: a key that loki 3.7.6 takes and loki 4.0 does not; ` +
        'leave it out: lines are always taken in any order',
    ],
  },
  {
    rule: 'LOKI-KEY-3',
    breaks: config('chunk_idle_period: 30m', 'chunk_idle_period: 30 minutes'),
    finds: [
      `${CONFIG} ingester.chunk_idle_period: must be a duration such as 90s or 1h30m, with h as its largest unit, ` +
        "but is '30 minutes'; write '30m'",
    ],
  },
  {
    rule: 'LOKI-KEY-3',
    breaks: config('dir: /var/loki/wal', 'dir: [/var/loki/wal]'),
    finds: [`${CONFIG} ingester.wal.dir: must be a string, but is a list; write a value of that type`],
  },
  {
    rule: 'LOKI-KEY-3',
    breaks: config('chunk_encoding: zstd', 'chunk_encoding: zip'),
    finds: [
      `${CONFIG} ingester.chunk_encoding: must be one of none, gzip, lz4-64k, snappy, lz4-256k, lz4-1M, lz4, flate, zstd, ` +
        "but is 'zip'; write gzip",
    ],
  },
  {
    rule: 'LOKI-KEY-3',
    breaks: overrides('  apps: {ingestion_rate_strategy: globl}'),
    finds: [`${OVERRIDES}.apps.ingestion_rate_strategy: must be one of global, local, but is 'globl'; write global`],
  },
  {
    rule: 'LOKI-KEY-3',
    breaks: config(
      'limits_config:',
      'internal_server:\nprofiling:\nlimits_config:\n  max_query_series:\n  tsdb_precompute_chunks:',
    ),
    finds: [
      `${CONFIG} internal_server: null, so none of its keys has its default; give it a value, or leave the key out for the default of loki`,
      `${CONFIG} limits_config.max_query_series: null, and not 500, its default; give it a value, or leave the key out for the default of loki`,
    ],
  },
  {
    rule: 'LOKI-YAML-1',
    breaks: overrides('  apps: {\n  other: 1'),
    finds: [`${'ConfigMap loki/loki-runtime runtime-config.yaml'}: line 4 is not YAML; fix that line`],
  },
]);
