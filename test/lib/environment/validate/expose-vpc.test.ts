import { Stack } from 'aws-cdk-lib';
import { IpAddresses, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LokiLogging } from '../../../../lib/app/loki-logging/loki-logging';
import { LoggingCluster } from '../../../../lib/cluster/logging-cluster';
import { fastApp } from '../../../helpers/fast-app';
import { ENV, lines } from '../../app/loki-logging/doors';
import { linesOf, prod } from './environments';

const arn = (region = ENV.region) =>
  `arn:aws:acm:${region}:${ENV.account}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;
const DOOR = { host: 'loki.example.com', certificateArn: arn() };
const GATEWAY = { name: 'shared', namespace: 'infra' };

test('the ranges of a VPC that is made are known, and those of another one are asked for', () => {
  const expose = { host: DOOR.host, certificateArn: arn('us-east-1') };
  const privateSubnetIds = ['subnet-0a1b2c3d', 'subnet-0a1b2c3e', 'subnet-0a1b2c3f'];
  expect(linesOf(prod({ expose }))).toEqual([]);
  const existing = linesOf(prod({ expose, cluster: { create: { vpcId: 'vpc-0a1b2c3d', privateSubnetIds } } }));
  expect(existing).toHaveLength(1);
  expect(existing[0]).toContain('environments.prod.expose.vpcCidrs: missing');
});

test('ranges without an address of a VPC that is made are refused, since the network policy would admit nobody', () => {
  const of = (vpcCidrs: string[], more: object = {}) =>
    linesOf(prod({ expose: { host: DOOR.host, certificateArn: arn('us-east-1'), vpcCidrs, ...more } }));
  const wrong = (range: string) =>
    `has no address of the VPC that is made, ${range}, so the network policy does not admit the load balancer; leave it out`;
  expect(of(['172.16.0.0/16'])).toEqual([
    `environments.prod.expose.vpcCidrs: ["172.16.0.0/16"] ${wrong('10.0.0.0/16')}`,
  ]);
  for (const right of ['10.0.0.0/16', '10.0.96.0/19', '10.0.0.0/8']) expect(of(['172.16.0.0/16', right])).toEqual([]);
  expect(of(['172.16.0.0/99'])).toEqual([
    expect.stringContaining('vpcCidrs[0]: 172.16.0.0/99 is not an address range'),
  ]);
  // A Gateway of VPC Lattice has addresses outside of the VPC.
  const gateway = { by: 'gateway-api', gateway: GATEWAY, certificateArn: undefined };
  expect(of(['169.254.171.0/24'], gateway)).toEqual([]);
});

test('the library knows the range of any VPC that the app makes', () => {
  const on = (cidr: string | undefined, vpcCidrs?: string[]) => {
    const stack = new Stack(fastApp(), 'Stack', { env: ENV });
    const vpc = cidr === undefined ? undefined : new Vpc(stack, 'Vpc', { ipAddresses: IpAddresses.cidr(cidr) });
    const { cluster: own } = new LoggingCluster(stack, 'Cluster', { clusterName: 'team', vpc });
    const expose = { host: DOOR.host, certificateArn: DOOR.certificateArn, vpcCidrs };
    return lines(() => new LokiLogging(stack, 'Logging', { cluster: own, environmentName: 'team', expose }));
  };
  expect(on(undefined)).toEqual([]);
  expect(on('172.16.0.0/16', ['172.16.0.0/16'])).toEqual([]);
  for (const [made, range] of [
    [undefined, '10.0.0.0/16'],
    ['10.20.0.0/16', '10.20.0.0/16'],
  ] as const) {
    expect(on(made, ['172.16.0.0/16'])).toEqual([
      `Stack/Logging.expose.vpcCidrs: ["172.16.0.0/16"] has no address of the VPC that is made, ${range}, so the network policy does not admit the load balancer; leave it out`,
    ]);
  }
});

test('an endpoint service is in the VPC of the cluster, and admits principals of its partition', () => {
  const of = (cluster: object, link: object) =>
    linesOf(
      prod({
        cluster,
        expose: {
          ...{
            host: DOOR.host,
            certificateArn: arn('us-east-1'),
            vpcCidrs: ['10.0.0.0/16'],
            subnetIds: ['subnet-0a1b2c3d'],
          },
          privateLink: { principals: ['arn:aws:iam::444455556666:root'], ...link },
        },
      }),
    );
  const vpc = { vpcId: 'vpc-0a1b2c3d', privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e', 'subnet-0a1b2c3f'] };
  expect(of({ create: vpc }, { vpcId: 'vpc-0a1b2c3d' })).toEqual([]);
  expect(of({ create: vpc }, { vpcId: 'vpc-0a1b2c3e' })).toEqual([
    'environments.prod.expose.privateLink.vpcId: vpc-0a1b2c3e is not the VPC of the cluster, vpc-0a1b2c3d (cluster.create.vpcId); write vpc-0a1b2c3d',
  ]);
  expect(of({ create: {} }, { vpcId: 'vpc-0a1b2c3e' })).toEqual([
    'environments.prod.expose.privateLink.vpcId: vpc-0a1b2c3e is not the VPC of the cluster, which is made here; leave it out',
  ]);
  expect(of({ create: {} }, { principals: ['arn:aws-cn:iam::444455556666:root'] })).toEqual([
    'environments.prod.expose.privateLink.principals[0]: arn:aws-cn:iam::444455556666:root is in partition aws-cn, and the environment is in aws; name a principal of aws',
  ]);
});

test('security groups are at most those that AWS takes', () => {
  const groups = (most: number) => Array.from({ length: most }, (_, index) => `sg-0a1b2c${index + 16}`);
  const of = (most: number) =>
    linesOf(prod({ expose: { host: DOOR.host, certificateArn: arn('us-east-1'), securityGroupIds: groups(most) } }));
  expect(of(16)).toEqual([]);
  expect(of(17)).toEqual([
    'environments.prod.expose.securityGroupIds: 17 items, and AWS takes 16 on a network interface, even with a larger quota; use at most 16',
  ]);
});

test('an endpoint service needs the controller that Auto Mode does not have', () => {
  const privateLink = { principals: ['arn:aws:iam::444455556666:root'] };
  const expose = { host: DOOR.host, certificateArn: arn('us-east-1'), privateLink };
  expect(linesOf(prod({ expose }))).toEqual([]);
  expect(linesOf(prod({ expose, cluster: { create: { mode: 'auto' } } }))).toEqual([
    'environments.prod.expose.privateLink: needs the AWS Load Balancer Controller, and EKS Auto Mode has its own; leave it out, and connect the networks instead',
  ]);
});
