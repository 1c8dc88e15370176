import { Annotations, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ZONES } from '../../charts/loki/replication';
import { VPC_CIDR } from './constraints';

/** Properties of a `ClusterNetwork`. */
export interface ClusterNetworkProps {
  /** Availability zones. @default - the first three that CloudFormation finds in the region at deploy time */
  readonly availabilityZones?: string[];

  /** Number of NAT gateways: 1 to the number of zones. @default 1 */
  readonly natGateways?: number;
}

/**
 * VPC of a cluster: public and private subnets in every zone, NAT for outgoing traffic, and a gateway endpoint that
 * keeps traffic between Loki and S3 off the NAT gateways, which charge for every gigabyte.
 *
 * Synthesis needs no credentials: zones are looked up at deploy time.
 */
export class ClusterNetwork extends Construct {
  /** VPC of the cluster. */
  public readonly vpc: ec2.Vpc;

  constructor(scope: Construct, id: string, props: ClusterNetworkProps = {}) {
    super(scope, id);
    const zones = props.availabilityZones ?? Array.from({ length: ZONES }, (_, i) => Fn.select(i, Fn.getAzs()));
    const natGateways = props.natGateways ?? 1;
    this.vpc = this.withoutLookup(
      zones,
      () =>
        new ec2.Vpc(this, 'Vpc', {
          availabilityZones: zones,
          ipAddresses: ec2.IpAddresses.cidr(VPC_CIDR),
          natGateways,
          // CDK's feature flag would empty the default security group with a Lambda function; nothing uses that group.
          restrictDefaultSecurityGroup: false,
          subnetConfiguration: [
            // Load balancers and NAT gateways need few addresses; pods need many.
            { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
            { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 19 },
          ],
          gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
        }),
    );
  }

  /**
   * `ec2.Vpc` compares its zones with `stack.availabilityZones`. In a stack with a concrete env, reading that property
   * makes the CDK CLI ask AWS, so synthesis would need credentials. During the comparison the property has the zones
   * of the VPC instead.
   */
  private withoutLookup<T>(zones: string[], create: () => T): T {
    const stack = Stack.of(this);
    Object.defineProperty(stack, 'availabilityZones', { configurable: true, get: () => zones });
    try {
      return create();
    } finally {
      Reflect.deleteProperty(stack, 'availabilityZones');
    }
  }
}

/**
 * Interface endpoints of STS, for credentials, and ECR, for images. Both stay reachable if the NAT gateways fail, and
 * images cause no NAT traffic. AWS charges for each endpoint by the hour and zone.
 *
 * They are deleted with the stack: NAT replaces them.
 */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, vpc: ec2.IVpc) {
    super(scope, id);
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Interface endpoints of STS and ECR',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(443), 'From the VPC');
    const { STS, ECR, ECR_DOCKER } = ec2.InterfaceVpcEndpointAwsService;
    for (const [name, service] of Object.entries({ Sts: STS, EcrApi: ECR, EcrDkr: ECR_DOCKER })) {
      new ec2.InterfaceVpcEndpoint(this, name, {
        vpc,
        service,
        subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [securityGroup],
        open: false,
      });
    }
  }
}

/** Flow logs of a VPC in CloudWatch. They are deleted with the stack. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, vpc: ec2.IVpc) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new ec2.FlowLog(this, 'FlowLog', {
      resourceType: ec2.FlowLogResourceType.fromVpc(vpc),
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup),
    });
  }
}

/** Properties of an existing VPC. */
export interface ImportedVpcProps {
  /** Id of the VPC. */
  readonly vpcId: string;

  /** Private subnets with a route to the internet. */
  readonly privateSubnetIds: string[];
}

/** Imports a VPC without a lookup. */
export function importedVpc(scope: Construct, id: string, { vpcId, privateSubnetIds }: ImportedVpcProps): ec2.IVpc {
  const vpc = ec2.Vpc.fromVpcAttributes(scope, id, {
    vpcId,
    // Nothing uses the zones of the subnets, but the import requires one for each.
    availabilityZones: privateSubnetIds.map((_, i) => Fn.select(i, Fn.getAzs())),
    privateSubnetIds,
  });
  Annotations.of(vpc).acknowledgeWarning(
    '@aws-cdk/aws-ec2:noSubnetRouteTableId',
    'this library uses the existing routes and never changes them',
  );
  return vpc;
}
