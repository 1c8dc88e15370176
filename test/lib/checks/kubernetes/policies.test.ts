import { type Parts, type Loose, describeRules } from '../harness';
import { POLICY_RULES } from '../../../../lib/checks/kubernetes/policies';

const spec = (parts: Parts, kind: string, name: string): Loose => parts.object(kind, name)['spec'];

describeRules(POLICY_RULES, [
  {
    rule: 'K8S-POLICY-1',
    breaks: (parts) =>
      parts.objects.push({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'mine', namespace: 'loki' },
        spec: { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] } },
      }),
    finds: [
      'NetworkPolicy loki/mine spec.podSelector: app In [a, b] selects no pods; use the labels of the pods it is meant for',
    ],
  },
  {
    rule: 'K8S-POLICY-2',
    breaks: (parts) => {
      const from = spec(parts, 'NetworkPolicy', 'loki-internal')['ingress'][0].from;
      from.push({ podSelector: { matchLabels: { app: 'mine' } } });
      from.push({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'alloy' } },
        podSelector: { matchLabels: { app: 'aloy' } },
      });
      from.push({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        podSelector: { matchLabels: { app: 'prometheus' } },
      });
    },
    finds: [
      "NetworkPolicy loki/loki-internal spec.ingress[0].from[1].podSelector: app: mine selects no pods of namespace 'loki'; " +
        'use the labels of the pods it is meant for',
      "NetworkPolicy loki/loki-internal spec.ingress[0].from[2].podSelector: app: aloy selects no pods of namespace 'alloy'; " +
        'use the labels of the pods it is meant for',
    ],
  },
  {
    rule: 'K8S-POLICY-3',
    breaks: (parts) =>
      spec(parts, 'NetworkPolicy', 'loki-internal')['ingress'][0].ports.push({ port: 9096, protocol: 'TCP' }),
    finds: [
      'NetworkPolicy loki/loki-internal spec.ingress[0].ports[4].port: 9096 is not a TCP port of the pods it selects; ' +
        'use one of http-metrics, grpc, memberlist, memcached, http',
    ],
  },
]);
