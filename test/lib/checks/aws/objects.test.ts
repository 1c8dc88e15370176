import { OBJECT_RULES } from '../../../../lib/checks/aws/objects';
import { describeRules } from '../harness';

describeRules(OBJECT_RULES, [
  {
    rule: 'DELIVERY-OBJECT-1',
    breaks: (parts) =>
      parts.objects.push({ kind: 'ConfigMap', metadata: { name: 'a' }, data: { b: 'x'.repeat(262_144) } }),
    finds: [
      'ConfigMap a: 262204 bytes is more than the 262144 that kubectl apply takes; make it smaller, or split it into several objects',
    ],
  },
]);
