import { Stack } from 'aws-cdk-lib';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { fastApp } from '../../helpers/fast-app';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { remembered } from '../../helpers/remembered';
import { ENV, library } from '../app/loki-logging/doors';
import { resourcesOf as resourcesIn } from '../helpers';

const arn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;
const PRIVATE_LINK = { principals: ['arn:aws:iam::444455556666:root'] };

const PROPS: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
  volume: '20 GB/day',
  expose: { host: 'loki.example.com', certificateArn: arn('us-east-1'), privateLink: PRIVATE_LINK },
};

const logging = (): PlainTemplate =>
  remembered(
    'templates with an endpoint service',
    () => templatesOf(stageOf(resolveEnvironment('dev', PROPS)))['Logging'],
  ) as PlainTemplate;

const only = (type: string): Record<string, unknown> => {
  const found = resourcesOf(logging(), type);
  expect(found).toHaveLength(1);
  return (found[0] as (typeof found)[number])[1].Properties;
};
const LB = 'AWS::ElasticLoadBalancingV2::';

test('an internal NLB with TLS leads to the target group that the manifests name', () => {
  expect(only(`${LB}LoadBalancer`)).toMatchObject({
    Type: 'network',
    Scheme: 'internal',
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
  });
  expect(only(`${LB}LoadBalancer`)['Subnets']).toHaveLength(3);
  expect(only(`${LB}Listener`)).toMatchObject({
    Protocol: 'TLS',
    Port: 443,
    Certificates: [{ CertificateArn: arn('us-east-1') }],
  });
  expect(only(`${LB}TargetGroup`)).toMatchObject({
    Name: 'loki-dev',
    TargetType: 'ip',
    Port: 8080,
    HealthCheckPath: '/healthz',
  });
});

test('its security group admits the ranges of the VPC alone', () => {
  const [, group] = resourcesOf(logging(), 'AWS::EC2::SecurityGroup').find(([id]) =>
    id.startsWith('Door'),
  ) as never as [string, { Properties: { SecurityGroupIngress: object[] } }];
  expect(group.Properties.SecurityGroupIngress).toEqual([
    { CidrIp: '10.0.0.0/16', Description: 'Clients of Loki', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
  ]);
});

test('the principals may make endpoints, and each waits to be accepted', () => {
  expect(only('AWS::EC2::VPCEndpointService')).toMatchObject({ AcceptanceRequired: true });
  expect(only('AWS::EC2::VPCEndpointServicePermissions')).toMatchObject({
    AllowedPrincipals: ['arn:aws:iam::444455556666:root'],
  });
});

test('the target group exists before its binding, which is not a token', () => {
  const [targets] = resourcesOf(logging(), `${LB}TargetGroup`)[0] as [string, unknown];
  const bindings = resourcesOf(logging(), 'Custom::AWSCDK-EKS-KubernetesResource').filter(([, { Properties: of }]) =>
    JSON.stringify(of['Manifest']).includes('TargetGroupBinding'),
  );
  expect(bindings).toHaveLength(1);
  expect(bindings[0]?.[1].DependsOn).toContain(targets);
  expect(JSON.stringify(bindings[0]?.[1].Properties['Manifest'])).toContain('loki-dev');
});

test('LokiLogging takes VPC and subnets of an existing cluster, and security groups of the user', () => {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  const { charts } = library(
    {
      expose: {
        host: 'loki.example.com',
        certificateArn: arn(ENV.region),
        vpcCidrs: ['10.20.0.0/16'],
        subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
        securityGroupIds: ['sg-0a1b2c3d'],
        privateLink: { ...PRIVATE_LINK, vpcId: 'vpc-0a1b2c3d', acceptanceRequired: false },
      },
    },
    stack,
  );
  const [balancer] = Object.values(resourcesIn(stack, `${LB}LoadBalancer`));
  expect(balancer?.Properties).toMatchObject({
    Subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    SecurityGroups: ['sg-0a1b2c3d'],
  });
  const binding = charts.object('TargetGroupBinding', 'loki-gateway-external').toJson();
  expect(binding.spec.networking.ingress[0].from).toEqual([{ ipBlock: { cidr: '10.20.0.0/16' } }]);
});

test('without the field nothing of it is made', () => {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  library({}, stack);
  expect(resourcesIn(stack, `${LB}LoadBalancer`)).toEqual({});
});
