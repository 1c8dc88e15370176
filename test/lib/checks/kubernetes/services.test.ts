import { BUDGET_RULES } from '../../../../lib/checks/kubernetes/budgets';
import { POLICY_RULES } from '../../../../lib/checks/kubernetes/policies';
import { SCALER_RULES } from '../../../../lib/checks/kubernetes/scalers';
import { SERVICE_RULES } from '../../../../lib/checks/kubernetes/services';
import { describeRules, type Loose, type Parts } from '../harness';

const spec = (parts: Parts, kind: string, name: string): Loose => parts.object(kind, name)['spec'];
const budget = (parts: Parts): Loose => spec(parts, 'PodDisruptionBudget', 'loki-chunks-cache');

/** An autoscaler of the chunks' cache, which has a budget and three replicas. */
const scale = (parts: Parts, name: string, minReplicas?: number): unknown =>
  parts.objects.push({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'cache', namespace: 'loki' },
    spec: { minReplicas, maxReplicas: 9, scaleTargetRef: { kind: 'StatefulSet', name } },
  });

describeRules(
  [...SERVICE_RULES, ...SCALER_RULES, ...BUDGET_RULES, ...POLICY_RULES],
  [
    {
      rule: 'K8S-SERVICE-1',
      breaks: (parts) => (spec(parts, 'Service', 'loki-overrides-exporter')['selector'] = { app: 'exporter' }),
      finds: [
        'Service loki/loki-overrides-exporter spec.selector: app: exporter selects no pods; use the labels of the pods ' +
          'it is for',
      ],
    },
    {
      rule: 'K8S-SERVICE-2',
      breaks: (parts) => (spec(parts, 'Service', 'loki-overrides-exporter')['ports'][0].targetPort = 'http'),
      finds: [
        "Service loki/loki-overrides-exporter spec.ports[http-metrics].targetPort: 'http' is no TCP port of Deployment " +
          'loki/loki-overrides-exporter; use one of http-metrics, grpc',
      ],
    },
    {
      rule: 'K8S-SERVICE-3',
      breaks: (parts) => (spec(parts, 'Service', 'loki-overrides-exporter')['ports'][0].targetPort = 8080),
      finds: [
        'Service loki/loki-overrides-exporter spec.ports[http-metrics].targetPort: 8080 is no TCP port of Deployment ' +
          'loki/loki-overrides-exporter; use one of http-metrics, grpc',
      ],
    },
    {
      rule: 'K8S-SERVICE-3',
      breaks: (parts) => parts.pod('Deployment', 'loki-querier')['containers'][0].ports.pop(),
      finds: [
        "Service loki/loki-memberlist spec.ports[memberlist].targetPort: 'memberlist' is no TCP port of Deployment " +
          'loki/loki-querier; use one of http-metrics, grpc',
      ],
    },
    {
      rule: 'K8S-EXPOSE-1',
      breaks: (parts) => {
        spec(parts, 'Service', 'loki-overrides-exporter')['type'] = 'LoadBalancer';
        parts.objects.push({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'all' } });
      },
      finds: [
        "Service loki/loki-overrides-exporter spec.type: 'LoadBalancer' opens it to callers outside the cluster; use " +
          'ClusterIP',
        'Ingress all: opens its Services to callers outside the cluster; remove it, and let callers run inside the ' +
          'cluster',
      ],
    },
    {
      rule: 'K8S-STATEFULSET-1',
      breaks: (parts) => (spec(parts, 'StatefulSet', 'loki-ruler')['serviceName'] = 'loki-ruler'),
      finds: [
        "StatefulSet loki/loki-ruler spec.serviceName: 'loki-ruler' is a Service that is not headless; name a Service " +
          'with clusterIP: None that selects its pods',
      ],
    },
    {
      rule: 'K8S-SCALER-1',
      breaks: (parts) => scale(parts, 'loki-cache'),
      finds: [
        "HorizontalPodAutoscaler loki/cache spec.scaleTargetRef: 'StatefulSet loki/loki-cache' is not there; use kind " +
          'and name of the workload that is meant',
      ],
    },
    {
      rule: 'K8S-SCALER-2',
      breaks: (parts) => scale(parts, 'loki-chunks-cache', 2),
      finds: [
        'StatefulSet loki/loki-chunks-cache spec.replicas: 3 is taken back by every apply from HorizontalPodAutoscaler ' +
          'loki/cache; remove it',
      ],
    },
    {
      rule: 'K8S-BUDGET-1',
      breaks: (parts) => {
        delete budget(parts)['maxUnavailable'];
        budget(parts)['minAvailable'] = '70%';
      },
      finds: [
        'PodDisruptionBudget loki/loki-chunks-cache spec.minAvailable: 70% of 3 pods lets none of StatefulSet ' +
          'loki/loki-chunks-cache go; use maxUnavailable: 1',
      ],
    },
    {
      rule: 'K8S-BUDGET-1',
      breaks: (parts) => (budget(parts)['maxUnavailable'] = 0),
      finds: [
        'PodDisruptionBudget loki/loki-chunks-cache spec.maxUnavailable: 0 of 3 pods lets none of StatefulSet ' +
          'loki/loki-chunks-cache go; use maxUnavailable: 1',
      ],
    },
    {
      rule: 'K8S-BUDGET-2',
      breaks: (parts) =>
        parts.objects.push({
          ...parts.object('PodDisruptionBudget', 'loki-chunks-cache'),
          metadata: { name: 'mine', namespace: 'loki' },
        }),
      finds: [
        'StatefulSet loki/loki-chunks-cache spec.template.metadata.labels: its pods are selected by ' +
          'PodDisruptionBudget loki/loki-chunks-cache and PodDisruptionBudget loki/mine; keep one of them, or make ' +
          'their selectors narrower',
      ],
    },
    {
      rule: 'K8S-BUDGET-3',
      breaks: (parts) => (budget(parts)['minAvailable'] = 2),
      finds: [
        'PodDisruptionBudget loki/loki-chunks-cache spec: has minAvailable 2 and maxUnavailable 1; remove minAvailable',
      ],
    },
    {
      rule: 'K8S-BUDGET-4',
      breaks: (parts) =>
        parts.objects.push({
          ...parts.object('PodDisruptionBudget', 'loki-chunks-cache'),
          metadata: { name: 'mine', namespace: 'loki' },
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'mine' } } },
        }),
      finds: [
        'PodDisruptionBudget loki/mine spec.selector: app: mine selects no pods; use the labels of the pods it is for',
      ],
    },
    {
      rule: 'K8S-BUDGET-5',
      breaks: (parts) => (spec(parts, 'Deployment', 'loki-overrides-exporter')['replicas'] = 2),
      finds: [
        'Deployment loki/loki-overrides-exporter spec.replicas: 2 pods without a PodDisruptionBudget; add one with ' +
          'maxUnavailable: 1',
      ],
    },
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
        'NetworkPolicy loki/mine spec.podSelector: app In [a, b] selects no pods; use the labels of the pods it is for',
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
          'use the labels of the pods it is about',
        "NetworkPolicy loki/loki-internal spec.ingress[0].from[2].podSelector: app: aloy selects no pods of namespace 'alloy'; " +
          'use the labels of the pods it is about',
      ],
    },
    {
      rule: 'K8S-POLICY-3',
      breaks: (parts) =>
        spec(parts, 'NetworkPolicy', 'loki-internal')['ingress'][0].ports.push({ port: 9096, protocol: 'TCP' }),
      finds: [
        'NetworkPolicy loki/loki-internal spec.ingress[0].ports[4].port: 9096 is no TCP port of the pods it selects; ' +
          'use one of http-metrics, grpc, memberlist, memcached, http',
      ],
    },
  ],
);
