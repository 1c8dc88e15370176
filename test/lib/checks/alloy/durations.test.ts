import { DURATION_RULES } from '../../../../lib/checks/alloy/durations';
import { describeRules } from '../harness';

const AT = 'ConfigMap alloy/alloy config.alloy';

describeRules(DURATION_RULES, [
  {
    rule: 'ALLOY-DURATION-1',
    breaks: (parts) => {
      parts.replace('alloy', 'config.alloy', /max_backoff_period\s+= "[^"]+"/, 'max_backoff_period = "-5s"');
    },
    finds: [`${AT} loki.write.loki endpoint.max_backoff_period: "-5s" is negative; write "5s"`],
  },
  {
    rule: 'ALLOY-DURATION-1',
    breaks: (parts) => {
      parts.replace('alloy', 'config.alloy', /max_backoff_period\s+= "[^"]+"/, 'max_backoff_period = "-0s"');
    },
    finds: [],
  },
]);
