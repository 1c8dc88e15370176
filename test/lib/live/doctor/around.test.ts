import { aroundOf } from '../../../../lib/live/doctor/around';
import { Manifests } from '../../../../lib/manifests/manifests';

const object = (kind: string, name: string, spec: object) => ({
  ...{ apiVersion: 'v1', kind, metadata: { name, namespace: 'loki' } },
  spec,
});

test('autoscalers have the component of what they scale, those of KEDA the name that it gives, and doors are all kinds', () => {
  const workloads = [{ namespace: 'loki', name: 'loki-querier', component: 'querier' }] as never;
  const scaleTargetRef = { kind: 'Deployment', name: 'loki-querier' };
  const manifests = new Manifests([
    object('ScaledObject', 'loki-querier', { scaleTargetRef }),
    object('HorizontalPodAutoscaler', 'loki-querier', { scaleTargetRef }),
    object('Ingress', 'loki-gateway', { rules: [{ host: 'loki.example.com' }] }),
    object('Service', 'alloy-syslog', { type: 'LoadBalancer' }),
    object('Service', 'loki-gateway', { type: 'ClusterIP' }),
  ] as never);
  const { scalers = [], doors } = aroundOf(manifests, workloads);
  expect(scalers.map(({ name, component, isOfKeda }) => [name, component, isOfKeda])).toEqual(
    expect.arrayContaining([
      ['loki-querier', 'querier', false],
      ['keda-hpa-loki-querier', 'querier', true],
    ]),
  );
  expect(doors).toEqual([
    { kind: 'Ingress', namespace: 'loki', name: 'loki-gateway', host: 'loki.example.com' },
    { kind: 'Service', namespace: 'loki', name: 'alloy-syslog' },
  ]);
});

test('doors have the certificates that annotations and classes name', () => {
  const annotated = (kind: string, name: string, annotations: object, spec: object) => ({
    ...{ apiVersion: 'v1', kind, metadata: { name, namespace: 'loki', annotations } },
    spec,
  });
  const manifests = new Manifests([
    annotated(
      'Ingress',
      'a',
      { 'alb.ingress.kubernetes.io/certificate-arn': 'arn:1, arn:2' },
      { ingressClassName: 'alb' },
    ),
    annotated('Ingress', 'b', {}, { ingressClassName: 'auto' }),
    annotated(
      'IngressClass',
      'auto',
      {},
      {
        controller: 'eks.amazonaws.com/alb',
        parameters: { apiGroup: 'eks.amazonaws.com', kind: 'IngressClassParams', name: 'auto' },
      },
    ),
    annotated('IngressClassParams', 'auto', {}, { certificateARNs: ['arn:3'] }),
    annotated(
      'Service',
      'c',
      { 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': 'arn:4' },
      { type: 'LoadBalancer' },
    ),
    annotated('HTTPRoute', 'd', {}, { hostnames: ['loki.example.com'] }),
  ] as never);
  expect(aroundOf(manifests, []).doors?.map(({ name, certificateArns }) => [name, certificateArns])).toEqual([
    ['a', ['arn:1', 'arn:2']],
    ['b', ['arn:3']],
    ['d', undefined],
    ['c', ['arn:4']],
  ]);
});

test('an environment without them has none', () => {
  expect(aroundOf(new Manifests([]), [])).toEqual({});
});
