import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IDependable } from 'constructs';
import type { AlloyCollectorProps, AlloySources } from '../../charts/alloy/chart';
import type { AlloyRoute, AlloySource } from '../../charts/alloy/sources/source';
import type { KubernetesProps } from '../../charts/kubernetes-props';
import type { LoggingCharts } from '../../charts/logging-charts';
import type { SchemaPeriod } from '../../charts/loki/config/config';
import type { LimitsConfig, LokiConfig } from '../../charts/loki/config/generated/types';
import type { ConfigPatch } from '../../charts/loki/config/merge';
import type { LokiSizeOverrides } from '../../charts/loki/sizes';
import type { Acknowledgement } from '../environment/acknowledgement';
import type { CredentialsProps } from '../environment/credentials-props';
import type { ILogStorage, LogEncryption } from '../storage/log-storage';
import type { IOidcTrust } from '../identity/oidc-trust';

/** What a `LokiLogging` is made from. */
export interface LokiLoggingProps extends KubernetesProps {
  /**
   * Cluster to log on to and of. It needs a kubectl provider: `kubectlProviderOptions` of a cluster you make, or
   * `ExistingLoggingCluster`.
   */
  readonly cluster: eks.ICluster;

  /**
   * Name of the environment: in the names of buckets, role and datasources. Every line's label `cluster` is the cluster's
   * own name where it is known before the deploy, and this otherwise.
   *
   * @default - the cluster's name where it is known before the deploy, else the stack's
   */
  readonly environmentName?: string;

  /** How long lines are kept; at least a day. @default Duration.days(28) */
  readonly retention?: Duration;

  /** How much is logged a day, in GB of raw lines over all tenants: picks the size. @default 50 */
  readonly gigabytesPerDay?: number;

  /** Tenants. The first gets whatever is not routed elsewhere. @default - one tenant, named as the environment */
  readonly tenants?: string[];

  /** Which namespaces' pod logs go to which tenant. @default - all go to the first tenant */
  readonly routes?: AlloyRoute[];

  /** How long a query may run. @default Duration.minutes(5) */
  readonly queryTimeout?: Duration;

  /** Buckets that exist. @default - two are made */
  readonly storage?: ILogStorage;

  /** How the buckets that are made are encrypted. @default LogEncryption.S3_MANAGED */
  readonly encryption?: LogEncryption;

  /** Key of the buckets that are made; implies KMS. @default - see `encryption` */
  readonly encryptionKey?: kms.IKey;

  /** What becomes of the buckets and secrets that are made when they leave the stack. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The cluster's OIDC provider.
   *
   * @default - the one of a `LoggingCluster` or `ExistingLoggingCluster`, or of an imported cluster that names it, or
   * that the cluster made in this app already has; else one is made
   */
  readonly trust?: IOidcTrust;

  /**
   * What every manifest must come after, such as the access entry of an imported cluster's kubectl provider. What a
   * `LoggingCluster` or `ExistingLoggingCluster` says is always part of it.
   *
   * @default - nothing more
   */
  readonly kubernetesReady?: IDependable[];

  /** Where the gateway's passwords are kept. @default - generated, in AWS Secrets Manager, mounted by the CSI driver */
  readonly credentials?: CredentialsProps;

  /** Service account of Grafana, whose role may read the reader's password. @default 'grafana' */
  readonly grafanaServiceAccount?: string;

  /** StorageClass that exists, for Loki's volumes. @default - one is made, 'loki-gp3' */
  readonly storageClassName?: string;

  /**
   * Whether the cluster is in EKS Auto Mode: decides who makes the volumes of the StorageClass.
   *
   * @default - what a cluster made in this app says, or an `ExistingLoggingCluster`; else false
   */
  readonly autoMode?: boolean;

  /** Namespace of Loki. @default 'loki' */
  readonly lokiNamespace?: string;

  /** Namespace of Alloy. @default 'alloy' */
  readonly alloyNamespace?: string;

  /** Namespace of your Grafana, whose ConfigMaps its sidecar watches. @default 'grafana' */
  readonly grafanaNamespace?: string;

  /** Changes to the sizes that the volume picks. @default - none */
  readonly sizes?: LokiSizeOverrides;

  /** Changes to Loki's configuration, merged over ours. @default - none */
  readonly lokiConfig?: ConfigPatch<LokiConfig>;

  /** Limits of single tenants, by tenant. @default - none */
  readonly tenantLimits?: Readonly<Record<string, LimitsConfig>>;

  /** Periods of the schema. Add to it, never edit it. @default - one period: TSDB, v13, from 2024-04-01 */
  readonly schema?: SchemaPeriod[];

  /** Where the ruler sends alerts. @default - nowhere */
  readonly alertmanagerUrl?: string;

  /** Which sources Alloy reads. @default - all */
  readonly alloySources?: AlloySources;

  /** Sources of your own, beside those. @default - none */
  readonly alloyExtraSources?: readonly AlloySource[];

  /** Collectors of your own, for sources that cannot or need not run on every node. @default - none */
  readonly alloyCollectors?: readonly AlloyCollectorProps[];

  /** Most lines a query shows in Grafana. @default 1000 */
  readonly maxLines?: number;

  /** Whether to deny all traffic in our namespaces that is not named. @default true */
  readonly networkPolicies?: boolean;

  /** Namespaces whose pods scrape metrics. @default - none */
  readonly metricsNamespaces?: string[];

  /** More namespaces whose pods reach the gateway. @default - none: only Alloy's and Grafana's */
  readonly clientNamespaces?: string[];

  /** Changes any generated Kubernetes object before it is delivered. @default - no change */
  readonly customize?: (charts: LoggingCharts) => void;

  /** Warnings of rules that are meant, each with a reason. @default - none */
  readonly acknowledge?: Acknowledgement[];
}
