import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as msk from 'aws-cdk-lib/aws-msk';
import { Construct, type IConstruct } from 'constructs';
import { MSK_CLUSTER_ARN } from '../../../charts/input/aws-forms';
import type { Problem } from '../../../charts/input/problems';
import { formed, list, number, objectOf, text } from '../../environment/schema/fields';
import { removalPolicy, vpc } from '../../environment/constructs/objects';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../../environment/constructs/validate';
import { granted } from '../../identity/granted';
import { grantConsume, grantProduce } from './permissions';

/** An MSK cluster that logs go through. Its clients use IAM. */
export interface ILoggingKafka extends IConstruct {
  /** ARN of the cluster, for `alloy.kafka.iam.clusterArn`. */
  readonly clusterArn: string;

  /** Grants a principal to write to topics, and to no others. */
  grantProduce(grantee: iam.IGrantable, ...topics: string[]): iam.Grant;

  /** Grants a principal to read topics as a consumer group, and as no other. */
  grantConsume(grantee: iam.IGrantable, group: string, ...topics: string[]): iam.Grant;
}

/** Brokers of a provisioned cluster. */
export interface KafkaBrokers {
  /** Number of brokers in each zone. @default 1 */
  readonly perSubnet?: number;

  /** Type of their instances. @default kafka.m7g.large */
  readonly instanceType?: string;

  /** Volume of each broker in GiB. @default 100 */
  readonly volumeGiB?: number;

  /** Version of Kafka. @default 3.9.x */
  readonly version?: string;

  /** Retention of messages in hours: the longest outage of Loki that loses nothing. @default 72 */
  readonly retentionHours?: number;
}

/** Properties of a `LoggingKafka`. */
export interface LoggingKafkaProps {
  /** VPC of the EKS cluster. Brokers are in its private subnets, one in each of the first three zones. */
  readonly vpc: ec2.IVpc;

  /** Name of the cluster. Another name creates a new one. */
  readonly clusterName: string;

  /** Security groups of the nodes whose pods reach the brokers. */
  readonly clients: readonly ec2.ISecurityGroup[];

  /** Brokers of a provisioned cluster. @default - none: the cluster is MSK Serverless */
  readonly brokers?: KafkaBrokers;

  /** Removal policy of the cluster. @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes of an existing cluster. */
export interface LoggingKafkaAttributes {
  /** ARN of the cluster. */
  readonly clusterArn: string;
}

/** Port of MSK for IAM, inside the VPC. */
const IAM_PORT = 9098;

/** Copies of each message, and the number that must be written before it is acknowledged: one zone may fail. */
const REPLICATION = { copies: 3, least: 2 };

const brokers = objectOf<KafkaBrokers>(
  'brokers',
  '{ perSubnet: 1 }',
)({
  perSubnet: number('1', 1, { most: 30 }).optional(),
  instanceType: text('kafka.m7g.large', /^kafka\.[a-z0-9]+\.[a-z0-9]+$/, 'is not a type of brokers').optional(),
  volumeGiB: number('100', 1, { most: 16_384 }).optional(),
  version: text('3.9.x', /^\d+\.\d+\.(\d+|x)(\.kraft)?$/, 'is not a version of MSK').optional(),
  retentionHours: number('72', 1).optional(),
});

const PROPS: PropSchemas<LoggingKafkaProps> = {
  vpc,
  clusterName: text('logs', /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'is not the name of an MSK cluster'),
  clients: list(
    objectOfCdk<ec2.ISecurityGroup>('a security group', 'cluster.clusterSecurityGroup', 'securityGroupId', 'node'),
    'cluster.clusterSecurityGroup',
  ),
  brokers: brokers.optional(),
  removalPolicy: removalPolicy.optional(),
};

const ATTRIBUTES: PropSchemas<LoggingKafkaAttributes> = {
  clusterArn: formed(MSK_CLUSTER_ARN),
};

/** Most zones of a cluster. MSK takes subnets of two or three, each of another zone. */
const MOST_ZONES = 3;

/** Private subnets of a VPC, one for each zone. */
function subnetsOf({ privateSubnets }: ec2.IVpc): ec2.ISubnet[] {
  const byZone = new Map<string, ec2.ISubnet>();
  for (const subnet of privateSubnets) {
    if (!byZone.has(subnet.availabilityZone)) byZone.set(subnet.availabilityZone, subnet);
  }
  return [...byZone.values()].slice(0, MOST_ZONES);
}

function vpcProblems(network: ec2.IVpc): Problem[] {
  // The length of a list that is known at deploy time only is unknown.
  if (network.privateSubnets.some(({ subnetId }) => Token.isUnresolved([subnetId]))) return [];
  if (subnetsOf(network).length >= 2) return [];
  const found = 'has no private subnets in two zones, which MSK needs';
  return [{ path: 'vpc', found, fix: 'give a VPC with such subnets in three' }];
}

abstract class LoggingKafkaBase extends Construct implements ILoggingKafka {
  public abstract readonly clusterArn: string;

