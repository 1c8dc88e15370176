import type { CanarySettings } from '../../../charts/canary/props';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IDependable } from 'constructs';
import type { AlloyRoute } from '../../../charts/alloy/sources/source';
import type { IdentityKind } from '../../../charts/endpoint/identity';
import type { ExposeProps } from '../../../charts/endpoint/exposure/props';
import type { ReaderProps, WriterProps } from '../../../charts/endpoint/users';
import type { KubernetesProps } from '../../../charts/kubernetes/props';
import type { LoggingCharts } from '../../../charts/logging/charts';
import type { LokiConfig } from '../../../charts/loki/config/generated/types';
import type { ConfigPatch } from '../../../charts/loki/config/merge';
import type { RulerEgress } from '../../../charts/loki/ruler-egress';
import type { MonitoringProps } from '../../../charts/monitoring/props';
import type { Acknowledgement } from '../../environment/acknowledgement';
import type { LokiSettings } from '../../environment/loki-props';
import type { CredentialsProps } from '../../environment/credentials-props';
import type { StorageEndpointProps } from '../../environment/storage-props';
import type { ChunkTransition } from '../../environment/transition';
import type { ILogStorage, LogEncryption } from '../../storage/log-storage';
import type { IOidcTrust } from '../../identity/oidc-trust';
import type { GrafanaSettings } from './grafana-props';
import type { LokiLoggingAlloyProps } from './alloy-props';
import type { LokiElsewhereProps } from './elsewhere';

/** Properties of a `LokiLogging`. */
export interface LokiLoggingProps extends KubernetesProps, LokiSettings, LokiLoggingAlloyProps, GrafanaSettings {
  /**
   * Cluster that runs the stack and whose logs are collected. It needs a kubectl provider: `kubectlProviderOptions` of
   * a cluster you make, or `ExistingLoggingCluster`.
   */
  readonly cluster: eks.ICluster;

  /**
   * Name of the environment: part of the names of buckets, role and datasources. The label `cluster` of every line is
   * the name of the cluster if it is known before the deploy, and this name otherwise.
   *
   * @default - the cluster's name if it is known before the deploy, otherwise the stack's
   */
  readonly environmentName?: string;

  /** Retention of lines; at least a day. @default Duration.days(28) */
  readonly retention?: Duration;

  /** Volume of raw lines in GB a day, over all tenants. It determines the size. @default 50 */
  readonly gigabytesPerDay?: number;

  /** Tenants. The first gets all logs without a route. @default - one tenant, named after the environment */
  readonly tenants?: string[];

  /** Namespaces whose pod logs go to a tenant. @default - all logs go to the first tenant */
  readonly routes?: AlloyRoute[];

  /** Timeout of a query. @default Duration.minutes(5) */
  readonly queryTimeout?: Duration;

  /** Buckets that exist. @default - two are made */
  readonly storage?: ILogStorage;

  /** Encryption of the buckets that are made. @default LogEncryption.S3_MANAGED */
  readonly encryption?: LogEncryption;

  /** Key of the buckets that are made; implies KMS. @default - see `encryption` */
  readonly encryptionKey?: kms.IKey;

  /**
   * ARNs of other KMS keys that Loki may use in buckets that are made: keys of yours that encrypted them earlier, and
   * the next `encryptionKey`, deployed before it takes effect.
   *
   * @default - none
   */
  readonly otherKeyArns?: string[];

  /** Name of a bucket of yours that gets the access logs of the buckets that are made. @default - no access logs */
  readonly accessLogBucket?: string;

  /** Name of the bucket for chunks and index. Not with `storage`. @default - from name, account and region */
  readonly chunkBucketName?: string;

  /** Name of the bucket for rules. Not with `storage`. @default - from name, account and region */
  readonly rulerBucketName?: string;

  /**
   * Transition of chunks to a cheaper S3 storage class, such as `{ to: 'INTELLIGENT_TIERING', afterDays: 7 }`. Not with
   * `storage`.
   *
   * ### Cost See docs/cost.md, "Cheaper classes of S3".
   *
   * @default - chunks stay in S3 Standard
   */
  readonly storageTransition?: ChunkTransition;

  /**
   * Address of the object store: a store with the API of S3 that has the two buckets already, or another address of S3,
   * such as a VPC endpoint.
   *
   * @default - that of S3 in the region
   */
  readonly storeEndpoint?: StorageEndpointProps;

  /**
   * If true, Loki uses the addresses of S3 and STS whose cryptography is validated by FIPS 140. They exist in the USA,
   * GovCloud and Canada; Canada has none for STS.
   *
   * @default false
   */
  readonly fips?: boolean;

  /** Tags of all AWS resources of this construct that support them. @default - none */
  readonly tags?: Readonly<Record<string, string>>;

