import type { AddonVersions } from '../cluster/addons';

/** Cluster of an environment: exactly one of the three. */
export interface ClusterProps {
  /** A new cluster. @default - none is created */
  readonly create?: CreateClusterProps;

  /** An existing cluster. @default - none is used */
  readonly existing?: ExistingClusterProps;

  /** A cluster on your machine, without AWS: kind, k3d or minikube. @default - it is on EKS */
  readonly local?: LocalClusterProps;
}

/** A cluster on your machine: one node, on which Loki runs with an S3 server beside it. */
export interface LocalClusterProps {
  /** Name of the cluster: the label `cluster` of every line. @default - the name of the environment */
  readonly name?: string;

  /** StorageClass of the volumes. @default - the default of the cluster */
  readonly storageClass?: string;

  /** Size of the volume of the S3 server, in GiB. @default 10 */
  readonly storeVolume?: number;
}

/** A new cluster. */
export interface CreateClusterProps {
  /** Name of the cluster. @default - the name of the environment */
  readonly name?: string;

  /**
   * Kubernetes version: 1.33, 1.34, 1.35 or 1.36. It can be raised by one minor version at a time, and never lowered.
   *
   * ### Cost
   * See docs/cost.md, "EKS".
   *
   * @default 1.35
   */
  readonly version?: string;

  /**
   * Kind of nodes: a managed `node-group` on AL2023, or EKS Auto Mode (`auto`).
   *
   * ### Cost
   * See docs/cost.md, "Nodes".
   *
   * @default node-group
   */
  readonly mode?: 'node-group' | 'auto';

  /**
   * EC2 instance types of the node group.
   *
   * ### Cost
   * See docs/cost.md, "Nodes".
   *
   * @default - from the volume
   */
  readonly instanceTypes?: readonly string[];

  /** Number of nodes of the node group; it may grow to twice as many. @default - from the volume */
  readonly nodes?: number;

  /** Access to the Kubernetes API: from the VPC and the internet, or only from the VPC. @default public-and-private */
  readonly endpointAccess?: 'public-and-private' | 'private';

  /** Address ranges that reach the Kubernetes API from the internet, such as `203.0.113.0/24`. @default - any */
  readonly publicAccessCidrs?: readonly string[];

  /**
   * ARNs of IAM roles or users that administer the cluster with kubectl.
   *
   * @default - only this app's kubectl function
   */
  readonly admins?: readonly string[];

  /**
   * Logs of the control plane that go to CloudWatch.
   *
   * ### Cost
   * By the gigabyte: see docs/cost.md, "Control plane logs".
   *
   * @default - all five
   */
  readonly controlPlaneLogs?: readonly ControlPlaneLog[];

  /**
   * Versions of the EKS add-ons of a node group, such as `{ coredns: 'v1.12.1-eksbuild.2' }`. An add-on without a
   * version stays as it was installed when `version` is raised.
   *
   * @default - those that EKS has for `version` on the day it installs them
   */
  readonly addonVersions?: AddonVersions;

  /** Existing VPC: see the how-to on new clusters for what it needs. @default - a new VPC over three zones */
  readonly vpcId?: string;

  /** Private subnets of that VPC, with egress, one in each of three zones. Only with `vpcId`. @default - none */
  readonly privateSubnetIds?: readonly string[];

  /** Three zones of the new VPC. @default - the first three of the region */
  readonly availabilityZones?: readonly string[];

  /**
   * Number of NAT gateways of the new VPC; three for production, one per zone.
   *
   * ### Cost
   * By the hour and by the gigabyte: see docs/cost.md, "NAT gateways".
   *
   * @default 1
   */
  readonly natGateways?: number;

  /**
   * If true, the new VPC has interface endpoints of STS and ECR, which keep credentials and AWS's images off the NAT
   * gateways. S3 always has its endpoint.
   *
   * ### Cost
   * By the hour, three endpoints in each zone: see docs/cost.md, "Interface endpoints".
   *
   * @default false
   */
  readonly interfaceEndpoints?: boolean;

  /**
   * If true, the flow logs of the new VPC go to CloudWatch: every connection, accepted or not.
   *
   * ### Cost
   * By the gigabyte: see docs/cost.md, "Flow logs".
   *
   * @default false
   */
  readonly flowLogs?: boolean;
}

/** A log of the control plane of EKS. */
export type ControlPlaneLog = 'api' | 'audit' | 'authenticator' | 'controllerManager' | 'scheduler';

/** An existing cluster. */
export interface ExistingClusterProps {
  /** Name of the cluster. */
  readonly name: string;

  /** Its OIDC issuer, beginning with https:// (`aws eks describe-cluster --query cluster.identity.oidc.issuer`). */
  readonly oidcIssuer: string;

  /** ARN of the account's OIDC provider for this issuer, if it has one. @default - a new one */
  readonly oidcProviderArn?: string;

  /** Kubernetes version: 1.33, 1.34, 1.35 or 1.36; kubectl of this version is used. @default 1.35 */
  readonly version?: string;

  /** If true, it is in EKS Auto Mode, which determines the provisioner of volumes. @default false */
  readonly autoMode?: boolean;

  /** StorageClass to use for volumes. @default - a new one, loki-gp3 */
  readonly storageClass?: string;

  /** VPC of the cluster, if its Kubernetes API is private. @default - the API is reached from outside the VPC */
  readonly vpcId?: string;

  /** Private subnets that reach its Kubernetes API. Only with `vpcId`. @default - none */
  readonly privateSubnetIds?: readonly string[];

  /** Security group that reaches its Kubernetes API. Only with `vpcId`. @default - none */
  readonly securityGroupId?: string;

  /**
   * `ServiceToken` of a kubectl provider of aws-eks-v2 that exists and may administer the cluster: the ARN of its
   * Lambda function. Not with `vpcId`.
   *
   * @default - a new provider, with an access entry
   */
  readonly kubectlProviderServiceToken?: string;
}
