import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { AddonVersions } from './addons';

/** Kind of nodes: a managed node group, or EKS Auto Mode. */
export enum ClusterMode {
  /** A managed node group of Amazon Linux 2023: known machines, at a known price. */
  NODE_GROUP = 'NODE_GROUP',

  /** EKS Auto Mode: AWS starts, patches and replaces nodes as pods need them, for a surcharge. */
  AUTO = 'AUTO',
}

/** Networks the cluster's API can be reached from. Callers need access rights in any case. */
export enum ApiEndpointAccess {
  /** From the internet (see `publicAccessCidrs`), and from the VPC without leaving it. */
  PUBLIC_AND_PRIVATE = 'PUBLIC_AND_PRIVATE',

  /** From the VPC only. */
  PRIVATE = 'PRIVATE',
}

/** Properties of a `LoggingCluster`. */
export interface LoggingClusterProps {
  /** Name of the cluster. Another name creates a new cluster. */
  readonly clusterName: string;

  /**
   * Kubernetes version, one with a kubectl layer.
   *
   * ### Cost
   * See docs/cost.md, "EKS".
   *
   * @default '1.35'
   */
  readonly version?: string;

  /**
   * Kind of nodes: a managed node group, or EKS Auto Mode.
   *
   * ### Cost
   * See docs/cost.md, "Nodes".
   *
   * @default ClusterMode.NODE_GROUP
   */
  readonly mode?: ClusterMode;

  /**
   * EC2 instance types of the node group, all of one architecture (x86_64 or arm64). Not with ClusterMode.AUTO. The
   * default is what Grafana's guide to Loki on AWS starts with, of a family that every region has.
   *
   * ### Cost
   * See docs/cost.md, "Nodes".
   *
   * @default ['m6i.2xlarge']
   */
  readonly instanceTypes?: string[];

  /** Minimum number of nodes: 3 is one in each zone. Not with ClusterMode.AUTO. @default 3 */
  readonly minNodes?: number;

  /** Maximum number of nodes. Not with ClusterMode.AUTO. @default - twice the minimum */
  readonly maxNodes?: number;

  /** Initial number of nodes. Not with ClusterMode.AUTO. @default - the minimum */
  readonly desiredNodes?: number;

  /**
   * VPC of your own, used unchanged. It needs private subnets with internet access in three zones, DNS hostnames
   * and a gateway endpoint of S3, but no public subnets.
   *
   * @default - a new VPC over three zones with such an endpoint
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Availability zones of the new VPC. Name them if the first three of the region do not fit: a region with two zones,
   * or a zone without EKS (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html).
   *
   * @default - the first three of the region
   */
  readonly availabilityZones?: string[];

  /**
   * Number of NAT gateways of the new VPC. If the zone of the only one fails, all nodes lose AWS STS and image
   * registries, though not S3. Production environments need one per zone: 3.
   *
   * ### Cost
   * By the hour and by the gigabyte: see docs/cost.md, "NAT gateways".
   *
   * @default 1
   */
  readonly natGateways?: number;

  /**
   * If true, the new VPC has interface endpoints of STS and ECR: pods get credentials, and nodes get AWS's images,
   * without NAT. S3 always has its endpoint, which is free.
   *
   * ### Cost
   * By the hour, three endpoints in each zone: see docs/cost.md, "Interface endpoints".
   *
   * @default false
   */
  readonly interfaceEndpoints?: boolean;

  /**
   * If true, the flow logs of the new VPC go to CloudWatch, which keeps them for a month.
   *
   * ### Cost
   * By the gigabyte: see docs/cost.md, "Flow logs".
   *
   * @default false
   */
  readonly flowLogs?: boolean;

  /**
   * Versions of the EKS add-ons, such as { coredns: 'v1.12.1-eksbuild.2' }. Not with ClusterMode.AUTO, where EKS has
   * its own. An add-on without a version keeps the installed one when the cluster is upgraded: name versions then.
   *
   * @default - the default versions of EKS for the cluster's version on the day of installation
   */
  readonly addonVersions?: AddonVersions;

  /** Networks the API can be reached from. @default ApiEndpointAccess.PUBLIC_AND_PRIVATE */
  readonly endpointAccess?: ApiEndpointAccess;

  /**
   * Networks that may reach the public API endpoint, in CIDR notation; at least one.
   *
   * @default - every network: IAM alone decides
   */
  readonly publicAccessCidrs?: string[];

  /**
   * ARNs of the IAM roles or users that administer the cluster with kubectl.
   *
   * @default - none, with a warning: only this app's kubectl function has access
   */
  readonly adminRoleArns?: string[];

  /**
   * Control plane logs that go to CloudWatch.
   *
   * ### Cost
   * By the gigabyte: see docs/cost.md, "Control plane logs".
   *
   * @default - all five: API server, audit, authenticator, controller manager, scheduler
   */
  readonly controlPlaneLogs?: eks.ClusterLoggingTypes[];

  /**
   * Removal policy of the cluster, its role, its new VPC and its key. The key encrypts the cluster's Secrets: without
   * it the cluster is lost. Nodes and add-ons are always deleted with the stack. By default the others stay, unless
   * their creation fails.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}
