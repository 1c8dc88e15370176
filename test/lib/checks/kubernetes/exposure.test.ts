import { type Loose, Parts, describeRules } from '../harness';
import { EXPOSURE_RULES } from '../../../../lib/checks/kubernetes/exposure';

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const TLS = { [`${AWS}ssl-cert`]: 'arn:aws:acm:us-east-1:111122223333:certificate/1' };
const GATEWAY = 'Service loki/loki-gateway spec.type';

describeRules(EXPOSURE_RULES, [
  {
    rule: 'K8S-EXPOSE-1',
    also: ['K8S-API-6'],
    breaks: (parts: Parts) => {
      const { spec } = parts.object('Service', 'loki-overrides-exporter');
      Object.assign(spec, { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] });
      parts
        .object('NetworkPolicy', 'loki-internal')
        ['spec'].ingress.push({ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] });
      parts.objects.push({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'all' } });
    },
    finds: [
      "Service loki/loki-overrides-exporter spec.type: 'LoadBalancer' makes it reachable from 10.0.0.0/8, without a password; use ClusterIP, or expose only a gateway that requires passwords",
      'Ingress all: makes its Services reachable from the internet; use ClusterIP, or expose only a gateway that requires passwords',
    ],
  },
  {
    rule: 'K8S-EXPOSE-2',
    breaks: (parts: Parts) => {
      const { spec } = parts.object('Service', 'loki-gateway');
      Object.assign(spec, { type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] });
    },
    also: ['K8S-EXPOSE-3'],
    finds: [
      'NetworkPolicy loki/loki-gateway spec.ingress: admits no address outside the cluster to port http of Deployment loki/loki-gateway, which Service loki/loki-gateway exposes; add a rule from an ipBlock with 203.0.113.0/24',
    ],
  },
  {
    rule: 'K8S-EXPOSE-3',
    breaks: (parts: Parts) => {
      balanced(parts, { [`${AWS}scheme`]: 'internal' });
    },
    finds: [
      `${GATEWAY}: takes passwords of clients without TLS; give the load balancer a certificate, and only listeners with TLS`,
    ],
  },
  {
    rule: 'K8S-EXPOSE-4',
    breaks: (parts: Parts) => {
      balanced(parts, { ...TLS, [`${AWS}scheme`]: 'internal' });
      parts.replace('loki-gateway', 'nginx.conf', 'proxy_read_timeout    330s', 'proxy_read_timeout    630s');
    },
    finds: [
      'Service loki/loki-gateway metadata.annotations: ends connections without an answer after 350 seconds, and the gateway waits 630; answer within 350 seconds, or use an ALB: a TLS listener has no other timeout',
    ],
  },
  {
    rule: 'K8S-EXPOSE-5',
    breaks: (parts: Parts) => {
      balanced(parts, { ...TLS, [`${AWS}security-groups`]: 'sg-0a1b2c3d' }).loadBalancerSourceRanges = ['10.0.0.0/8'];
    },
    finds: [
      'Service loki/loki-gateway spec.loadBalancerSourceRanges: 10.0.0.0/8 limits nothing, since sg-0a1b2c3d decides; write the ranges as rules of the security group, and leave them out here',
    ],
  },
  {
    rule: 'K8S-EXPOSE-7',
    breaks: (parts: Parts) => {
      balanced(parts, { ...TLS, [`${AWS}scheme`]: 'internal' }).loadBalancerSourceRanges = rangesOf(61);
    },
    finds: [
      'Service loki/loki-gateway spec.loadBalancerSourceRanges: 61 ranges, and AWS takes 60 rules in a security group by default; join ranges, name a security group of yours, or raise the quota and accept this warning',
    ],
  },
]);

/** Ranges of IPv4 inside the one that the policy admits. */
const rangesOf = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);

test('AWS counts the rules of IPv4 and of IPv6 by themselves', () => {
  const six = Array.from({ length: 30 }, (_, index) => `2001:db8:${index.toString(16)}::/48`);
  const parts = new Parts('prod');
  balanced(parts, { ...TLS, [`${AWS}scheme`]: 'internal' }).loadBalancerSourceRanges = [...rangesOf(60), ...six];
  expect(parts.findings.filter((line) => line.startsWith('K8S-EXPOSE-7'))).toEqual([]);
});

