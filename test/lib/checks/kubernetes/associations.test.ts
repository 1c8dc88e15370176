import { ASSOCIATION_RULES } from '../../../../lib/checks/kubernetes/associations';
import { describeRules, Parts } from '../harness';

const association = (serviceAccount: string) => ({
  apiVersion: 'eks.services.k8s.aws/v1alpha1',
  kind: 'PodIdentityAssociation',
  metadata: { name: 'loki', namespace: 'ack' },
  spec: { clusterName: 'prod', namespace: 'loki', serviceAccount, roleARN: 'arn:aws:iam::111122223333:role/loki' },
});

describeRules(ASSOCIATION_RULES, [
  {
    rule: 'K8S-IDENTITY-1',
    breaks: (parts) => parts.objects.push(association('loki')),
    finds: [
      'ServiceAccount loki/loki metadata.annotations.eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/loki-prod-us-east-1, and PodIdentityAssociation ack/loki gives it a role as well; keep one of the two',
    ],
  },
]);

test.each(['loki-no-role', 'of-others'])('an association of %s, which has no annotation here, is right', (name) => {
  const parts = new Parts('prod');
  parts.objects.push(association(name));
  expect(ASSOCIATION_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});
