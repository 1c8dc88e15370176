import type { LimitsConfig, LokiConfig } from '../charts/loki/config-types';
import type { ConfigPatch } from '../charts/loki/merge-config';
import type { SchemaPeriod } from '../charts/loki/config';
import type { LokiSizeOverrides } from '../charts/loki/sizes';
import type { LoggingCharts } from '../charts/logging-charts';
import type { Acknowledgement } from './checks/acknowledge';
import type { CredentialsProps } from './credentials-props';

export type { CredentialsProps } from './credentials-props';

/** One environment: one EKS cluster and the logging stack on it. */
export interface EnvironmentProps {
  /** AWS account, 12 digits. @default the account of your AWS credentials, asked of STS */
  readonly account?: string;

  /** AWS region. @default the region of your AWS configuration */
  readonly region?: string;

  /** The EKS cluster: one to `create`, or one that is `existing`. */
  readonly cluster: ClusterProps;

  /** How much is logged a day, raw lines over all tenants, as `500 GB/day`: picks the size. @default 50 GB/day */
  readonly volume?: string;

  /** How long lines are kept, as `28d`; at least a day. @default 28d */
  readonly retention?: string;

  /**
   * Tenants. The first gets the nodes' logs and every pod log that is not routed elsewhere.
   *
   * @default one tenant, named as the environment
   */
  readonly tenants?: readonly string[];

  /**
   * Namespaces whose pod logs go to a tenant, by tenant; `*` stands for any characters.
   *
   * @default each tenant but the first gets the namespace of its own name
   */
  readonly tenantNamespaces?: Readonly<Record<string, readonly string[]>>;

  /** Where the gateway's passwords are kept. @default generated, in AWS Secrets Manager, mounted by the CSI driver */
  readonly credentials?: CredentialsProps;

  /** The buckets. @default two buckets with names of their own, encrypted by S3 */
  readonly storage?: StorageProps;

  /** Loki. @default what volume and retention say */
  readonly loki?: LokiProps;

  /** Alloy. @default all four sources, in the namespace alloy */
  readonly alloy?: AlloyProps;

  /** Grafana's datasources. @default in the namespace grafana */
  readonly grafana?: GrafanaProps;

  /** The network. @default everything denied that is not named */
  readonly network?: NetworkProps;

  /** Whether the stack with the buckets refuses to be deleted. @default true where the name begins with `prod` */
  readonly terminationProtection?: boolean;

  /** Other accounts whose credentials may deploy this environment, 12 digits each. @default none */
  readonly deployFrom?: readonly string[];

  /**
   * Changes any generated Kubernetes object, after all are made and before any is written or delivered:
   * `(charts) => charts.object('StatefulSet', 'loki-ingester').addJsonPatch(…)`.
   *
   * @default no change
   */
  readonly customize?: (charts: LoggingCharts) => void;

  /**
   * Warnings that are meant, each with a reason: `[{ rule: 'CLUSTER-ADMINS-1', path: '…', reason: '…' }]`, with rule
   * and path as `eks-loki check` prints them. One that matches nothing is itself a warning.
   *
   * @default none
   */
  readonly acknowledge?: readonly Acknowledgement[];
}

/** The EKS cluster of an environment: exactly one of the two. */
export interface ClusterProps {
  /** Make a cluster. @default none is made */
  readonly create?: CreateClusterProps;

  /** Use a cluster that exists. @default none is used */
  readonly existing?: ExistingClusterProps;
}

/** A cluster to make. */
export interface CreateClusterProps {
  /** Name of the cluster. @default the environment's name */
  readonly name?: string;

  /** Kubernetes version: 1.33, 1.34 or 1.35. @default 1.35 */
  readonly version?: string;

  /** Who runs the nodes: a managed `node-group` on AL2023, or EKS Auto Mode (`auto`). @default node-group */
  readonly mode?: 'node-group' | 'auto';

  /** EC2 instance types of the node group. @default from the volume */
  readonly instanceTypes?: readonly string[];

  /** Number of nodes of the node group; it may grow to twice as many. @default from the volume */
  readonly nodes?: number;

  /** Who reaches the Kubernetes API: the VPC and the internet, or only the VPC. @default public-and-private */
  readonly endpointAccess?: 'public-and-private' | 'private';

  /** Address ranges that reach the Kubernetes API from the internet, as `203.0.113.0/24`. @default any */
  readonly publicAccessCidrs?: readonly string[];