  public grantProduce(grantee: iam.IGrantable, ...topics: string[]): iam.Grant {
    const granting = { method: 'grantProduce', grantee, named: { topic: topics } };
    return granted(this, granting, () => grantProduce({ clusterArn: this.clusterArn, topics }, grantee));
  }

  public grantConsume(grantee: iam.IGrantable, group: string, ...topics: string[]): iam.Grant {
    const granting = { method: 'grantConsume', grantee, named: { topic: topics } };
    return granted(this, granting, () => grantConsume({ clusterArn: this.clusterArn, topics, group }, grantee));
  }
}

class ImportedLoggingKafka extends LoggingKafkaBase {
  public readonly clusterArn: string;

  constructor(scope: Construct, id: string, attributes: LoggingKafkaAttributes) {
    super(scope, id);
    refuse(this.node.path, propProblems(attributes, ATTRIBUTES));
    this.clusterArn = attributes.clusterArn;
  }
}

/**
 * An MSK cluster for logs, serverless or provisioned, whose clients use IAM over TLS. Only the given security groups reach
 * its brokers.
 *
 * It has no topics: the how-to on Kafka says how to make them. Deploy it before the environment that uses it, whose
 * manifests have the addresses of its brokers as plain text (`aws kafka get-bootstrap-brokers`).
 */
export class LoggingKafka extends LoggingKafkaBase {
  /**
   * Imports an existing cluster. It is not changed or checked.
   *
   * @throws InputError if an attribute is invalid, with all problems
   */
  public static fromLoggingKafkaAttributes(
    scope: Construct,
    id: string,
    attributes: LoggingKafkaAttributes,
  ): ILoggingKafka {
    return new ImportedLoggingKafka(scope, id, attributes);
  }

  /** ARN of the cluster. */
  public readonly clusterArn: string;

  /** Security group of its brokers. */
  public readonly securityGroup: ec2.ISecurityGroup;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: LoggingKafkaProps) {
    super(scope, id);
    const problems = propProblems(props, PROPS);
    refuse(this.node.path, problems.length > 0 ? problems : vpcProblems(props.vpc));
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Brokers of ${props.clusterName}: only its clients reach them`,
      allowAllOutbound: false,
    });
    for (const client of props.clients) {
      this.securityGroup.addIngressRule(client, ec2.Port.tcp(IAM_PORT), 'Kafka with IAM');
    }
    const cluster = props.brokers ? this.provisioned(props, props.brokers) : this.serverless(props);
    cluster.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.clusterArn = cluster.ref;
  }

  private serverless({ vpc: network, clusterName }: LoggingKafkaProps): msk.CfnServerlessCluster {
    return new msk.CfnServerlessCluster(this, 'Cluster', {
      clusterName,
      clientAuthentication: { sasl: { iam: { enabled: true } } },
      vpcConfigs: [
        {
          subnetIds: subnetsOf(network).map(({ subnetId }) => subnetId),
          securityGroups: [this.securityGroup.securityGroupId],
        },
      ],
    });
  }

  private provisioned(
    { vpc: network, clusterName }: LoggingKafkaProps,
    { perSubnet = 1, instanceType = 'kafka.m7g.large', volumeGiB = 100, ...more }: KafkaBrokers,
  ): msk.CfnCluster {
    const { version = '3.9.x', retentionHours = 72 } = more;
    const subnets = subnetsOf(network);
    const nodes = perSubnet * subnets.length;
    const copies = Math.min(REPLICATION.copies, nodes);
    const configuration = new msk.CfnConfiguration(this, 'Configuration', {
      name: `${clusterName}-${Stack.of(this).stackName}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 64),
      serverProperties: [
        'auto.create.topics.enable=false',
        `default.replication.factor=${copies}`,
        `min.insync.replicas=${Math.min(REPLICATION.least, copies)}`,
        `log.retention.hours=${retentionHours}`,
      ].join('\n'),
    });
    return new msk.CfnCluster(this, 'Cluster', {
      clusterName,
      kafkaVersion: version,
      numberOfBrokerNodes: nodes,
      brokerNodeGroupInfo: {
        instanceType,
        clientSubnets: subnets.map(({ subnetId }) => subnetId),
        securityGroups: [this.securityGroup.securityGroupId],
        storageInfo: { ebsStorageInfo: { volumeSize: volumeGiB } },
      },
      configurationInfo: { arn: configuration.attrArn, revision: configuration.attrLatestRevisionRevision },
      clientAuthentication: { sasl: { iam: { enabled: true } }, unauthenticated: { enabled: false } },
      encryptionInfo: { encryptionInTransit: { clientBroker: 'TLS', inCluster: true } },
    });
  }
}
