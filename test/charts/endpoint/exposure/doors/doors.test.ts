import { parse } from 'yaml';
import type { ExposureProps } from '../../../../../charts/endpoint/exposure/props';
import { LoadBalancers } from '../../../../../charts/endpoint/exposure/props';
import { InputError, problemText } from '../../../../../charts/input/problems';
import { MANIFESTS_RULES } from '../../../../../lib/checks/catalogue';
import type { Manifest } from '../../../../../lib/manifests/manifest';
import { Manifests } from '../../../../../lib/manifests/manifests';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../../../helpers/charts';
import { KUBERNETES_VERSIONS, validateManifests } from '../../../../kubernetes/validate';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
const DOOR: ExposureProps = { host: 'loki.example.com', certificateArn: CERTIFICATE, vpcCidrs: ['10.20.0.0/16'] };
const ROUTE: ExposureProps = { host: 'loki.example.com', by: 'gateway-api' };
const GATEWAY = { name: 'shared', namespace: 'infra' };
const NAME = 'loki-gateway-external';

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const ALB = 'alb.ingress.kubernetes.io/';

const charts = (expose: ExposureProps, more: object = {}) => makeCharts({ expose, ...more });
const annotationsOf = (object: KubernetesObject) => object.metadata.annotations ?? {};
const service = (expose: ExposureProps) => objectOf(charts(expose), 'Service', NAME);
const ingress = (expose: ExposureProps) => objectOf(charts({ by: 'alb', ...expose }), 'Ingress', NAME);

/** Sources outside of Loki's, Alloy's and Grafana's namespaces that the gateway's policy admits. */
const outside = (expose: ExposureProps): unknown =>
  objectOf(charts(expose), 'NetworkPolicy', 'loki-gateway').spec.ingress.slice(1);

const PORT = [{ protocol: 'TCP', port: 8080 }];

describe('a Network Load Balancer', () => {
  test('is internal, ends TLS, and leads to the pods of the gateway', () => {
    const { spec, ...object } = service(DOOR);
    expect(spec).toEqual({
      type: 'LoadBalancer',
      loadBalancerClass: 'service.k8s.aws/nlb',
      allocateLoadBalancerNodePorts: false,
      loadBalancerSourceRanges: ['10.20.0.0/16'],
      selector: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'gateway' },
      ports: [{ name: 'https', port: 443, targetPort: 'http' }],
    });
    expect(annotationsOf(object as KubernetesObject)).toMatchObject({
      [`${AWS}scheme`]: 'internal',
      [`${AWS}nlb-target-type`]: 'ip',
      [`${AWS}ssl-cert`]: CERTIFICATE,
      [`${AWS}ssl-ports`]: '443',
      [`${AWS}healthcheck-path`]: '/healthz',
      [`${AWS}target-group-attributes`]: expect.stringContaining('preserve_client_ip.enabled=false'),
      'external-dns.alpha.kubernetes.io/hostname': 'loki.example.com',
    });
  });

  test.each<[ExposureProps['access'], string, string[]]>([
    ['public', 'internet-facing', ['203.0.113.0/24']],
    ['public-to-all', 'internet-facing', ['0.0.0.0/0']],
    ['internal', 'internal', ['10.20.0.0/16']],
  ])('%s is %s and admits %j', (access, scheme, ranges) => {
    const made = service({ ...DOOR, access, ...(access === 'public' ? { from: ranges } : {}) });
    expect(annotationsOf(made)[`${AWS}scheme`]).toBe(scheme);
    expect(made.spec.loadBalancerSourceRanges).toEqual(ranges);
  });

  test('of Auto Mode has its class', () => {
    const { spec } = service({ ...DOOR, loadBalancers: LoadBalancers.AUTO_MODE });
    expect(spec.loadBalancerClass).toBe('eks.amazonaws.com/nlb');
  });

  test('with security groups of the user has no ranges, and lets the controller open the pods to it', () => {
    const made = service({ ...DOOR, securityGroupIds: ['sg-0a1b2c3d'], subnetIds: ['subnet-0a1b2c3d'] });
    expect(made.spec.loadBalancerSourceRanges).toBeUndefined();
    expect(annotationsOf(made)).toMatchObject({
      [`${AWS}security-groups`]: 'sg-0a1b2c3d',
      [`${AWS}manage-backend-security-group-rules`]: 'true',
      [`${AWS}subnets`]: 'subnet-0a1b2c3d',
    });
  });
});

test('the load balancer of an endpoint service is CloudFormation’s, and pods are bound to its target group', () => {
  const privateLink = { principals: ['arn:aws:iam::444455556666:root'] };
  const made = charts({ ...DOOR, privateLink, targetGroupName: 'loki-test' });
  expect(objectOf(made, 'TargetGroupBinding', NAME).spec).toEqual({
    serviceRef: { name: 'loki-gateway', port: 'http' },
    targetGroupName: 'loki-test',
    targetType: 'ip',
    networking: { ingress: [{ from: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: PORT }] },
  });
  expect(objectsOf(made).filter(({ kind, spec }) => kind === 'Service' && spec.type === 'LoadBalancer')).toEqual([]);
  expect(outside({ ...DOOR, privateLink, targetGroupName: 'loki-test' })).toHaveLength(1);
});

