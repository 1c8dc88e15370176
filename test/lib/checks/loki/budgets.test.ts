import { BUDGET_RULES } from '../../../../lib/checks/loki/budgets';
import { describeRules } from '../harness';

describeRules(BUDGET_RULES, [
  {
    rule: 'LOKI-REPLICATION-3',
    breaks: (parts) =>
      (parts.object('PodDisruptionBudget', 'loki-ingester')['spec'] = {
        selector: parts.object('PodDisruptionBudget', 'loki-ingester')['spec'].selector,
        minAvailable: '20%',
      }),
    finds: [
      'PodDisruptionBudget loki/loki-ingester spec.minAvailable: 20% lets 2 of 3 ingesters go at once, ' +
        'and of 3 copies 1 may be away; use maxUnavailable: 1',
    ],
  },
]);
