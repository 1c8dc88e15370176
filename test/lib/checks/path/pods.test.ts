import { POD_RULES } from '../../../../lib/checks/path/pods';
import { describeRules, Parts } from '../harness';

const FIX = 'use the number that it had, at least 1';

/** Findings of the rule with some workloads without pods. */
function found(...none: (readonly [kind: string, name: string])[]): string[] {
  return findingsOf((parts) => {
    for (const [kind, name] of none) parts.object(kind, name)['spec'].replicas = 0;
  });
}

function findingsOf(change: (parts: Parts) => void): string[] {
  const parts = new Parts('prod');
  change(parts);
  return parts.findings.filter((line) => line.startsWith('PATH-PODS-1'));
}

describeRules(POD_RULES, [
  {
    rule: 'PATH-PODS-1',
    breaks: (parts) => {
      parts.object('StatefulSet', 'loki-ingester')['spec'].replicas = 0;
      parts.object('Deployment', 'loki-distributor')['spec'].replicas = 0;
      parts.object('Deployment', 'loki-gateway')['spec'].replicas = 0;
    },
    finds: [
      `Deployment loki/loki-distributor spec.replicas: 0, so every line is refused; ${FIX}`,
      `StatefulSet loki/loki-ingester spec.replicas: 0, so every line is refused; ${FIX}`,
      `Deployment loki/loki-gateway spec.replicas: 0, so agents and Grafana reach no gateway; ${FIX}`,
    ],
  },
]);

test.each([
  ['Deployment', 'loki-querier', 'no query is answered'],
  ['Deployment', 'loki-query-frontend', 'no query is answered'],
  ['StatefulSet', 'loki-compactor', 'no line is deleted after its retention'],
])('%s %s without pods', (kind, name, without) => {
  expect(found([kind, name])).toEqual([
    expect.stringContaining(`${kind} loki/${name} spec.replicas: 0, so ${without}; ${FIX}`),
  ]);
});

test('a cache may be switched off', () => {
  expect(found(['StatefulSet', 'loki-chunks-cache'])).toEqual([]);
});

test('another workload with the same work is enough, as in a move between StatefulSets', () => {
  const findings = findingsOf((parts) => {
    const second = structuredClone(parts.object('StatefulSet', 'loki-ingester'));
    second['metadata'].name = 'loki-ingester-zone-a';
    parts.objects.push(second);
    parts.object('StatefulSet', 'loki-ingester')['spec'].replicas = 0;
  });
  expect(findings).toEqual([]);
});

test('an autoscaler that goes down to none makes pods when they are needed', () => {
  const findings = findingsOf((parts) => {
    const { spec } = parts.object('Deployment', 'loki-querier') as { spec: { replicas?: number } };
    spec.replicas = 0;
    parts.objects.push({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'loki-querier', namespace: 'loki' },
      spec: { scaleTargetRef: { name: 'loki-querier' }, minReplicaCount: 0 },
    });
  });
  expect(findings).toEqual([]);
});
