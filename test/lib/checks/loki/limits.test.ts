import { LOKI_RULES } from '../../../../lib/checks/loki';
import { type Case, describeRules, type Parts } from '../harness';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const OVERRIDES = 'ConfigMap loki/loki-runtime runtime-config.yaml overrides';

const config =
  (from: string | RegExp, to: string) =>
  (parts: Parts): void =>
    parts.replace('loki', 'config.yaml', from, to);

const overrides =
  (text: string) =>
  (parts: Parts): void =>
    parts.replace('loki-runtime', 'runtime-config.yaml', 'overrides: {}', `overrides:\n${text}`);

const retention: Case[] = [
  {
    rule: 'LOKI-RETENTION-1',
    breaks: overrides('  apps: {retention_period: 12h}'),
    finds: [
      `${OVERRIDES}.apps.retention_period: 12h is shorter than the 24h index period; ` +
        'use at least 24h, or 0s to keep lines for ever',
    ],
  },
  {
    rule: 'LOKI-RETENTION-1',
    breaks: overrides(`  apps: {retention_stream: [{selector: '{a="b"}', priority: 1, period: 0s}]}`),
    finds: [`${OVERRIDES}.apps.retention_stream[0].period: 0s is shorter than the 24h index period; use at least 24h`],
  },
  {
    rule: 'LOKI-RETENTION-2',
    breaks: config('retention_enabled: true', 'retention_enabled: false'),
    finds: [
      `${CONFIG} compactor.retention_enabled: false, so a retention_period of 672h deletes nothing; ` +
        'use true, with a delete_request_store',
    ],
  },
  {
    rule: 'LOKI-RETENTION-3',
    breaks: config('  delete_request_store: s3\n', ''),
    finds: [
      `${CONFIG} compactor.delete_request_store: missing, and retention_enabled needs it; ` +
        'use the object_store of the schema, s3',
    ],
  },
  {
    rule: 'LOKI-RETENTION-4',
    breaks: config('max_query_lookback: 672h', 'max_query_lookback: 2w'),
    finds: [`${CONFIG} limits_config.max_query_lookback: 2w is shorter than the retention_period of 672h; use 672h`],
  },
  {
    rule: 'LOKI-RETENTION-4',
    breaks: overrides('  apps: {retention_period: 90d}'),
    finds: [
      `${OVERRIDES}.apps.retention_period: 90d is longer than the max_query_lookback of 672h, which holds here too; ` +
        'set max_query_lookback: 90d beside it',
    ],
  },
];

const limits: Case[] = [
  {
    rule: 'LOKI-LIMITS-3',
    breaks: overrides('  apps: {max_label_names_per_series: 30}'),
    finds: [
      `${OVERRIDES}.apps.max_label_names_per_series: 30 is more than 15; ` +
        'leave it out, and keep what identifies a line as structured metadata',
    ],
  },
  {
    rule: 'LOKI-TENANT-1',
    breaks: overrides('  apps/eu: {ingestion_rate_mb: 25}'),
    finds: [
      `${OVERRIDES}.apps/eu: apps/eu has a character Loki does not take in a tenant; ` +
        "use letters, digits and ! - _ . * ' ( )",
    ],
  },
  {
    rule: 'LOKI-AUTH-1',
    breaks: (parts) => {
      overrides('  apps: {ingestion_rate_mb: 25}')(parts);
      config('auth_enabled: true', 'auth_enabled: false')(parts);
    },
    finds: [`${CONFIG} auth_enabled: false, and ${OVERRIDES}.apps has a tenant; use true`],
  },
  {
    rule: 'LOKI-TIMEOUT-1',
    breaks: config('http_server_write_timeout: 330s', 'http_server_write_timeout: 5m'),
    finds: [`${CONFIG} server.http_server_write_timeout: 5m is not longer than the query_timeout of 300s; use 330s`],
  },
  {
    rule: 'LOKI-TIMEOUT-1',
    breaks: config(/ {2}http_server_write_timeout: 330s\n/, ''),
    finds: [
      `${CONFIG} server.http_server_write_timeout: missing, and its default 30s is not longer than the query_timeout ` +
        'of 300s; use 330s',
    ],
  },
  {
    rule: 'LOKI-TIMEOUT-1',
    breaks: config('http_server_read_timeout: 330s', 'http_server_read_timeout: 30s'),
    finds: [`${CONFIG} server.http_server_read_timeout: 30s is not longer than the query_timeout of 300s; use 330s`],
  },
];

/** The rules about how long, how much and who. */
const LIMITS = /^LOKI-(RETENTION|TENANT|AUTH|TIMEOUT|LIMITS-3)/;

describeRules(
  LOKI_RULES.filter(({ id }) => LIMITS.test(id)),
  [...retention, ...limits],
);
