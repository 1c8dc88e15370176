import { describeRules } from '../harness';
import { config, overrides } from './edits';
import { RETENTION_RULES } from '../../../../lib/checks/loki/retention';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const OVERRIDES = 'ConfigMap loki/loki-runtime runtime-config.yaml overrides';

describeRules(RETENTION_RULES, [
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
      `${CONFIG} compactor.delete_request_store: missing, but retention_enabled needs it; ` +
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
]);