  /** ARNs of IAM roles or users that administer the cluster with kubectl. @default none: only this app's kubectl function */
  readonly admins?: readonly string[];

  /** Zones of the VPC, three of them. @default the first three of the region */
  readonly availabilityZones?: readonly string[];

  /** Number of NAT gateways. @default 1 */
  readonly natGateways?: number;
}

/** A cluster that exists. */
export interface ExistingClusterProps {
  /** Name of the cluster. */
  readonly name: string;

  /** Its OIDC issuer, beginning with https:// (`aws eks describe-cluster --query cluster.identity.oidc.issuer`). */
  readonly oidcIssuer: string;

  /** ARN of the account's OIDC provider for this issuer, where there already is one. @default one is made */
  readonly oidcProviderArn?: string;

  /** Kubernetes version: 1.33, 1.34 or 1.35; kubectl of this version is used. @default 1.35 */
  readonly version?: string;

  /** Whether it is in EKS Auto Mode: decides who makes its volumes. @default false */
  readonly autoMode?: boolean;

  /** StorageClass to use for volumes. @default one is made, loki-gp3 */
  readonly storageClass?: string;

  /** VPC of the cluster, where its Kubernetes API is private. @default the API is reached from outside the VPC */
  readonly vpcId?: string;

  /** Private subnets that reach its Kubernetes API. Only with `vpcId`. @default none */
  readonly privateSubnetIds?: readonly string[];

  /** Security group that reaches its Kubernetes API. Only with `vpcId`. @default none */
  readonly securityGroupId?: string;
}

/** The buckets. */
export interface StorageProps {
  /** Who holds the key: S3, or a KMS key of the account made for it. @default s3 */
  readonly encryption?: 's3' | 'kms';

  /** Name of the bucket for chunks and index. @default from environment, account and region */
  readonly chunkBucketName?: string;

  /** Name of the bucket for rules. @default from environment, account and region */
  readonly rulerBucketName?: string;
}

/** Loki. */
export interface LokiProps {
  /** Namespace. @default loki */
  readonly namespace?: string;

  /** How long a query may run, as `5m`. @default 5m */
  readonly queryTimeout?: string;

  /** Changes to the sizes the volume picks, by component. @default none */
  readonly sizes?: LokiSizeOverrides;

  /** Changes to Loki's configuration, merged over ours; `null` takes a key out. @default none */
  readonly config?: ConfigPatch<LokiConfig>;

  /** Limits of single tenants, by tenant. @default none */
  readonly tenantLimits?: Readonly<Record<string, LimitsConfig>>;

  /** Periods of the schema. Add to it, never edit it. @default one period: TSDB, v13, from 2024-04-01 */
  readonly schema?: readonly SchemaPeriod[];

  /** Where the ruler sends alerts, as `http://alertmanager.monitoring:9093`. @default nowhere */
  readonly alertmanagerUrl?: string;
}

/** Alloy. */
export interface AlloyProps {
  /** Namespace. @default alloy */
  readonly namespace?: string;

  /** Read the nodes' journal. @default true */
  readonly journal?: boolean;

  /** Read /var/log/audit/audit.log. @default true */
  readonly audit?: boolean;

  /** Read /var/log/cloud-init.log. @default true */
  readonly cloudInit?: boolean;

  /** Read the logs of all pods. @default true */
  readonly pods?: boolean;
}

/** Grafana's datasources. */
export interface GrafanaProps {
  /** Namespace of your Grafana, whose ConfigMaps its sidecar watches. @default grafana */
  readonly namespace?: string;

  /** Most lines a query shows. @default 1000 */
  readonly maxLines?: number;

  /** Its service account, whose role may read the reader's password. Only with `secrets-manager`. @default grafana */
  readonly serviceAccount?: string;
}

/** The network. */
export interface NetworkProps {
  /** Whether to deny all traffic in our namespaces that is not named. @default true */
  readonly policies?: boolean;

  /** Namespaces whose pods scrape metrics. @default none */
  readonly metricsNamespaces?: readonly string[];

  /** More namespaces whose pods reach the gateway. @default none: only Alloy's and Grafana's */
  readonly clientNamespaces?: readonly string[];
}

/** All environments of a deployment, by name. */
export type EnvironmentsProps = Readonly<Record<string, EnvironmentProps>>;

/**
 * Declares the environments of a deployment. It only gives them their type: what is wrong with them is said, all at
 * once, when they are synthesized.
 */
export function defineEnvironments(environments: EnvironmentsProps): EnvironmentsProps {
  return environments;
}
