import { type Parts, type Loose, describeRules } from '../harness';
import { SERVICE_RULES } from '../../../../lib/checks/kubernetes/services';

const spec = (parts: Parts, kind: string, name: string): Loose => parts.object(kind, name)['spec'];

describeRules(SERVICE_RULES, [
  {
    rule: 'K8S-SERVICE-1',
    breaks: (parts) => (spec(parts, 'Service', 'loki-overrides-exporter')['selector'] = { app: 'exporter' }),
    finds: [
      'Service loki/loki-overrides-exporter spec.selector: app: exporter selects no pods; use the labels of the pods ' +
        'it is meant for',
    ],
  },
  {
    rule: 'K8S-SERVICE-2',
    breaks: (parts) => (spec(parts, 'Service', 'loki-overrides-exporter')['ports'][0].targetPort = 'http'),
    finds: [
      "Service loki/loki-overrides-exporter spec.ports[http-metrics].targetPort: 'http' is not a TCP port of Deployment " +
        'loki/loki-overrides-exporter; use one of http-metrics, grpc',
    ],
  },
  {
    rule: 'K8S-SERVICE-3',
    breaks: (parts) => (spec(parts, 'Service', 'loki-overrides-exporter')['ports'][0].targetPort = 8080),
    finds: [
      'Service loki/loki-overrides-exporter spec.ports[http-metrics].targetPort: 8080 is not a TCP port of Deployment ' +
        'loki/loki-overrides-exporter; use one of http-metrics, grpc',
    ],
  },
  {
    rule: 'K8S-SERVICE-3',
    breaks: (parts) => parts.pod('Deployment', 'loki-querier')['containers'][0].ports.pop(),
    finds: [
      "Service loki/loki-memberlist spec.ports[memberlist].targetPort: 'memberlist' is not a TCP port of Deployment " +
        'loki/loki-querier; use one of http-metrics, grpc',
    ],
  },
  {
    rule: 'K8S-STATEFULSET-1',
    breaks: (parts) => (spec(parts, 'StatefulSet', 'loki-ruler')['serviceName'] = 'loki-ruler'),
    finds: [
      "StatefulSet loki/loki-ruler spec.serviceName: 'loki-ruler' is not a headless Service; name a Service " +
        'with clusterIP: None that selects its pods',
    ],
  },
]);