describe('an Application Load Balancer', () => {
  test('is an Ingress of the host alone, with TLS alone, that waits for the longest query', () => {
    const made = ingress({ ...DOOR, access: 'public', from: ['203.0.113.0/24', '198.51.100.0/24'] });
    expect(annotationsOf(made)).toMatchObject({
      [`${ALB}scheme`]: 'internet-facing',
      [`${ALB}certificate-arn`]: CERTIFICATE,
      [`${ALB}listen-ports`]: '[{"HTTPS":443}]',
      [`${ALB}inbound-cidrs`]: '203.0.113.0/24,198.51.100.0/24',
      [`${ALB}load-balancer-attributes`]: expect.stringContaining('idle_timeout.timeout_seconds=330'),
    });
    expect(annotationsOf(made)).not.toHaveProperty([`${ALB}subnets`]);
    expect(made.spec.ingressClassName).toBe('alb');
    expect(made.spec.rules.map(({ host }: { host: string }) => host)).toEqual(['loki.example.com']);
  });

  test('is in the subnets that are named', () => {
    const made = ingress({ ...DOOR, subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] });
    expect(annotationsOf(made)).toMatchObject({ [`${ALB}subnets`]: 'subnet-0a1b2c3d,subnet-0a1b2c3e' });
  });

  test('of Auto Mode reads its settings from a class of its own', () => {
    const expose = { ...DOOR, by: 'alb', loadBalancers: LoadBalancers.AUTO_MODE } as const;
    const all = charts(expose);
    const params = objectOf(all, 'IngressClassParams', NAME);
    expect(params.spec).toMatchObject({ scheme: 'internal', certificateARNs: [CERTIFICATE] });
    expect(objectOf(all, 'IngressClass', NAME).spec.parameters.name).toBe(NAME);
    const made = ingress(expose);
    expect(made.spec.ingressClassName).toBe(NAME);
    expect(Object.keys(annotationsOf(made))).not.toContain(`${ALB}scheme`);
  });

  test('never gets a connection that nginx is closing', () => {
    const conf = (expose?: ExposureProps) =>
      objectOf(makeCharts({ expose }), 'ConfigMap', 'loki-gateway').data['nginx.conf'] as string;
    expect(conf({ ...DOOR, by: 'alb' })).toContain('  keepalive_timeout 340s;');
    expect(conf()).not.toMatch(/^ {2}keepalive_timeout/m);
  });
});

describe('a route of the Gateway API', () => {
  const rules = (gateway: ExposureProps['gateway'], vpcCidrs?: string[]) =>
    objectOf(charts({ ...ROUTE, gateway, vpcCidrs }), 'HTTPRoute', NAME).spec;

  test('attaches to the Gateway, and gives queries their time and tails no end', () => {
    const spec = rules({ ...GATEWAY, listener: 'https', proxyNamespace: 'envoy' });
    expect(spec.parentRefs).toEqual([
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...GATEWAY, sectionName: 'https' },
    ]);
    expect(spec.hostnames).toEqual(['loki.example.com']);
    expect(spec.rules.map((rule: { timeouts: unknown }) => rule.timeouts)).toEqual([
      { request: '0s' },
      { request: '330s' },
    ]);
  });

  test('of a load balancer of AWS has no timeouts', () => {
    const spec = rules(GATEWAY, ['10.0.0.0/8']);
    expect(spec.rules.map((rule: { timeouts?: unknown }) => rule.timeouts)).toEqual([undefined]);
  });
});

describe('the network policy of the gateway admits', () => {
  test.each<[string, ExposureProps]>([
    ['an NLB', { ...DOOR, access: 'public', from: ['203.0.113.0/24'] }],
    ['an ALB', { ...DOOR, by: 'alb', access: 'public-to-all' }],
    ['an ALB of a Gateway', { ...ROUTE, gateway: GATEWAY, vpcCidrs: ['10.20.0.0/16'] }],
  ])('the addresses of %s, which are in the VPC, and not those of its clients', (_what, expose) => {
    expect(outside(expose)).toEqual([{ from: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: PORT }]);
  });

  test('the pods of a proxy', () => {
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'envoy' } };
    const gateway = { ...GATEWAY, proxyNamespace: 'envoy' };
    expect(outside({ ...ROUTE, gateway })).toEqual([{ from: [{ namespaceSelector }], ports: PORT }]);
  });
});

test('pods of the gateway serve until the load balancer knows that they end', () => {
  const pod = (expose?: ExposureProps) =>
    objectOf(makeCharts({ expose }), 'Deployment', 'loki-gateway').spec.template.spec;
  const { terminationGracePeriodSeconds, containers } = pod(DOOR);
  expect(containers[0].lifecycle.preStop.exec.command).toEqual(['sleep', '60']);
  expect(terminationGracePeriodSeconds).toBe(pod().terminationGracePeriodSeconds + 60);
});