  /** ARN of the managed policy that is the permissions boundary of every role. @default - none */
  readonly permissionsBoundary?: string;

  /**
   * Way in which pods get their AWS roles: IAM roles for service accounts (`irsa`), or EKS Pod Identity, whose agent
   * the cluster must have.
   *
   * @default irsa
   */
  readonly identity?: `${IdentityKind}`;

  /** Path of every role, such as `/platform/`. Another path replaces the roles. @default / */
  readonly rolePath?: string;

  /**
   * Removal policy of the buckets, key and secrets that are made.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The cluster's OIDC provider.
   *
   * @default - that of a `LoggingCluster` or `ExistingLoggingCluster`, the one an imported cluster names, or the one a
   * cluster of this app already has; otherwise a new one
   */
  readonly trust?: IOidcTrust;

  /**
   * Dependencies of every manifest, such as the access entry of an imported cluster's kubectl provider, in addition to
   * those of a `LoggingCluster` or `ExistingLoggingCluster`.
   *
   * @default - no more dependencies
   */
  readonly kubernetesReady?: IDependable[];

  /**
   * Readers beside Grafana's, by user name: each sees its tenants only, and has a password of its own.
   *
   * @default - only `reader`, who sees every tenant
   */
  readonly readers?: Readonly<Record<string, ReaderProps>>;

  /**
   * Writers beside Alloy, by user name: each pushes to its tenants only, and has a password of its own.
   *
   * @default - only `writer`, who pushes to every tenant
   */
  readonly writers?: Readonly<Record<string, WriterProps>>;

  /**
   * A Loki elsewhere that gets all lines: that of another `LokiLogging` with `expose`, or one by its URL. Then there
   * are collectors alone: no Loki, no buckets and no datasources.
   *
   * @default - none: Loki is in this cluster
   */
  readonly loki?: LokiElsewhereProps;

  /** Source of the gateway's passwords. @default - generated, in AWS Secrets Manager, mounted by the CSI driver */
  readonly credentials?: CredentialsProps;

  /** StorageClass that exists, for Loki's volumes. @default - one is made, 'loki-gp3' */
  readonly storageClassName?: string;

  /**
   * If true, the cluster is in EKS Auto Mode, which determines the provisioner of the StorageClass.
   *
   * @default - as a cluster of this app or an `ExistingLoggingCluster` has it, otherwise false
   */
  readonly autoMode?: boolean;

  /** Namespace of Loki. @default loki */
  readonly lokiNamespace?: string;

  /** Namespace of Alloy. @default alloy */
  readonly alloyNamespace?: string;

  /** Changes to Loki's configuration, merged over ours. @default - none */
  readonly lokiConfig?: ConfigPatch<LokiConfig>;

  /** Loki's canary on the path of all lines, which counts those that are missing, late or duplicate. @default false */
  readonly canary?: boolean | CanarySettings;

  /** If true, NetworkPolicies deny all traffic of our pods that they do not name. @default true */
  readonly networkPolicies?: boolean;

  /** Namespaces whose pods scrape metrics. @default - none */
  readonly metricsNamespaces?: string[];

  /**
   * Labels of the pods there that scrape metrics; `{}` for all pods. The port of Loki's metrics is that of its whole
   * API, without a password.
   *
   * @default - the names of Prometheus, Alloy, OpenTelemetry Collector, vmagent and VictoriaMetrics
   */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /**
   * Targets of the ruler whose pods listen on another port than the URL says, or that only some addresses may reach.
   *
   * @default - the ports of the URLs in Loki's configuration, at any address
   */
  readonly rulerEgress?: readonly RulerEgress[];

  /** More namespaces whose pods reach the gateway. @default - only those of Alloy and Grafana */
  readonly clientNamespaces?: string[];

  /**
   * Door for clients outside the cluster, such as the collectors of other clusters: a load balancer or a route, with
   * TLS.
   *
   * @default - only pods of the cluster reach Loki
   */
  readonly expose?: ExposeProps;

  /** Monitoring: the scraper of the metrics of Loki and Alloy, and alerts on them. @default - none is made */
  readonly monitoring?: MonitoringProps;

  /**
   * File with the record of what was deployed, for you to commit, such as `deployed/team.json`; its path begins at the
   * folder that the app runs in, which is that of `cdk.json`. Rules about changes compare with it, and synthesis writes
   * it: a schema period that has begun, immutable fields, namespaces, buckets, and the place of the cluster do not
   * change. The template of the deployed stack serves as its first version.
   *
   * @default - nothing is compared or written
   */
  readonly record?: string;

  /** Changes any generated Kubernetes object before it is delivered. @default - no change */
  readonly customize?: (charts: LoggingCharts) => void;

  /** Warnings of rules that are accepted, each with a reason. @default - none */
  readonly acknowledge?: Acknowledgement[];
}
