import { IdentityKind, WorkloadIdentity } from '../../../../charts/endpoint/identity';
import { AGENT_RULES } from '../../../../lib/checks/aws/agent';
import { describeRules } from '../harness';
import { ownLoki } from '../../../../lib/environment/own-loki';

describeRules(AGENT_RULES, [
  {
    rule: 'IDENTITY-POD-3',
    breaks: (parts) => {
      delete parts.object('ServiceAccount', 'loki')['metadata'].annotations;
      const { namespace, serviceAccountName, roleArn } = ownLoki(parts.environment).identity;
      const identity = { namespace, serviceAccountName, roleArn, kind: IdentityKind.POD_IDENTITY };
      Object.assign(parts.environment, { identity: new WorkloadIdentity(identity) });
    },
    finds: [
      'NetworkPolicy loki/loki-internal spec.egress: does not let StatefulSet loki/loki-ingester reach the Pod Identity agent; add a rule to 169.254.170.23/32, TCP 80',
    ],
  },
]);
