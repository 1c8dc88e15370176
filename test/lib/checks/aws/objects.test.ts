import { OBJECT_RULES } from '../../../../lib/checks/aws/objects';
import { checkCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import { describeRules } from '../harness';

describeRules(OBJECT_RULES, [
  {
    rule: 'DELIVERY-OBJECT-1',
    breaks: (parts) =>
      parts.objects.push({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace: 'loki' },
        data: { b: 'x'.repeat(262_144) },
      }),
    finds: [
      'ConfigMap loki/a: 262241 bytes is more than the 262144 that kubectl apply takes; make it smaller, or split it into several objects',
    ],
  },
  {
    rule: 'DELIVERY-NAMESPACE-1',
    breaks: (parts) => {
      const labels = { 'app.kubernetes.io/managed-by': 'cdk-eks-loki' };
      for (const metadata of [{ name: 'a', labels }, { name: 'of-others' }]) {
        parts.objects.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
      }
      parts.objects.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'b', labels } });
    },
    finds: [
      'ConfigMap a metadata.namespace: is missing, so the object is created in the namespace default; write its namespace',
    ],
  },
]);

test('the classes of a door on Auto Mode have no namespace', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: { mode: 'auto' } } },
    expose: { host: 'loki.example.com', by: 'alb', certificateArn },
  });
  const [checked] = checkCharts([environment]);
  const ids = OBJECT_RULES.map(({ id }) => id);
  expect(checked?.findings.filter(({ rule }) => ids.includes(rule.id))).toEqual([]);
  expect(checked?.manifests.ofKind('IngressClass', 'IngressClassParams')).toHaveLength(2);
});
