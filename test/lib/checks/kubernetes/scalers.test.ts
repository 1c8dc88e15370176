import { type Parts, describeRules } from '../harness';
import { SCALER_RULES } from '../../../../lib/checks/kubernetes/scalers';

/** An autoscaler of the chunks' cache, which has a budget and three replicas. */
const scale = (parts: Parts, name: string, minReplicas?: number): unknown =>
  parts.objects.push({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'cache', namespace: 'loki' },
    spec: { minReplicas, maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name } },
  });

describeRules(SCALER_RULES, [
  {
    rule: 'K8S-SCALER-1',
    breaks: (parts) => scale(parts, 'loki-cache'),
    finds: [
      "HorizontalPodAutoscaler loki/cache spec.scaleTargetRef: 'StatefulSet loki/loki-cache' does not exist; use kind " +
        'and name of the intended workload',
    ],
  },
  {
    rule: 'K8S-SCALER-2',
    breaks: (parts) => scale(parts, 'loki-chunks-cache', 2),
    finds: [
      'StatefulSet loki/loki-chunks-cache spec.replicas: 3 is set again at every apply, and overrides HorizontalPodAutoscaler ' +
        'loki/cache; remove it',
    ],
  },
]);
