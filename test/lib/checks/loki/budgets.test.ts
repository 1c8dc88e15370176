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
      'PodDisruptionBudget loki/loki-ingester spec.minAvailable: 20% allows 2 of 3 ingesters to be evicted at once, ' +
        'but only 1 of 3 copies may be away; use maxUnavailable: 1',
    ],
  },
]);
