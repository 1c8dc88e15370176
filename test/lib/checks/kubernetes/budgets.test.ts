import { type Parts, type Loose, describeRules } from '../harness';
import { BUDGET_RULES } from '../../../../lib/checks/kubernetes/budgets';

const spec = (parts: Parts, kind: string, name: string): Loose => parts.object(kind, name)['spec'];
const budget = (parts: Parts): Loose => spec(parts, 'PodDisruptionBudget', 'loki-chunks-cache');

describeRules(BUDGET_RULES, [
  {
    rule: 'K8S-BUDGET-1',
    breaks: (parts) => {
      delete budget(parts)['maxUnavailable'];
      budget(parts)['minAvailable'] = '70%';
    },
    finds: [
      'PodDisruptionBudget loki/loki-chunks-cache spec.minAvailable: 70% of 3 pods allows no eviction of StatefulSet ' +
        'loki/loki-chunks-cache; use maxUnavailable: 1',
    ],
  },
  {
    rule: 'K8S-BUDGET-1',
    breaks: (parts) => (budget(parts)['maxUnavailable'] = 0),
    finds: [
      'PodDisruptionBudget loki/loki-chunks-cache spec.maxUnavailable: 0 of 3 pods allows no eviction of StatefulSet ' +
        'loki/loki-chunks-cache; use maxUnavailable: 1',
    ],
  },
  {
    rule: 'K8S-BUDGET-2',
    breaks: (parts) =>
      parts.objects.push({
        ...parts.object('PodDisruptionBudget', 'loki-chunks-cache'),
        metadata: { name: 'mine', namespace: 'loki' },
      }),
    finds: [
      'StatefulSet loki/loki-chunks-cache spec.template.metadata.labels: its pods are selected by ' +
        'PodDisruptionBudget loki/loki-chunks-cache and PodDisruptionBudget loki/mine; keep one of them, or narrow ' +
        'their selectors',
    ],
  },
  {
    rule: 'K8S-BUDGET-3',
    breaks: (parts) => (budget(parts)['minAvailable'] = 2),
    finds: [
      'PodDisruptionBudget loki/loki-chunks-cache spec: has minAvailable 2 and maxUnavailable 1; remove minAvailable',
    ],
  },
  {
    rule: 'K8S-BUDGET-4',
    breaks: (parts) =>
      parts.objects.push({
        ...parts.object('PodDisruptionBudget', 'loki-chunks-cache'),
        metadata: { name: 'mine', namespace: 'loki' },
        spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'mine' } } },
      }),
    finds: [
      'PodDisruptionBudget loki/mine spec.selector: app: mine selects no pods; use the labels of the pods it is meant for',
    ],
  },
  {
    rule: 'K8S-BUDGET-5',
    breaks: (parts) => (spec(parts, 'Deployment', 'loki-overrides-exporter')['replicas'] = 2),
    finds: [
      'Deployment loki/loki-overrides-exporter spec.replicas: 2 pods without a PodDisruptionBudget; add one with ' +
        'maxUnavailable: 1',
    ],
  },
]);
