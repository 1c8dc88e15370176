import type { k8s } from 'cdk8s-plus-28';
import { refuse } from '../../input/props';
import { namespacePeer } from '../../kubernetes/network';
import {
  type Access,
  type Door,
  type ExposureProps,
  type GatewayReference,
  LoadBalancers,
  type PrivateLinkProps,
} from './props';
import { ALB_IDLE_SECONDS, NLB_IDLE_SECONDS } from './idle';
import { exposure } from './validate';

/** Port of the load balancer. */
export const EXPOSED_PORT = 443;

/**
 * Access to the gateway from outside the cluster: its host name, the clients that it admits, and the peers that the
 * gateway's pods see.
 *
 * The objects of the door, the network policy, the time that nginx keeps connections and the clients' URL come from
 * this value.
 */
export class Exposure {
  /** Host name that clients use. */
  public readonly host: string;

  /** Kind of door. */
  public readonly by: Door;

  /** Network from which it can be reached. */
  public readonly access: Access;

  /** ARN of the certificate. @default - that of the user's Gateway */
  public readonly certificateArn?: string;

  /** Subnets of the load balancer. @default - those with its tags */
  public readonly subnetIds: readonly string[];

  /** Security groups that the user provides. @default - one is made */
  public readonly securityGroupIds: readonly string[];

  /** Gateway that the user provides. @default - none */
  public readonly gateway?: GatewayReference;

  /** Controller that makes the load balancer. */
  public readonly loadBalancers: LoadBalancers;

  /** Endpoint service of AWS PrivateLink. @default - none */
  public readonly privateLink?: PrivateLinkProps;

  /**
   * Name of the target group of a load balancer that CloudFormation makes.
   *
   * @default - the controller makes the load balancer
   */
  public readonly targetGroupName?: string;

  /** Address ranges of the cluster's VPC. @default - unknown, and not needed */
  public readonly vpcCidrs: readonly string[];

  private readonly from?: readonly string[];

  /** @throws InputError if a property is invalid, with all problems */
  constructor(props: ExposureProps) {
    refuse(exposure('Exposure', props));
    this.host = props.host;
    this.by = props.by ?? 'nlb';
    this.access = props.access ?? 'internal';
    this.certificateArn = props.certificateArn;
    this.subnetIds = props.subnetIds ?? [];
    this.securityGroupIds = props.securityGroupIds ?? [];
    this.gateway = props.gateway;
    this.loadBalancers = props.loadBalancers ?? LoadBalancers.CONTROLLER;
    this.privateLink = props.privateLink;
    this.targetGroupName = props.targetGroupName;
    this.from = props.from;
    this.vpcCidrs = props.vpcCidrs ?? [];
  }

  /** Base URL for clients. */
  public get url(): string {
    return `https://${this.host}`;
  }

  /** True if addresses of the internet reach the load balancer. */
  public get isPublic(): boolean {
    return this.access !== 'internal';
  }

  /** Ranges that the load balancer admits. Empty if security groups that the user provides decide. */
  public get ranges(): readonly string[] {
    if (this.securityGroupIds.length > 0) return [];
    return this.from ?? (this.access === 'public-to-all' ? ['0.0.0.0/0'] : this.vpcCidrs);
  }

  /**
   * Peers whose connections the gateway's pods see. A load balancer whose targets are pods connects from addresses of
   * its own, in the VPC, regardless of its clients
   * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html).
   */
  public get peers(): k8s.NetworkPolicyPeer[] {
    const { proxyNamespace } = this.gateway ?? {};
    if (proxyNamespace !== undefined) return [namespacePeer(proxyNamespace)];
    return this.vpcCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  }

  /** Idle timeout of the load balancer in seconds: longer than the longest query, so that clients get the answer. */
  public idleSeconds(longestQuerySeconds: number): number {
    if (this.by === 'nlb') return NLB_IDLE_SECONDS;
    return Math.min(ALB_IDLE_SECONDS, Math.max(60, longestQuerySeconds));
  }
}
