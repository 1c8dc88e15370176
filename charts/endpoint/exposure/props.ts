/** Kinds of doors, through which clients outside the cluster reach the gateway. */
export const DOORS = ['nlb', 'alb', 'gateway-api'] as const;

/** Kind of door: a Network or an Application Load Balancer, or a route of the Gateway API. */
export type Door = (typeof DOORS)[number];

/** Networks from which a door can be reached. */
export const ACCESSES = ['internal', 'public', 'public-to-all'] as const;

/** Network from which a door can be reached. */
export type Access = (typeof ACCESSES)[number];

/** A Gateway of yours, of the Gateway API. */
export interface GatewayReference {
  /** Name of the Gateway. */
  readonly name: string;

  /** Its namespace. */
  readonly namespace: string;

  /** Name of its listener. @default - all listeners that accept the host */
  readonly listener?: string;

  /**
   * Namespace of the proxies that forward requests: Envoy Gateway, Istio, Cilium or the like.
   *
   * @default - a load balancer of AWS forwards them, from the addresses in `vpcCidrs`
   */
  readonly proxyNamespace?: string;
}

/** Endpoint service of AWS PrivateLink, for clients in other VPCs and accounts. */
export interface PrivateLinkProps {
  /** ARNs of the accounts, roles and users that may connect, such as `['arn:aws:iam::444455556666:root']`. */
  readonly principals: readonly string[];

  /** If true, each of their endpoints waits until you accept it. @default true */
  readonly acceptanceRequired?: boolean;

  /** VPC of the cluster. Required, with `subnetIds`, unless the VPC is made here. @default - the VPC that is made */
  readonly vpcId?: string;
}

/** Door for clients outside the cluster, to pods that require a login. */
export interface DoorProps {
  /** Host name that clients use, such as `loki.example.com`: the name of the certificate and of your DNS record. */
  readonly host: string;

  /**
   * Kind of door: `nlb`, `alb`, or `gateway-api` for a route through a Gateway of yours.
   *
   * ### Cost
   * See docs/cost.md, "A load balancer".
   *
   * @default nlb
   */
  readonly by?: Door;

  /**
   * Network from which the load balancer is reached: `internal`, `public` for the ranges in `from`, or `public-to-all`,
   * where only passwords protect Loki.
   *
   * @default internal
   */
  readonly access?: Access;

  /**
   * Address ranges of clients, such as `['203.0.113.0/24']`. The load balancer admits no others.
   *
   * @default - the ranges of the VPC; required with `public`
   */
  readonly from?: readonly string[];

  /**
   * ARN of the certificate of `host` in ACM, in the account and region of the cluster. Required with `nlb` and `alb`.
   *
   * @default - none
   */
  readonly certificateArn?: string;

  /**
   * Address ranges of the cluster's VPC, such as `['10.0.0.0/16']`. The load balancer has its addresses there, so the
   * network policy of the gateway admits them.
   *
   * @default - those of a VPC that is made here
   */
  readonly vpcCidrs?: readonly string[];

  /** Subnets of the load balancer, one in each zone. @default - those that are tagged for load balancers */
  readonly subnetIds?: readonly string[];

  /**
   * Your own security groups for the load balancer, instead of one with the ranges in `from`.
   *
   * @default - one is made, which admits the ranges in `from`
   */
  readonly securityGroupIds?: readonly string[];

  /** Gateway that the route attaches to. Required with `gateway-api`. @default - none */
  readonly gateway?: GatewayReference;
}

/** Door for clients outside the cluster: it leads to the gateway, which requires a password. */
export interface ExposeProps extends DoorProps {
  /**
   * Endpoint service of AWS PrivateLink in front of an internal NLB, which CloudFormation then makes.
   *
   * ### Cost
   * See docs/cost.md, "A load balancer".
   *
   * @default - clients need a route to the VPC
   */
  readonly privateLink?: PrivateLinkProps;
}

/** Controllers that make load balancers from Kubernetes objects. */
export enum LoadBalancers {
  /** The AWS Load Balancer Controller, which the cluster must have. */
  CONTROLLER = 'aws-load-balancer-controller',

  /** EKS Auto Mode. */
  AUTO_MODE = 'auto-mode',
}

/** Properties of an `Exposure`. */
export interface ExposureProps extends ExposeProps {
  /** Controller that makes the load balancer. @default LoadBalancers.CONTROLLER */
  readonly loadBalancers?: LoadBalancers;

  /** Name of the target group of a load balancer that CloudFormation makes. @default - required with `privateLink` */
  readonly targetGroupName?: string;
}
