import { describeRules } from '../harness';
import { config } from './edits';
import { SCHEMA_RULES } from '../../../../lib/checks/loki/schema';

const CONFIG = 'ConfigMap loki/loki config.yaml';

/** A second period after ours. */
const period = (from: string, text = '{store: tsdb, object_store: s3, schema: v13, index: {period: 24h}'): string =>
  `\n    - ${text}, from: '${from}'}\n`;

const addPeriod = (from: string, text?: string) => config(/\nstorage_config:/, `${period(from, text)}storage_config:`);

describeRules(SCHEMA_RULES, [
  {
    rule: 'LOKI-SCHEMA-1',
    breaks: addPeriod('2999-01-01', '{store: tsdb, object_store: s3, schema: v12, index: {period: 24h}'),
    finds: [
      `${CONFIG} schema_config.configs[1]: tsdb v12 is not the newest schema; ` +
        'add a period with tsdb and v13 that begins in the future',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-2',
    breaks: config('period: 24h', 'period: 168h'),
    finds: [`${CONFIG} schema_config.configs[0].index.period: 168h is not the 24h that tsdb requires; use 24h`],
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
      `${CONFIG} schema_config.configs[0].from: 2999-04-01 is in the future; use a past date, such as 2024-04-01`,
    ],
  },
  {
    rule: 'LOKI-SCHEMA-4',
    breaks: addPeriod('2024-04-01'),
    finds: [
      `${CONFIG} schema_config.configs[1].from: 2024-04-01 is not after 2024-04-01; order the periods by date, each with its own`,
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
        'restore it, and add a period that begins in the future',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-5',
    breaks: (parts) => {
      parts.previous = structuredClone(parts.objects);
      config('"2024-04-01"', '"2024-05-01"')(parts);
    },
    finds: [
      `${CONFIG} schema_config.configs: the period from 2024-04-01 has begun and was removed; ` +
        'restore it, and add a period that begins in the future',
      `${CONFIG} schema_config.configs[0].from: 2024-05-01 is not in the future, ` +
        'and lines of that day are stored with another schema; use a future date',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-5',
    breaks: (parts) => {
      parts.previous = structuredClone(parts.objects);
      addPeriod('2025-01-01')(parts);
    },
    finds: [
      `${CONFIG} schema_config.configs[1].from: 2025-01-01 is not in the future, ` +
        'and lines of that day are stored with another schema; use a future date',
    ],
  },
  {
    rule: 'LOKI-SCHEMA-6',
    breaks: config('schema: v13', 'schema: v12'),
    finds: [
      `${CONFIG} schema_config.configs[0]: tsdb v12 cannot store structured metadata, which is enabled; ` +
        'deploy it once a period with tsdb and v13 has begun, or set limits_config.allow_structured_metadata: false if no agent sends structured metadata',
    ],
  },
]);
