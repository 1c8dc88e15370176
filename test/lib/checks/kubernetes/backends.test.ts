import { BACKEND_RULES } from '../../../../lib/checks/kubernetes/backends';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { describeRules, type Loose, type Parts } from '../harness';

const TARGET = 'alb.ingress.kubernetes.io/target-type';

const ingress = (port: Loose, annotations: Loose = {}, className = 'nginx'): Loose => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: 'door',
    namespace: 'loki',
    annotations: { 'nginx.ingress.kubernetes.io/auth-type': 'basic', ...annotations },
  },
  spec: {
    ingressClassName: className,
    tls: [{ hosts: ['loki.example.com'] }],
    rules: [
      { http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'loki-gateway', port } } }] } },
    ],
  },
});

const route = (backend: Loose): Loose => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'route', namespace: 'loki' },
  spec: { rules: [{ backendRefs: [backend] }] },
});

const door =
  (object: Loose) =>
  (parts: Parts): unknown =>
    parts.objects.push(object);

const ALSO = ['K8S-EXPOSE-1', 'K8S-EXPOSE-2', 'K8S-EXPOSE-3', 'K8S-EXPOSE-4'];

describeRules(BACKEND_RULES, [
  {
    rule: 'K8S-REFERENCE-4',
    breaks: door(ingress({ number: 3100 })),
    finds: [
      'Ingress loki/door spec.rules[0].http.paths[0].backend.service.port: Service loki-gateway has no port 3100; use 8080',
    ],
    also: ALSO,
  },
  {
    rule: 'K8S-REFERENCE-4',
    breaks: door(route({ name: 'loki-gateway', port: 80 })),
    finds: ['HTTPRoute loki/route spec.rules[0].backendRefs[0].port: Service loki-gateway has no port 80; use 8080'],
    also: ALSO,
  },
  ...['GRPCRoute', 'TLSRoute'].map((kind) => ({
    rule: 'K8S-REFERENCE-4',
    breaks: door({ ...route({ name: 'loki-gateway', port: 80 }), kind }),
    finds: [`${kind} loki/route spec.rules[0].backendRefs[0].port: Service loki-gateway has no port 80; use 8080`],
    also: ALSO,
  })),
  {
    rule: 'K8S-EXPOSE-6',
    breaks: door(ingress({ number: 8080 }, {}, 'alb')),
    finds: [
      `Ingress loki/door metadata.annotations.${TARGET}: missing, so it is instance, and Service loki-gateway has no port of nodes; use ip`,
    ],
    also: ALSO,
  },
]);

describe('doors that are right', () => {
  const service = (spec: Loose = {}): Loose => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'loki-gateway', namespace: 'loki' },
    spec: { ports: [{ name: 'http', port: 8080 }], ...spec },
  });
  const found = (...objects: Loose[]): string[] =>
    BACKEND_RULES.flatMap((rule) =>
      rule.check({ manifests: new Manifests(objects as Manifest[]) }).map(({ path }) => path),
    );
  const auto = (controller: string, parameters?: Loose): Loose => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'alb' },
    spec: { controller, parameters },
  });

  test.each([
    ['a port by its name', [service(), ingress({ name: 'http' })]],
    ['a port of an annotation', [service(), ingress({ name: 'use-annotation' })]],
    ['a Service that is not in the manifests', [ingress({ number: 1 })]],
    ['a Service of another kind', [service(), route({ kind: 'Other', name: 'loki-gateway', port: 1 })]],
    ['a Service of another namespace', [service(), route({ namespace: 'other', name: 'loki-gateway', port: 1 })]],
    ['an ALB that sends to pods', [service(), ingress({ number: 8080 }, { [TARGET]: 'ip' }, 'alb')]],
    ['a Service with ports of nodes', [service({ type: 'NodePort' }), ingress({ number: 8080 }, {}, 'alb')]],
    ['EKS Auto Mode', [service(), auto('eks.amazonaws.com/alb'), ingress({ number: 8080 }, {}, 'alb')]],
    [
      'a class with parameters',
      [service(), auto('ingress.k8s.aws/alb', { name: 'a' }), ingress({ number: 8080 }, {}, 'alb')],
    ],
  ])('%s', (_, objects) => {
    expect(found(...objects)).toEqual([]);
  });
});
