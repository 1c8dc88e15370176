import { OBJECT_RULES } from '../../../../lib/checks/aws/objects';
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
