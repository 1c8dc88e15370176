import { Duration } from 'aws-cdk-lib';
import { environment, ENV, ISSUER, library, lines } from '../../app/loki-logging/doors';
import { cut } from './environments';

const arn = (region = ENV.region, account = ENV.account) =>
  `arn:aws:acm:${region}:${account}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;
const DOOR = { host: 'loki.example.com', certificateArn: arn(), vpcCidrs: ['10.20.0.0/16'] };
const GATEWAY = { name: 'shared', namespace: 'infra' };

const CASES: readonly [what: string, expose: object, problems: string[]][] = [
  ['no object', [], ["expose: [] is not an object; write one such as { host: 'loki.example.com' }"]],
  [
    'a door without a host',
    { ...DOOR, host: undefined },
    ["expose.host: missing; write one such as 'loki.example.com'"],
  ],
  [
    'the name of a load balancer as a host',
    { ...DOOR, host: 'a-1.elb.us-east-1.amazonaws.com' },
    [
      "expose.host: a-1.elb.us-east-1.amazonaws.com is a name of AWS, which no certificate of yours can be for; use a name in a domain of yours, such as 'loki.example.com', whose record names the load balancer",
    ],
  ],
  [
    'the name of a Service as a host',
    { ...DOOR, host: 'loki-gateway.loki.svc.cluster.local' },
    [
      "expose.host: loki-gateway.loki.svc.cluster.local is a name that only the DNS of the cluster has, and clients outside do not find it; use a name in a domain of yours, such as 'loki.example.com', whose record names the load balancer",
    ],
  ],
  [
    'a URL as a host',
    { ...DOOR, host: 'https://loki.example.com' },
    [
      "expose.host: https://loki.example.com is not the name of a host; write it without https:// and in lower case, such as 'loki.example.com'",
    ],
  ],
  ['a misspelt field', { ...DOOR, acess: 'public' }, ['expose.acess: not a key; did you mean access?']],
  [
    'a misspelt door and access',
    { ...DOOR, by: 'elb', access: 'pubic' },
    [
      'expose.by: elb is not one of nlb, alb, gateway-api; did you mean nlb?',
      'expose.access: pubic is not one of internal, public, public-to-all; did you mean public?',
    ],
  ],
  [
    'a public door without ranges',
    { ...DOOR, access: 'public' },
    ["expose.from: missing, and access is public; write the addresses of your clients, such as ['203.0.113.0/24']"],
  ],
  [
    'a public door for everyone without the word',
    { ...DOOR, access: 'public', from: ['203.0.113.0/24', '0.0.0.0/0'] },
    [
      "expose.from[1]: 0.0.0.0/0 is everyone; write the addresses of your clients, or access: 'public-to-all' without from",
    ],
  ],
  [
    'a public door for half of the internet',
    { ...DOOR, access: 'public', from: ['0.0.0.0/1', '128.0.0.0/1'] },
    [
      "expose.from[0]: 0.0.0.0/1 is a large part of the internet; write the addresses of your clients, or access: 'public-to-all' without from",
      "expose.from[1]: 128.0.0.0/1 is a large part of the internet; write the addresses of your clients, or access: 'public-to-all' without from",
    ],
  ],
  [
    'an internal door for everyone',
    { ...DOOR, from: ['0.0.0.0/0'] },
    ['expose.from[0]: 0.0.0.0/0 is everyone; write the ranges of your network, or leave it out for those of the VPC'],
  ],
  [
    'ranges beside everyone',
    { ...DOOR, access: 'public-to-all', from: ['203.0.113.0/24'] },
    [
      'expose.from: ["203.0.113.0/24"] limits nothing, since access is public-to-all; leave it out, or write access: \'public\'',
    ],
  ],
  [
    'ranges beside security groups',
    { ...DOOR, from: ['10.0.0.0/8'], securityGroupIds: ['sg-0a1b2c3d'] },
    ['expose.from: ["10.0.0.0/8"] has no effect, since the rules of securityGroupIds decide; leave out one of the two'],
  ],
  [
    'a load balancer without a certificate',
    { ...DOOR, certificateArn: undefined, by: 'alb' },
    [
      'expose.certificateArn: missing; write the ARN of the certificate of loki.example.com in ACM: without it alb takes passwords unencrypted',
    ],
  ],
  [
    'an ARN of something else',
    { ...DOOR, certificateArn: 'arn:aws:iam::111122223333:server-certificate/loki' },
    [
      "expose.certificateArn: arn:aws:iam::111122223333:server-certificate/loki is not the ARN of a certificate in ACM; find it with 'aws acm list-certificates'",
    ],
  ],
  [
    'a certificate of another region',
    { ...DOOR, certificateArn: arn('us-east-1') },
    [
      `expose.certificateArn: ${cut(arn('us-east-1'))} is in region us-east-1, and the environment is in eu-west-1; name a certificate of eu-west-1`,
    ],
  ],
  [
    'a certificate of another account',
    { ...DOOR, certificateArn: arn('eu-west-1', '444455556666') },
    [
      `expose.certificateArn: ${cut(arn('eu-west-1', '444455556666'))} belongs to account 444455556666, and the environment is in 111122223333; name a certificate of 111122223333`,
    ],
  ],
  [
    'everyone as the VPC',
    { ...DOOR, vpcCidrs: ['0.0.0.0/0'] },
    [
      "expose.vpcCidrs[0]: 0.0.0.0/0 is everyone, and not the range of a VPC; write those of the VPC, such as '10.0.0.0/16'",
    ],
  ],
  [
    'a door without the VPC',
    { ...DOOR, vpcCidrs: undefined },
    [
      "expose.vpcCidrs: missing; write the ranges of the cluster's VPC, such as ['10.0.0.0/16']: the network policy admits the load balancer from there",
    ],
  ],
  [
    'a route without a Gateway',
    { host: DOOR.host, by: 'gateway-api' },
    [
      "expose.gateway: missing, and gateway-api is a route through a Gateway of yours; write one such as { name: 'shared', namespace: 'infra' }",
    ],
  ],
  [
    'fields of a load balancer on a route',
    { ...DOOR, by: 'gateway-api', gateway: { ...GATEWAY, proxyNamespace: 'envoy' } },
    [
      `expose.certificateArn: ${cut(arn())} has no effect, since clients connect to your Gateway; leave it out, and set it there`,
      'expose.vpcCidrs: ["10.20.0.0/16"] has no effect, since the pods in envoy pass requests on; leave out one of the two',
    ],
  ],
  [
    'a Gateway of a load balancer',
    { ...DOOR, gateway: GATEWAY },
    ["expose.gateway: has no effect on nlb; leave it out, or write by: 'gateway-api'"],
  ],
  [
    'an endpoint service without principals, of a VPC that is unknown',
    { ...DOOR, privateLink: {} },
    [
      "expose.privateLink.principals: missing; write one such as ['arn:aws:iam::444455556666:root']",
      "expose.privateLink.vpcId: missing, and CloudFormation makes the load balancer of an endpoint service in the VPC; write the id of the cluster's VPC, such as 'vpc-0a1b2c3d'",
      'expose.subnetIds: missing, and CloudFormation makes the load balancer of an endpoint service in the VPC; write private subnets of the VPC, one in each zone',
    ],
  ],
  [
    'an endpoint service for everyone',
    {
      ...DOOR,
      subnetIds: ['subnet-0a1b2c3d'],
      privateLink: { principals: ['*'], vpcId: 'vpc-0a1b2c3d', acceptanceRequired: 'no' },
    },
    [
      "expose.privateLink.principals[0]: * is not the ARN of an account, a role or a user; write one such as 'arn:aws:iam::444455556666:root', for all of an account",
      'expose.privateLink.acceptanceRequired: no is not true or false; write one such as true',
    ],
  ],
  [
    'an endpoint service of an ALB',
    {
      ...DOOR,
      by: 'alb',
      subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
      privateLink: { principals: ['arn:aws:iam::444455556666:root'], vpcId: 'vpc-0a1b2c3d' },
    },
    ['expose.privateLink: needs an internal NLB, and this is alb; leave out by and access, or leave it out'],
  ],
  [
    'an endpoint service for nobody',
    { ...DOOR, subnetIds: ['subnet-0a1b2c3d'], privateLink: { principals: [], vpcId: 'vpc-0a1b2c3d' } },
    ["expose.privateLink.principals: [] is empty; name at least one, such as 'arn:aws:iam::444455556666:root'"],
  ],
  [
    'a public door for private addresses and for everyone: each range',
    { ...DOOR, access: 'public', from: ['203.0.113.0/24', '172.16.0.0/12', '100.64.1.0/24', '0.0.0.0/1'] },
    [
      "expose.from[1]: 172.16.0.0/12 has private addresses alone, which no client on the internet has; write the public addresses of your clients, or access: 'internal'",
      "expose.from[2]: 100.64.1.0/24 has private addresses alone, which no client on the internet has; write the public addresses of your clients, or access: 'internal'",
      "expose.from[3]: 0.0.0.0/1 is a large part of the internet; write the addresses of your clients, or access: 'public-to-all' without from",
    ],
  ],
  [
    'an ALB in one subnet',
    { ...DOOR, by: 'alb', subnetIds: ['subnet-0a1b2c3d'] },
    [
      'expose.subnetIds: ["subnet-0a1b2c3d"] is one subnet, and an ALB needs two zones at least; write one in each zone',
    ],
  ],
  [
    'invalid ids, and a duplicate',
    { ...DOOR, subnetIds: ['subnet-1'], securityGroupIds: ['sg-0a1b2c3d', 'sg-0a1b2c3d'] },
    [
      "expose.subnetIds[0]: subnet-1 is not a subnet; write its id, such as 'subnet-0a1b2c3d'",
      'expose.securityGroupIds[1]: sg-0a1b2c3d occurs twice; write it once',
    ],
  ],
];

const cluster = { existing: { name: 'team', oidcIssuer: ISSUER } };

test.each(CASES)('%s is refused through both doors, in the same words', (_what, expose, problems) => {
  expect(lines(environment({ cluster, expose }))).toEqual(problems.map((line) => `environments.team.${line}`));
  expect(lines(() => library({ expose }))).toEqual(problems.map((line) => `Stack/Logging.${line}`));
});

test('a query that an NLB would cut off is refused through both doors, and an ALB takes it', () => {
  const found =
    "and an nlb ends connections without an answer after 350 seconds; use at most 320s, or expose by: 'alb'";
  const of = (by: string, queryTimeout: string) =>
    lines(environment({ cluster, expose: { ...DOOR, by }, loki: { queryTimeout } }));
  expect(of('nlb', '321s')).toEqual([`environments.team.loki.queryTimeout: 321s, ${found}`]);
  expect(of('nlb', '320s')).toEqual([]);
  expect(of('alb', '1h')).toEqual([]);
  expect(of('alb', '4000s')).toEqual([
    'environments.team.loki.queryTimeout: 4000s, and an alb ends connections without an answer after 4000 seconds; use at most 3970s',
  ]);
  expect(lines(() => library({ expose: DOOR, queryTimeout: Duration.seconds(321) }))).toEqual([
    `Stack/Logging.queryTimeout: 321s, ${found}`,
  ]);
});

test('both doors make the same objects, and Auto Mode those of its own', () => {
  const text = (charts: { manifests(): { yaml: string }[] }) => charts.manifests().map(({ yaml }) => yaml);
  expect(text(library({ expose: DOOR }).charts)).toEqual(text(environment({ cluster, expose: DOOR })()));
  const auto = { existing: { ...cluster.existing, autoMode: true } };
  const nlb = environment({ cluster: auto, expose: DOOR })().object('Service', 'loki-gateway-external').toJson();
  expect(nlb.spec.loadBalancerClass).toBe('eks.amazonaws.com/nlb');
});

describe('the name of a Service in a domain of the cluster', () => {
  const inDomain = (host: string) => ({ clusterDomain: 'k8s.example.com', expose: { ...DOOR, host } });
  const own = inDomain('loki.loki.svc.k8s.example.com');
  const problem =
    "expose.host: loki.loki.svc.k8s.example.com is a name of a Service in the clusterDomain k8s.example.com, and clients outside do not find it; use a name outside of it, such as 'loki.example.com'";

  test.each([
    ['an environment', environment({ cluster: { existing: { name: 'team', oidcIssuer: ISSUER } }, ...own })],
    ['LokiLogging', () => library(own)],
  ])('is no host of a door of %s', (_, make) => {
    expect(lines(make).map((line) => line.replace(/^.*?(?=expose\.)/, ''))).toEqual([problem]);
  });

  test('other names there are', () => {
    const { expose, clusterDomain } = inDomain('loki.k8s.example.com');
    expect(lines(() => library({ clusterDomain, expose }))).toEqual([]);
  });
});
