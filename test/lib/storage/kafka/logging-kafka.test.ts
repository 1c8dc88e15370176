import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LoggingKafka, type LoggingKafkaProps } from '../../../../lib/storage/kafka/logging-kafka';
import { fastApp } from '../../../helpers/fast-app';
import { blocksOf, exportsOf, pageOf } from '../../../helpers/pages';
import { resourceOf, resourcesOf, testStack } from '../../helpers';

const CLUSTER = 'arn:aws:kafka:eu-west-1:123456789012:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1';

function made(props: Partial<LoggingKafkaProps> = {}, zones = ['a', 'b', 'c']) {
  const stack = testStack();
  const ofZone = (id: string, index: number) =>
    ec2.Subnet.fromSubnetAttributes(stack, id, {
      subnetId: `subnet-${index + 1}`,
      availabilityZone: `eu-west-1${zones[index] ?? ''}`,
    });
  const vpc = Object.defineProperty(
    ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] }),
    'privateSubnets',
    { value: zones.map((zone, index) => ofZone(`${zone}${index}`, index)) },
  );
  const nodes = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Nodes', 'sg-nodes');
  const kafka = new LoggingKafka(stack, 'Kafka', { vpc, clusterName: 'logs', clients: [nodes], ...props });
  return { stack, kafka };
}

test('MSK Serverless takes IAM alone, and stays when its stack goes', () => {
  const { stack } = made();
  expect(resourceOf(stack, 'AWS::MSK::ServerlessCluster')).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      ClusterName: 'logs',
      ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
      VpcConfigs: [{ SubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] }],
    },
  });
});

test.each([undefined, {}])('brokers %p are in one subnet of each of three zones', (brokers) => {
  const { stack } = made({ brokers }, ['a', 'a', 'b', 'c', 'd']);
  const subnets = brokers
    ? (resourceOf(stack, 'AWS::MSK::Cluster').Properties.BrokerNodeGroupInfo as { ClientSubnets: string[] })
        .ClientSubnets
    : (resourceOf(stack, 'AWS::MSK::ServerlessCluster').Properties.VpcConfigs as { SubnetIds: string[] }[])[0]
        ?.SubnetIds;
  expect(subnets).toEqual(['subnet-1', 'subnet-3', 'subnet-4']);
});

test('a VPC whose private subnets are in one zone is refused', () => {
  expect(() => made({}, ['a', 'a'])).toThrow('vpc: has no private subnets in two zones, which MSK needs; give a VPC');
});

test('only the nodes reach the brokers, by the port for IAM', () => {
  const { stack } = made();
  expect(Object.values(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress'))).toEqual([
    expect.objectContaining({
      Properties: expect.objectContaining({
        FromPort: 9098,
        ToPort: 9098,
        SourceSecurityGroupId: 'sg-nodes',
      }) as unknown,
    }),
  ]);
});

test('provisioned brokers keep three copies, and make no topics by themselves', () => {
  const { stack } = made({ brokers: { retentionHours: 24 } });
  expect(resourceOf(stack, 'AWS::MSK::Cluster').Properties).toMatchObject({
    NumberOfBrokerNodes: 3,
    KafkaVersion: '3.9.x',
    ClientAuthentication: { Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: false } },
    EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } },
  });
  expect(resourceOf(stack, 'AWS::MSK::Configuration').Properties.ServerProperties).toBe(
    'auto.create.topics.enable=false\ndefault.replication.factor=3\nmin.insync.replicas=2\nlog.retention.hours=24',
  );
});

test.each(['given', 'made'])('grants of a cluster that is %s name exactly the topics and the group', (way) => {
  const { stack, kafka } = made();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  const cluster =
    way === 'made' ? kafka : LoggingKafka.fromLoggingKafkaAttributes(stack, 'Given', { clusterArn: CLUSTER });
  cluster.grantProduce(role, 'logs.a');
  cluster.grantConsume(role, 'loki', 'logs.a');
  const { PolicyDocument } = resourceOf(stack, 'AWS::IAM::Policy').Properties as {
    PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
  };
  const text = JSON.stringify(PolicyDocument);
  expect(text).not.toContain('*');
  if (way === 'given') {
    expect(text).toContain(`${CLUSTER.replace(':cluster/', ':topic/')}/logs.a`);
    expect(text).toContain(`${CLUSTER.replace(':cluster/', ':group/')}/loki`);
  } else {
    expect(text).toContain('":topic/"');
    expect(text).toContain('"/logs.a"');
  }
});

test('the how-to makes a cluster', () => {
  const block = blocksOf(pageOf('how-to/kafka.md')).find((text) => text.includes('new LoggingKafka')) ?? '';
  // An App with its default settings takes seconds.
  const modules: Record<string, unknown> = {
    'aws-cdk-lib': {
      App: function () {
        return fastApp();
      },
      Stack,
    },
    'aws-cdk-lib/aws-ec2': ec2,
    'cdk-eks-loki': { LoggingKafka },
  };
  const { stack } = exportsOf<{ stack: Stack }>(`${block}\nexport { stack };`, (name) => modules[name]);
  expect(resourceOf(stack, 'AWS::MSK::Cluster').Properties).toMatchObject({
    ClusterName: 'logs',
  });
});

test('wrong values are refused together', () => {
  const wrong = { clusterName: 'a_b', brokers: { retentionHours: 0 } };
  expect(() => made(wrong)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(
        /clusterName: a_b is not the name of an MSK cluster[\s\S]*retentionHours: 0/,
      ) as unknown,
    }) as Error,
  );
  expect(() =>
    LoggingKafka.fromLoggingKafkaAttributes(testStack(), 'Given', { clusterArn: 'arn:aws:s3:::logs' }),
  ).toThrow('clusterArn: arn:aws:s3:::logs is not the ARN of an MSK cluster');
});
