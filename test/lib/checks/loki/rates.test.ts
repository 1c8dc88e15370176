import { describeRules } from '../harness';
import { config } from './edits';
import { RATE_RULES } from '../../../../lib/checks/loki/rates';

const CONFIG = 'ConfigMap loki/loki config.yaml';

describeRules(RATE_RULES, [
  {
    rule: 'LOKI-LIMITS-1',
    breaks: config('ingestion_rate_mb: 25', 'ingestion_rate_mb: 2'),
    finds: [
      `${CONFIG} limits_config.ingestion_rate_mb: all tenants together may send 4 MB/s, less than the 5.5 MB/s of ` +
        '500 GB a day; use at least 23, or set the actual volume',
    ],
  },
  {
    rule: 'LOKI-LIMITS-2',
    breaks: (parts) => {
      config('ingestion_rate_mb: 25', 'ingestion_rate_mb: 8')(parts);
      parts.replace('loki-runtime', 'runtime-config.yaml', '{}', '{apps: {ingestion_rate_mb: 1}}');
    },
    finds: [
      'ConfigMap loki/loki-runtime runtime-config.yaml overrides.apps.ingestion_rate_mb: ' +
        'all tenants together may send 9 MB/s, less than twice the 5.5 MB/s of 500 GB a day; ' +
        'use at least 23, or set the actual volume',
    ],
  },
]);
