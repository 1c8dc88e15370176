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

/** A second period after ours. */
const period = (from: string, text = '{store: tsdb, object_store: s3, schema: v13, index: {period: 24h}'): string =>
  `\n    - ${text}, from: '${from}'}\n`;

const addPeriod = (from: string, text?: string) => config(/\nstorage_config:/, `${period(from, text)}storage_config:`);

const keys: Case[] = [
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
    finds: [`${CONFIG} ingester.wal.dir: must be a string, but is a list; write such a value`],
  },
  {
    rule: 'LOKI-YAML-1',
    breaks: overrides('  apps: {\n  other: 1'),
    finds: [`${'ConfigMap loki/loki-runtime runtime-config.yaml'}: line 3 is not YAML; mend that line`],
  },
];

const schema: Case[] = [
  {
    rule: 'LOKI-SCHEMA-1',
    breaks: addPeriod('2999-01-01', '{store: tsdb, object_store: s3, schema: v12, index: {period: 24h}'),
    finds: [
      `${CONFIG} schema_config.configs[1]: tsdb v12 is not the newest kind; ` +
        'add a period of tsdb and v13 that begins on a day to come',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-2',
    breaks: config('period: 24h', 'period: 168h'),
    finds: [`${CONFIG} schema_config.configs[0].index.period: 168h is not the 24h that tsdb needs; use 24h`],
  },
  {
    rule: 'LOKI-SCHEMA-2',
    breaks: config('schema: v13', 'schema: v14'),
    finds: [`${CONFIG} schema_config.configs[0].schema: v14 is not a schema of loki 3.7; use v13`],
  },
  {
    rule: 'LOKI-SCHEMA-3',
    breaks: config('"2024-04-01"', '"2999-04-01"'),
    finds: [
      `${CONFIG} schema_config.configs[0].from: 2999-04-01 has not come yet; use a day in the past, as 2024-04-01`,
    ],
  },
  {
    rule: 'LOKI-SCHEMA-4',
    breaks: addPeriod('2024-04-01'),
    finds: [
      `${CONFIG} schema_config.configs[1].from: 2024-04-01 is not after 2024-04-01; put periods in order, a day each`,
    ],
  },
  {
    rule: 'LOKI-SCHEMA-5',
    breaks: (parts) => {
      parts.previous = structuredClone(parts.objects);
      config('prefix: loki_index_', 'prefix: index_')(parts);
    },
    finds: [
      `${CONFIG} schema_config.configs[0]: the period from 2024-04-01 has begun and was changed; ` +
        'write it as it was, and add a period that begins on a day to come',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-5',
    breaks: (parts) => {
      parts.previous = structuredClone(parts.objects);
      config('"2024-04-01"', '"2024-05-01"')(parts);
    },
    finds: [
      `${CONFIG} schema_config.configs: the period from 2024-04-01 has begun and was taken away; ` +
        'write it as it was, and add a period that begins on a day to come',
      `${CONFIG} schema_config.configs[0].from: 2024-05-01 is not to come, ` +
        'and lines of that day are stored by another period; use a day to come',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-5',
    breaks: (parts) => {
      parts.previous = structuredClone(parts.objects);
      addPeriod('2025-01-01')(parts);
    },
    finds: [
      `${CONFIG} schema_config.configs[1].from: 2025-01-01 is not to come, ` +
        'and lines of that day are stored by another period; use a day to come',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-6',
    breaks: config('schema: v13', 'schema: v12'),
    finds: [
      `${CONFIG} schema_config.configs[0]: tsdb v12 cannot store structured metadata, which is on; ` +
        'set limits_config.allow_structured_metadata: false until a period of tsdb v13 has begun',
    ],
  },
];

const storage: Case[] = [
  {
    rule: 'LOKI-STORAGE-1',
    breaks: config('loki-prod-ruler-111122223333-us-east-1', 'loki-prod-chunks-111122223333-us-east-1'),
    finds: [
      `${CONFIG} ruler_storage.s3.bucket_name: loki-prod-chunks-111122223333-us-east-1 is the bucket of the chunks, ` +
        'storage_config.object_store.s3.bucket_name, too; use a bucket of its own',
    ],
  },
  {
    rule: 'LOKI-STORAGE-3',
    breaks: config('dualstack_enabled: false', 'access_key_id: AKIA\n      secret_access_key: wJalr'),
    finds: [
      `${CONFIG} storage_config.object_store.s3.secret_access_key: a secret in clear text; ` +
        'use the role of the service account, or a variable and -config.expand-env',
    ],
  },
  {
    rule: 'LOKI-STORAGE-3',
    breaks: config('rule_path:', 'alertmanager_url: http://loki:secret@alertmanager:9093\n  rule_path:'),
    finds: [
      `${CONFIG} ruler.alertmanager_url: a secret in clear text; ` +
        'use the role of the service account, or a variable and -config.expand-env',
    ],
  },
  {
    rule: 'LOKI-STORAGE-4',
    breaks: config('endpoint: s3.us-east-1', 'endpoint: s3.eu-west-1'),
    finds: [
      `${CONFIG} storage_config.object_store.s3.endpoint: s3.eu-west-1.amazonaws.com is not in region us-east-1; ` +
        'use s3.us-east-1.amazonaws.com',
    ],
  },
];

/** The rules about the file itself; others are in loki-limits.test.ts and loki-pods.test.ts. */
const FILE = /^LOKI-(KEY|YAML|SCHEMA|STORAGE-[134])/;

describeRules(
  LOKI_RULES.filter(({ id }) => FILE.test(id)),
  [...keys, ...schema, ...storage],
);
