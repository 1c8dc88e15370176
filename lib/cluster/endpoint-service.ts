import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { type Exposure, EXPOSED_PORT } from '../../charts/endpoint/exposure/exposure';
import type { LoggingCharts } from '../../charts/logging/charts';
import { DEREGISTRATION_SECONDS, TLS_POLICY } from '../../charts/endpoint/exposure/doors/attributes';
import { GATEWAY_HEALTH_PATH } from '../../charts/loki/gateway/config';

/** Inputs of an `EndpointService`. */
interface EndpointServiceProps {
  /** Charts whose gateway it leads to. */
  readonly charts: LoggingCharts;

  /** Cluster, whose VPC it is in unless the door names another. */
  readonly cluster: eks.ICluster;
}

/**
 * Internal NLB with an endpoint service of AWS PrivateLink. CloudFormation makes it, since a load balancer that the controller
 * makes has an ARN that is unknown before the deploy, and may be replaced while endpoints use it. The controller registers the
 * gateway's pods in its target group, whose name is in the manifests.
 */
export class EndpointService extends Construct {
  /** The endpoint service of charts with one; undefined for others. */
  public static of(scope: Construct, id: string, props: EndpointServiceProps): EndpointService | undefined {
    const exposure = props.charts.hasLoki ? props.charts.loki.exposure : undefined;
    return exposure?.privateLink ? new EndpointService(scope, id, props, exposure) : undefined;
  }

  private constructor(scope: Construct, id: string, { cluster }: EndpointServiceProps, exposure: Exposure) {
    super(scope, id);
    const { privateLink, subnetIds, securityGroupIds, certificateArn } = exposure;
    if (!privateLink || certificateArn === undefined) throw new Error(`${this.node.path}: has no endpoint service`);
    const vpcId = privateLink.vpcId ?? cluster.vpc.vpcId;
    const subnets = subnetIds.length > 0 ? [...subnetIds] : cluster.vpc.privateSubnets.map(({ subnetId }) => subnetId);
    const balancer = new elb.CfnLoadBalancer(this, 'LoadBalancer', {
      type: 'network',
      scheme: 'internal',
      subnets,
      securityGroups: securityGroupIds.length > 0 ? [...securityGroupIds] : [this.securityGroup(vpcId, exposure)],
      // Endpoints come from addresses of other VPCs: their principals are admitted instead.
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
      loadBalancerAttributes: [{ key: 'load_balancing.cross_zone.enabled', value: 'true' }],
    });
    const targets = new elb.CfnTargetGroup(this, 'Targets', {
      name: exposure.targetGroupName,
      vpcId,
      targetType: 'ip',
      protocol: 'TCP',
      port: LokiEndpoint.GATEWAY_PORT,
      healthCheckProtocol: 'HTTP',
      healthCheckPath: GATEWAY_HEALTH_PATH,
      targetGroupAttributes: [
        { key: 'deregistration_delay.timeout_seconds', value: String(DEREGISTRATION_SECONDS) },
        { key: 'preserve_client_ip.enabled', value: 'false' },
      ],
    });
    new elb.CfnListener(this, 'Listener', {
      loadBalancerArn: balancer.ref,
      protocol: 'TLS',
      port: EXPOSED_PORT,
      sslPolicy: TLS_POLICY,
      certificates: [{ certificateArn }],
      defaultActions: [{ type: 'forward', targetGroupArn: targets.ref }],
    });
    const service = new ec2.CfnVPCEndpointService(this, 'Service', {
      networkLoadBalancerArns: [balancer.ref],
      acceptanceRequired: privateLink.acceptanceRequired ?? true,
    });
    new ec2.CfnVPCEndpointServicePermissions(this, 'Principals', {
      serviceId: service.ref,
      allowedPrincipals: [...privateLink.principals],
    });
    new CfnOutput(this, 'Name', {
      description: 'Service that interface endpoints of other VPCs connect to',
      value: `com.amazonaws.vpce.${Stack.of(this).region}.${service.ref}`,
    });
    new CfnOutput(this, 'Target', { description: 'Target of the DNS record of the host', value: balancer.attrDnsName });
  }

  /** Security group that admits the ranges of the door. */
  private securityGroup(vpcId: string, { ranges }: Exposure): string {
    const rule = { ipProtocol: 'tcp', fromPort: EXPOSED_PORT, toPort: EXPOSED_PORT };
    const group = new ec2.CfnSecurityGroup(this, 'SecurityGroup', {
      vpcId,
      groupDescription: 'Clients of Loki outside the cluster',
      securityGroupIngress: ranges.map((cidrIp) => ({ ...rule, cidrIp, description: 'Clients of Loki' })),
    });
    return group.attrGroupId;
  }

  /** Orders it before a construct that contains the binding of its target group. */
  public applyBefore(construct: Construct): void {
    construct.node.addDependency(this);
  }
}
