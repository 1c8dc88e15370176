import { SECRET_ROLE_RULES } from '../../../../lib/checks/kubernetes/secret-roles';
import { describeRules } from '../harness';

describeRules(SECRET_ROLE_RULES, [
  {
    rule: 'K8S-SECRET-3',
    breaks: (parts) => delete parts.object('ServiceAccount', 'alloy')['metadata'].annotations,
    finds: [
      'ServiceAccount alloy/alloy metadata.annotations: names no role, but SecretProviderClass ' +
        'alloy/loki-credentials-alloy reads AWS secrets with it; add eks.amazonaws.com/role-arn with a role that ' +
        'may read them',
    ],
  },
]);