test.each<[ExposureProps, Record<string, string>]>([
  [DOOR, { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }],
  [{ ...DOOR, loadBalancers: LoadBalancers.AUTO_MODE }, { 'eks.amazonaws.com/pod-readiness-gate-inject': 'enabled' }],
  [{ ...ROUTE, gateway: { ...GATEWAY, proxyNamespace: 'envoy' } }, {}],
])('the namespace asks for readiness gates where a load balancer leads to pods', (expose, labels) => {
  const made = objectOf(charts(expose), 'Namespace', 'loki').metadata.labels ?? {};
  const gates = Object.entries(made).filter(([key]) => key.includes('readiness'));
  expect(Object.fromEntries(gates)).toEqual(labels);
});

describe('every door passes schemas and rules', () => {
  const doors: readonly ExposureProps[] = [
    ...(['nlb', 'alb'] as const).flatMap((by) =>
      Object.values(LoadBalancers).flatMap((loadBalancers) => [
        { ...DOOR, by, loadBalancers },
        { ...DOOR, by, loadBalancers, access: 'public', from: ['203.0.113.0/24'] } as const,
        { ...DOOR, by, loadBalancers, access: 'public', securityGroupIds: ['sg-0a1b2c3d'] } as const,
      ]),
    ),
    { ...DOOR, privateLink: { principals: ['arn:aws:iam::444455556666:root'] }, targetGroupName: 'loki-test' },
    { ...ROUTE, gateway: { ...GATEWAY, proxyNamespace: 'envoy' } },
    { ...ROUTE, gateway: GATEWAY, vpcCidrs: ['10.20.0.0/16'] },
  ];

  const closed = objectsOf(makeCharts());
  const texts = new Set(closed.map((object) => JSON.stringify(object)));
  const known = findings(closed);

  test.each(doors.map((door) => [JSON.stringify(door), door] as const))('%s', (_name, door) => {
    const objects = objectsOf(charts(door));
    const ofDoor = objects.filter((object) => !texts.has(JSON.stringify(object)));
    expect(ofDoor.length).toBeGreaterThan(0);
    for (const version of KUBERNETES_VERSIONS) expect(validateManifests(ofDoor, version)).toEqual([]);
    expect(findings(objects).filter((line) => !known.includes(line))).toEqual([]);
  });

  test('and a public one for all is a warning that a user acknowledges', () => {
    const found = findings(objectsOf(charts({ ...DOOR, access: 'public-to-all' })));
    expect(found.filter((line) => line.startsWith('K8S-EXPOSE'))).toEqual([
      `K8S-EXPOSE-1 Service loki/${NAME} spec.type: 'LoadBalancer' makes it reachable from the internet, where only its passwords protect it`,
    ]);
  });
});

function findings(objects: KubernetesObject[]): string[] {
  const manifests = new Manifests(objects as unknown as Manifest[]);
  return MANIFESTS_RULES.flatMap((rule) =>
    rule.check({ manifests }).map(({ path, found }) => `${rule.id} ${path}: ${found}`),
  );
}

test('without a door nothing leads into the cluster', () => {
  const kinds = objectsOf(makeCharts()).map(({ kind, spec }) => `${kind} ${String(spec?.type ?? '')}`);
  expect(kinds.filter((kind) => /LoadBalancer|NodePort|Ingress|HTTPRoute/.test(kind))).toEqual([]);
});

test('charts alone refuse a door whose VPC is unknown, and a wrong controller, at once', () => {
  const lines = (expose: object): string[] => {
    try {
      makeCharts({ expose: expose as ExposureProps });
    } catch (error) {
      if (error instanceof InputError) return error.problems.map(problemText);
      throw error;
    }
    return [];
  };
  expect(lines({ ...DOOR, vpcCidrs: undefined })).toEqual([
    "loki.expose.vpcCidrs: missing; write the ranges of the cluster's VPC, such as ['10.0.0.0/16']: the network policy admits the load balancer from there",
  ]);
  expect(lines({ ...DOOR, loadBalancers: 'auto', from: ['10.0.0.1/8'] })).toEqual([
    "loki.expose.from[0]: 10.0.0.1/8 does not begin at its first address; write '10.0.0.0/8'",
    'loki.expose.loadBalancers: auto is not one of aws-load-balancer-controller, auto-mode; write one of them',
  ]);
});

test('the annotations are texts, as Kubernetes requires', () => {
  const files = charts(DOOR).manifests();
  const yaml = files.find(({ name }) => name.startsWith('10-loki'))?.yaml ?? '';
  const written = yaml.split(/^---$/m).map((one) => parse(one) as KubernetesObject);
  const made = written.find(({ metadata }) => metadata.name === NAME) as KubernetesObject;
  expect(Object.values(annotationsOf(made)).every((value) => typeof value === 'string')).toBe(true);
});
