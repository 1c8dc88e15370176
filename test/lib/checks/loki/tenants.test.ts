import { describeRules } from '../harness';
import { config, overrides } from './edits';
import { TENANT_RULES } from '../../../../lib/checks/loki/tenants';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const OVERRIDES = 'ConfigMap loki/loki-runtime runtime-config.yaml overrides';

describeRules(TENANT_RULES, [
  {
    rule: 'LOKI-TENANT-1',
    breaks: overrides('  apps/eu: {ingestion_rate_mb: 25}'),
    finds: [
      `${OVERRIDES}.apps/eu: apps/eu has a character Loki does not accept in a tenant; ` +
        "use letters, digits and ! - _ . * ' ( )",
    ],
  },
  {
    rule: 'LOKI-AUTH-1',
    breaks: (parts) => {
      overrides('  apps: {ingestion_rate_mb: 25}')(parts);
      config('auth_enabled: true', 'auth_enabled: false')(parts);
    },
    finds: [`${CONFIG} auth_enabled: false, but ${OVERRIDES}.apps has a tenant; use true`],
  },
]);