/** Makes the Service of the gateway an NLB of the controller, which the policy admits. */
function balanced(parts: Parts, annotations: Loose): Loose {
  const service = parts.object('Service', 'loki-gateway');
  Object.assign(service['spec'], { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' });
  service['metadata'].annotations = annotations;
  const { ingress } = parts.object('NetworkPolicy', 'loki-gateway')['spec'];
  ingress.push({ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] });
  return service['spec'];
}

/** Findings about the Service of the gateway, with a type, annotations, and addresses that its policy admits. */
function found(spec: Loose, annotations: Loose = {}, admits?: string): string[] {
  const parts = new Parts('prod');
  const service = parts.object('Service', 'loki-gateway');
  Object.assign(service['spec'], spec);
  service['metadata'].annotations = annotations;
  if (admits)
    parts.object('NetworkPolicy', 'loki-gateway')['spec'].ingress.push({ from: [{ ipBlock: { cidr: admits } }] });
  const { subject } = parts;
  return EXPOSURE_RULES.filter(({ id }) => /[12]$/.test(id)).flatMap((rule) =>
    rule.check(subject).map((one) => `${rule.id} ${one.path}: ${one.found}`),
  );
}

const LB = { type: 'LoadBalancer' };
const OPEN = `K8S-EXPOSE-1 ${GATEWAY}: 'LoadBalancer' makes it reachable from the internet, where only its passwords protect it`;
const scheme = (value: string) => ({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': value });

test.each<[string, Loose, Loose, string[]]>([
  ['to the internet', LB, {}, [OPEN]],
  ['to all addresses by name', { ...LB, loadBalancerSourceRanges: ['0.0.0.0/0'] }, {}, [OPEN]],
  ['to all addresses in halves', { ...LB, loadBalancerSourceRanges: ['0.0.0.0/1', '128.0.0.0/1'] }, {}, [OPEN]],
  ['to all addresses and some', { ...LB, loadBalancerSourceRanges: ['203.0.113.0/24', '0.0.0.0/0'] }, {}, [OPEN]],
  [
    'to the internet by a controller',
    { ...LB, loadBalancerClass: 'eks.amazonaws.com/nlb' },
    scheme('internet-facing'),
    [OPEN],
  ],
  ['to some addresses', { ...LB, loadBalancerSourceRanges: ['203.0.113.0/24'] }, {}, []],
  ['to its network', LB, scheme('internal'), []],
  ['to its network, by default of the controller', { ...LB, loadBalancerClass: 'service.k8s.aws/nlb' }, {}, []],
  ['on every node', { type: 'NodePort' }, {}, []],
  ['to pods', {}, {}, []],
])('a gateway with passwords that is open %s', (_name, spec, annotations, expected) => {
  expect(found(spec, annotations, '0.0.0.0/0')).toEqual(expected);
});

test('a policy has to admit the addresses that the load balancer admits', () => {
  const some = { ...LB, loadBalancerSourceRanges: ['203.0.113.0/24'] };
  expect(found(some, {}, '203.0.0.0/16')).toEqual([]);
  expect(found(some, {}, '203.0.113.128/25')).toEqual([]);
  expect(found(some, {}, '198.51.100.0/24').map((line) => line.split(' ')[0])).toEqual(['K8S-EXPOSE-2']);
});

describe('a load balancer that no policy admits is a finding about', () => {
  const policies = (parts: Parts): Loose => parts.object('NetworkPolicy', 'loki-gateway')['spec'];
  const named = (change: (parts: Parts) => unknown): string[] => {
    const parts = new Parts('prod');
    Object.assign(parts.object('Service', 'loki-gateway')['spec'], LB);
    change(parts);
    const { subject } = parts;
    return EXPOSURE_RULES.filter(({ id }) => id === 'K8S-EXPOSE-2')
      .flatMap((rule) => rule.check(subject))
      .map(({ path }) => path);
  };

  /** Empties the policy of the ports between all pods of Loki, which selects the gateway too. */
  const withoutInternal = (parts: Parts): unknown =>
    (parts.object('NetworkPolicy', 'loki-internal')['spec'].ingress = []);

  test('the policy about its port, whatever the order', () => {
    expect(named(() => undefined)).toEqual(['NetworkPolicy loki/loki-gateway spec.ingress']);
    expect(named((parts) => parts.objects.reverse())).toEqual(['NetworkPolicy loki/loki-gateway spec.ingress']);
  });

  test('a policy about every port, if none names its port', () => {
    const change = (parts: Parts): void => {
      for (const rule of policies(parts)['ingress']) delete rule.ports;
    };
    expect(named(change)).toEqual(['NetworkPolicy loki/loki-gateway spec.ingress']);
  });

  test('a policy about other ports, if there is no other', () => {
    const change = (parts: Parts): void => {
      withoutInternal(parts);
      for (const rule of policies(parts)['ingress']) rule.ports = [{ port: 9 }];
    };
    expect(named(change)).toEqual(['NetworkPolicy loki/loki-gateway spec.ingress']);
  });

  test('the policy that denies everything, if there are no rules', () => {
    const change = (parts: Parts): void => {
      withoutInternal(parts);
      policies(parts)['ingress'] = [];
    };
    expect(named(change)).toEqual(['NetworkPolicy loki/loki-default-deny spec.ingress']);
  });
});

test.each<[string, Loose, string | undefined]>([
  ['an ALB is internal by default, and its gateway has passwords', { ingressClassName: 'alb' }, undefined],
  [
    'an ALB on the internet',
    { ingressClassName: 'alb', annotations: { 'alb.ingress.kubernetes.io/scheme': 'internet-facing' } },
    'the internet, where only its passwords protect it',
  ],
  ['another controller', { ingressClassName: 'nginx' }, 'the internet, where only its passwords protect it'],
  [
    'another controller with ranges',
    {
      ingressClassName: 'nginx',
      annotations: { 'nginx.ingress.kubernetes.io/whitelist-source-range': '203.0.113.0/24' },
    },
    undefined,
  ],
])('%s', (_name, { annotations, ingressClassName }, expected) => {
  const parts = new Parts('prod');
  const backend = { service: { name: 'loki-gateway', port: { number: 80 } } };
  parts.objects.push({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'in', namespace: 'loki', annotations },
    spec: { ingressClassName, rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  });
  parts.object('NetworkPolicy', 'loki-gateway')['spec'].ingress.push({ from: [{ ipBlock: { cidr: '10.0.0.0/16' } }] });
  const { subject } = parts;
  const rules = EXPOSURE_RULES.filter(({ id }) => id === 'K8S-EXPOSE-1');
  const lines = rules.flatMap((rule) => rule.check(subject)).map((one) => one.found.replace(/^.* reachable from /, ''));
  expect(lines).toEqual(expected === undefined ? [] : [expected]);
});
