import { Annotations, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ZONES } from './availability-zones';

/** What a `ClusterNetwork` is made of. */
export interface ClusterNetworkProps {
  /** Names of the zones. @default - the first three CloudFormation finds in the region at deploy time */
  readonly availabilityZones?: string[];

  /** NAT gateways: 1 to the number of zones. @default 1 */
  readonly natGateways?: number;
}

/**
 * A VPC for a cluster: public and private subnets in every zone, NAT for what leaves, and a gateway endpoint that
 * keeps the traffic between Loki and S3 off the NAT gateways, where every gigabyte is paid for.
 *
 * Synthesis asks AWS nothing: zones are looked up at deploy time.
 */
export class ClusterNetwork extends Construct {
  /** The VPC. */
  public readonly vpc: ec2.Vpc;

  /** @throws where there is no zone, or the number of NAT gateways does not fit that of zones */
  constructor(scope: Construct, id: string, props: ClusterNetworkProps = {}) {
    super(scope, id);
    const zones = props.availabilityZones ?? Array.from({ length: ZONES }, (_, i) => Fn.select(i, Fn.getAzs()));
    const natGateways = props.natGateways ?? 1;
    if (zones.length < 2) {
      throw new Error(`${this.node.path}: availabilityZones has ${zones.length}, and EKS asks for two at least`);
    }
    if (!Number.isInteger(natGateways) || natGateways < 1 || natGateways > zones.length) {
      throw new Error(
        `${this.node.path}: natGateways is ${natGateways}; write 1 to ${zones.length}, one for each zone at most. ` +
          'Without any, nodes could not fetch images nor reach AWS',
      );
    }
    this.vpc = this.withoutLookup(
      zones,
      () =>
        new ec2.Vpc(this, 'Vpc', {
          availabilityZones: zones,
          natGateways,
          // CDK's feature flag would empty the default security group by a Lambda; nothing here uses that group.
          restrictDefaultSecurityGroup: false,
          subnetConfiguration: [
            // Load balancers and NAT gateways need few addresses, pods need many.
            { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
            { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 19 },
          ],
          gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
        }),
    );
  }

  /**
   * `ec2.Vpc` compares the zones it is given with `stack.availabilityZones`. Reading that in a stack with a concrete
   * env makes the CDK CLI ask AWS, so that synthesis needs credentials. For the moment of the comparison the stack
   * says what the Vpc is given.
   */
  private withoutLookup<T>(zones: string[], make: () => T): T {
    const stack = Stack.of(this);
    Object.defineProperty(stack, 'availabilityZones', { configurable: true, get: () => zones });
    try {
      return make();
    } finally {
      Reflect.deleteProperty(stack, 'availabilityZones');
    }
  }
}

/**
 * Endpoints for what nodes and pods ask most besides S3: credentials of STS, and images of ECR. With them these stay in
 * the VPC, whatever becomes of the NAT gateways, and images cost no NAT traffic. Each is paid for by the hour and zone.
 *
 * They go with the stack, since NAT does without them.
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

/** What is known of a VPC that exists. */
export interface ImportedVpcProps {
  /** Its id. */
  readonly vpcId: string;

  /** Its private subnets, with a way out. */
  readonly privateSubnetIds: string[];
}

/** A VPC that exists, without asking AWS about it. */
export function importedVpc(scope: Construct, id: string, { vpcId, privateSubnetIds }: ImportedVpcProps): ec2.IVpc {
  const vpc = ec2.Vpc.fromVpcAttributes(scope, id, {
    vpcId,
    // Nothing asks in which zones the subnets are, but the import wants one for each.
    availabilityZones: privateSubnetIds.map((_, i) => Fn.select(i, Fn.getAzs())),
    privateSubnetIds,
  });
  Annotations.of(vpc).acknowledgeWarning(
    '@aws-cdk/aws-ec2:noSubnetRouteTableId',
    'the routes there are are used, and nothing here changes them',
  );
  return vpc;
}
