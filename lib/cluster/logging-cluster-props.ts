import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { AddonVersions } from './addons';

/** Who runs the nodes. */
export enum ClusterMode {
  /** A managed node group of Amazon Linux 2023: known machines, at a known price. */
  NODE_GROUP = 'NODE_GROUP',

  /** EKS Auto Mode: AWS starts, patches and replaces nodes as pods need them, for a surcharge. */
  AUTO = 'AUTO',
}

/** From where the cluster's API can be reached. Access rights are needed from everywhere. */
export enum ApiEndpointAccess {
  /** From the internet (see `publicAccessCidrs`), and from the VPC without leaving it. */
  PUBLIC_AND_PRIVATE = 'PUBLIC_AND_PRIVATE',

  /** From the VPC only. */
  PRIVATE = 'PRIVATE',
}

/** What a `LoggingCluster` is made of. */
export interface LoggingClusterProps {
  /** Name of the cluster. Changing it makes a new cluster. */
  readonly clusterName: string;

  /**
   * Version of Kubernetes, one there is a kubectl layer for.
   *
   * ### Cost
   * See docs/cost.md, "EKS".
   *
   * @default '1.35'
   */
  readonly version?: string;

  /**
   * Who runs the nodes.
   *
   * ### Cost
   * See docs/cost.md, "Nodes".
   *
   * @default ClusterMode.NODE_GROUP
   */
  readonly mode?: ClusterMode;

  /**
   * EC2 instance types of the node group, all of one architecture (x86_64 or arm64). Not with ClusterMode.AUTO.
   *
   * ### Cost
   * See docs/cost.md, "Nodes".
   *
   * @default ['m6i.2xlarge'] - the size Grafana's guide to Loki on AWS starts with, of a family that is in every region
   */
  readonly instanceTypes?: string[];

  /** Least number of nodes. Not with ClusterMode.AUTO. @default 3 - one in each zone */
  readonly minNodes?: number;

  /** Greatest number of nodes. Not with ClusterMode.AUTO. @default - twice the least */
  readonly maxNodes?: number;

  /** Number of nodes to begin with. Not with ClusterMode.AUTO. @default - the least */
  readonly desiredNodes?: number;

  /**
   * A VPC of your own, used as it is: private subnets with a way out in three zones, DNS hostnames, and a gateway
   * endpoint of S3. Public subnets are not needed.
   *
   * @default - a new VPC over three zones with such an endpoint
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Names of the zones of the new VPC. Write them where the first three of the region will not do: a region with two,
   * or a zone without EKS (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html).
   *
   * @default - the first three of the region
   */
  readonly availabilityZones?: string[];

  /**
   * NAT gateways of the new VPC. Losing the zone of the only one cuts all nodes off from AWS STS and from image
   * registries, though not from S3; for production take one a zone: 3.
   *
   * ### Cost
   * By the hour and by the gigabyte: see docs/cost.md, "NAT gateways".
   *
   * @default 1
   */
  readonly natGateways?: number;

  /**
   * Whether the new VPC has interface endpoints of STS and ECR, so that pods get credentials and nodes AWS's images
   * without NAT. S3 always has its endpoint, which is free.
   *
   * ### Cost
   * By the hour, three endpoints in each zone: see docs/cost.md, "Interface endpoints".
   *
   * @default false
   */
  readonly interfaceEndpoints?: boolean;

  /**
   * Versions of the EKS add-ons, as { coredns: 'v1.12.1-eksbuild.2' }. Not with ClusterMode.AUTO, where EKS has its own.
   * An add-on without one stays as it was installed when the cluster's version is raised: name versions then.
   *
   * @default - those EKS has for the cluster's version on the day it installs them
   */
  readonly addonVersions?: AddonVersions;

  /** From where the API can be reached. @default ApiEndpointAccess.PUBLIC_AND_PRIVATE */
  readonly endpointAccess?: ApiEndpointAccess;

  /**
   * Networks the API can be reached from over the internet, in CIDR notation; one at least.
   *
   * @default - every network, and IAM alone decides
   */
  readonly publicAccessCidrs?: string[];

  /**
   * ARNs of the IAM roles, or users, that administer the cluster with kubectl.
   *
   * @default - none, with a warning: only this app's kubectl function has access
   */
  readonly adminRoleArns?: string[];

  /**
   * Logs of the control plane that go to CloudWatch.
   *
   * ### Cost
   * By the gigabyte: see docs/cost.md, "Control plane logs".
   *
   * @default - all five: API server, audit, authenticator, controller manager, scheduler
   */
  readonly controlPlaneLogs?: eks.ClusterLoggingTypes[];

  /**
   * What happens to the cluster, its role, its new VPC and its key when they leave the stack. The key encrypts the
   * cluster's Secrets: without it the cluster is lost. Nodes and add-ons always go with the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - they stay, except where their creation fails
   */
  readonly removalPolicy?: RemovalPolicy;
}
