import { describeRules } from '../harness';
import { overrides } from './edits';
import { LIMIT_RULES } from '../../../../lib/checks/loki/limits';

const OVERRIDES = 'ConfigMap loki/loki-runtime runtime-config.yaml overrides';

describeRules(LIMIT_RULES, [
  {
    rule: 'LOKI-LIMITS-3',
    breaks: overrides('  apps: {max_label_names_per_series: 30}'),
    finds: [
      `${OVERRIDES}.apps.max_label_names_per_series: 30 is more than 15; ` +
        'remove it, and store identifiers as structured metadata',
    ],
  },
]);
