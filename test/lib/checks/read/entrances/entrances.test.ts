import { EXPOSURE_RULES } from '../../../../../lib/checks/kubernetes/exposure';
import { type Loose, Parts } from '../../harness';

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const TLS = { [`${AWS}ssl-cert`]: 'arn:aws:acm:us-east-1:111122223333:certificate/1' };

/** Findings of one rule about an object that leads to the gateway, whose policy admits a range. */
function about(rule: string, object: Loose, admits = '10.0.0.0/16', more: Loose[] = []): string[] {
  const parts = new Parts('prod');
  parts.objects.push(object, ...more);
  parts.object('NetworkPolicy', 'loki-gateway')['spec'].ingress.push({ from: [{ ipBlock: { cidr: admits } }] });
  const { subject } = parts;
  return EXPOSURE_RULES.filter(({ id }) => id === rule).flatMap((one) => one.check(subject).map(({ found: f }) => f));
}

const nlb = (annotations: Loose, spec: Loose = {}): Loose => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'door', namespace: 'loki', annotations },
  spec: {
    type: 'LoadBalancer',
    loadBalancerClass: 'service.k8s.aws/nlb',
    selector: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'gateway' },
    ports: [{ port: 443, targetPort: 'http' }],
    ...spec,
  },
});

const alb = (annotations: Loose, ingressClassName = 'alb'): Loose => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'door', namespace: 'loki', annotations },
  spec: {
    ingressClassName,
    defaultBackend: { service: { name: 'loki-gateway', port: { number: 8080 } } },
  },
});

const ALB = 'alb.ingress.kubernetes.io/';

describe('pods behind a load balancer see', () => {
  const office = { loadBalancerSourceRanges: ['203.0.113.0/24'] };
  const ip = { [`${AWS}nlb-target-type`]: 'ip' };
  const kept = { [`${AWS}target-group-attributes`]: 'preserve_client_ip.enabled=true' };
  test.each<[string, Loose, string, number]>([
    ['its own addresses, if they are its targets', nlb(ip, office), '10.0.0.0/16', 0],
    ['no clients then, so a policy for those blocks everything', nlb(ip, office), '203.0.113.0/24', 1],
    ['clients, if it keeps their addresses', nlb({ ...ip, ...kept }, office), '203.0.113.0/24', 0],
    ['clients, if nodes are its targets', nlb({}, office), '203.0.113.0/24', 0],
    ['its own addresses, if it is an ALB', alb({ [`${ALB}inbound-cidrs`]: '203.0.113.0/24' }), '10.0.0.0/16', 0],
    ['no clients of an ALB', alb({ [`${ALB}inbound-cidrs`]: '203.0.113.0/24' }), '203.0.113.0/24', 1],
  ])('%s', (_what, object, admits, count) => {
    const lines = about('K8S-EXPOSE-2', object, admits);
    expect(lines).toHaveLength(count);
    for (const line of lines) expect(line).toContain('admits no address of the load balancer');
  });
});

test.each<[string, Loose, boolean]>([
  ['an NLB with a certificate', nlb({ ...TLS, [`${AWS}ssl-ports`]: '443' }), true],
  ['an NLB with a certificate on another port', nlb({ ...TLS, [`${AWS}ssl-ports`]: '8443' }), false],
  ['an NLB without one', nlb({}), false],
  ['an ALB with a certificate', alb({ [`${ALB}certificate-arn`]: 'arn' }), true],
  ['an ALB with a certificate and a plain port', alb({ [`${ALB}listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]' }), false],
  [
    'an ALB that redirects to TLS',
    alb({ [`${ALB}listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]', [`${ALB}ssl-redirect`]: '443' }),
    true,
  ],
])('%s sends passwords with TLS: %s', (_what, object, isEncrypted) => {
  expect(about('K8S-EXPOSE-3', object)).toEqual(isEncrypted ? [] : ['takes passwords of clients without TLS']);
});

test.each<[string, Loose, number | undefined]>([
  ['an NLB with TLS', nlb(TLS), undefined],
  ['an NLB of TCP with less', nlb({ [`${AWS}listener-attributes.TCP-443`]: 'tcp.idle_timeout.seconds=100' }), 100],
  ['an ALB with its default', alb({}), 60],
  ['an ALB that waits', alb({ [`${ALB}load-balancer-attributes`]: 'a=b,idle_timeout.timeout_seconds=400' }), undefined],
])('%s waits for the gateway', (_what, object, seconds) => {
  expect(about('K8S-EXPOSE-4', object)).toEqual(
    seconds === undefined
      ? []
      : [`ends connections without an answer after ${seconds} seconds, and the gateway waits 330`],
  );
});

test('a class of Ingresses says what its ALB is', () => {
  const ingressClass = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'team' },
    spec: { controller: 'eks.amazonaws.com/alb', parameters: { name: 'team', kind: 'IngressClassParams' } },
  };
  const params = (spec: Loose): Loose => ({
    apiVersion: 'eks.amazonaws.com/v1',
    kind: 'IngressClassParams',
    metadata: { name: 'team' },
    spec,
  });
  const found = (rule: string, spec: Loose) => about(rule, alb({}, 'team'), undefined, [ingressClass, params(spec)]);
  expect(found('K8S-EXPOSE-1', { scheme: 'internal' })).toEqual([]);
  expect(found('K8S-EXPOSE-1', { scheme: 'internet-facing' })).toHaveLength(1);
  expect(found('K8S-EXPOSE-1', { scheme: 'internet-facing', inboundCIDRs: ['203.0.113.0/24'] })).toEqual([]);
  expect(found('K8S-EXPOSE-3', { certificateARNs: ['arn'] })).toEqual([]);
  const waits = { loadBalancerAttributes: [{ key: 'idle_timeout.timeout_seconds', value: '400' }] };
  expect(found('K8S-EXPOSE-4', waits)).toEqual([]);
});

test('security groups of the user decide who reaches a public load balancer', () => {
  const groups = { ...TLS, [`${AWS}scheme`]: 'internet-facing', [`${AWS}security-groups`]: 'sg-0a1b2c3d' };
  expect(about('K8S-EXPOSE-1', nlb(groups))).toEqual([]);
});

test('a route of the Gateway API to a component without a password is found', () => {
  const route = (name: string, port: number): Loose => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'door', namespace: 'loki' },
    spec: { rules: [{ backendRefs: [{ name, port }] }] },
  });
  expect(about('K8S-EXPOSE-1', route('loki-gateway', 8080))).toEqual([]);
  expect(about('K8S-EXPOSE-1', route('loki-query-frontend', 3100))).toEqual([
    'makes its Services reachable from the network of the cluster, without a password',
  ]);
});
