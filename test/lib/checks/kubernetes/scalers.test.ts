import { describeRules, Parts } from '../harness';
import { SCALER_RULES } from '../../../../lib/checks/kubernetes/scalers';

/** An autoscaler of the chunks' cache, which has a budget and three replicas. */
const scale = (parts: Parts, name: string, minReplicas?: number, metrics?: object[]): unknown =>
  parts.objects.push({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'cache', namespace: 'loki' },
    spec: {
      minReplicas,
      maxReplicas: 9,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name },
      ...(metrics && { metrics }),
    },
  });

/** Takes the request of CPU from a container of the chunks' cache, and its replicas, which an autoscaler then sets. */
function withoutRequest(parts: Parts, metrics?: object[]): void {
  scale(parts, 'loki-chunks-cache', 2, metrics);
  delete parts.object('StatefulSet', 'loki-chunks-cache')['spec'].replicas;
  delete parts.pod('StatefulSet', 'loki-chunks-cache')['containers'][1].resources.requests.cpu;
}

const byCpu = (target: object): object[] => [{ type: 'Resource', resource: { name: 'cpu', target } }];
const CONTAINER = 'StatefulSet loki/loki-chunks-cache spec.template.spec.containers[exporter]';
const NO_REQUEST = `${CONTAINER}.resources.requests.cpu: is missing, and HorizontalPodAutoscaler loki/cache scales by its share; request the CPU it takes in normal operation`;

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
  ...[undefined, byCpu({ type: 'Utilization', averageUtilization: 70 })].map((metrics) => ({
    rule: 'K8S-SCALER-3',
    breaks: (parts: Parts) => withoutRequest(parts, metrics),
    finds: [NO_REQUEST],
  })),
]);

test('an autoscaler by another metric, or beside a LimitRange that adds requests, needs none', () => {
  const found = (change: (parts: Parts) => void) => {
    const parts = new Parts('prod');
    change(parts);
    return parts.findings.filter((finding) => finding.startsWith('K8S-SCALER'));
  };
  expect(found((parts) => withoutRequest(parts))).toHaveLength(1);
  expect(found((parts) => withoutRequest(parts, byCpu({ type: 'AverageValue', averageValue: '2' })))).toEqual([]);
  expect(
    found((parts) => {
      withoutRequest(parts);
      parts.objects.push({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'a', namespace: 'loki' } });
    }),
  ).toEqual([]);
});
