import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration as ChartDuration } from 'cdk8s';
import { Construct, type IDependable } from 'constructs';
import type { AlloySources } from '../charts/alloy/chart';
import type { AlloyRoute, AlloySource } from '../charts/alloy/source';
import { DEFAULT_NAMESPACES, DEFAULT_RETENTION } from '../charts/defaults';
import type { LokiEndpoint } from '../charts/endpoint';
import { WorkloadIdentity } from '../charts/identity';
import type { Images } from '../charts/images';
import { LoggingCharts } from '../charts/logging-charts';
import type { SchemaPeriod } from '../charts/loki/config';
import type { LimitsConfig, LokiConfig } from '../charts/loki/config-types';
import type { ConfigPatch } from '../charts/loki/merge-config';
import type { LokiSizeOverrides } from '../charts/loki/sizes';
import { annotate } from './annotate';
import type { Acknowledgement } from './checks/acknowledge';
import { checkManifests, errorsOf, problemOf, warningsOf } from './checks/check';
import { manifestsOf } from './checks/checked-charts';
import { assertDeliverable, literalName, provisionerOf, readinessOf, trustOf } from './cluster-facts';
import { concreteNameParts } from './concrete-names';
import { CredentialsAccess } from './credentials-access';
import type { CredentialsProps } from './credentials-props';
import { credentialsProblems } from './credentials-rules';
import { EXISTING_STORAGE_CLASS } from './environment';
import { type EnvironmentCredentials, resolveCredentials } from './environment-credentials';
import { LogCredentials } from './log-credentials';
import { type ILogStorage, type LogEncryption, LogStorage } from './log-storage';
import { LoggingDelivery } from './logging-delivery';
import { bucketName, lokiRoleName, type NameParts, roleArn } from './names';
import type { IOidcTrust } from './oidc-trust';
import { InputError } from './problems';
import { expiringTenants } from './tenant-retention';

/** What a `LokiLogging` is made from. */
export interface LokiLoggingProps {
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
  readonly alloyExtraSources?: AlloySource[];

  /** Most lines a query shows in Grafana. @default 1000 */
  readonly maxLines?: number;

  /** Whether to deny all traffic in our namespaces that is not named. @default true */
  readonly networkPolicies?: boolean;

  /** Namespaces whose pods scrape metrics. @default - none */
  readonly metricsNamespaces?: string[];

  /** More namespaces whose pods reach the gateway. @default - none: only Alloy's and Grafana's */
  readonly clientNamespaces?: string[];

  /** Images to use instead of ours. @default - the versions of this library */
  readonly images?: Images;

  /** Changes any generated Kubernetes object before it is delivered. @default - no change */
  readonly customize?: (charts: LoggingCharts) => void;

  /** Warnings of rules that are meant, each with a reason. @default - none */
  readonly acknowledge?: Acknowledgement[];
}

/**
 * Logs on an EKS cluster: the buckets, Loki's role and the trust it is assumed by, and Loki, Alloy and Grafana's
 * datasources on the cluster.
 *
 * ```ts
 * const logging = new LokiLogging(this, 'Logging', { cluster, retention: Duration.days(28) });
 * logging.chunkBucket; logging.rulerBucket; logging.lokiRole; logging.endpoint.pushUrl;
 * ```
 *
 * The stack needs a concrete account and region, since Loki's configuration and the names in it are plain text.
 *
 * @throws where they are not concrete, the cluster is not one to deliver to, or what is asked for cannot be
 */
export class LokiLogging extends Construct {
  /** The buckets. */
  public readonly storage: ILogStorage;

  /** Who may assume a role by the cluster's tokens. */
  public readonly trust: IOidcTrust;

  /** The Kubernetes objects. */
  public readonly charts: LoggingCharts;

  /** How passwords in Secrets Manager get to pods, where they are there. */
  public readonly credentialsAccess?: CredentialsAccess;

  /** What delivers them, and Loki's role. */
  public readonly delivery: LoggingDelivery;

  constructor(scope: Construct, id: string, props: LokiLoggingProps) {
    super(scope, id);
    assertDeliverable(this.node.path, props.cluster);
    const clusterName = literalName(props.cluster);
    const parts = concreteNameParts(this, props.environmentName, clusterName);
    const retention = chartDuration(props.retention) ?? DEFAULT_RETENTION;
    const tenants = props.tenants ?? [parts.environment];
    const identity = new WorkloadIdentity({
      namespace: props.lokiNamespace ?? DEFAULT_NAMESPACES.loki,
      serviceAccountName: 'loki',
      roleArn: roleArn(lokiRoleName(parts), parts),
    });
    const credentials = this.resolveCredentials(props, parts, identity.namespace);
    this.storage = props.storage ?? this.makeStorage(props, parts, tenants, retention);
    this.trust = props.trust ?? trustOf(this, props.cluster);
    const storageClassName = props.storageClassName ?? EXISTING_STORAGE_CLASS;
    this.charts = new LoggingCharts({
      environment: parts.environment,
      clusterName: clusterName ?? parts.environment,
      loki: {
        identity,
        store: this.storage.objectStore,
        tenants,
        gigabytesPerDay: props.gigabytesPerDay,
        retention,
        queryTimeout: chartDuration(props.queryTimeout),
        credentials: credentials.source,
        storageClassName,
        sizes: props.sizes,
        config: props.lokiConfig,
        tenantLimits: props.tenantLimits,
        schema: props.schema,
        alertmanagerUrl: props.alertmanagerUrl,
        networkPolicies: props.networkPolicies,
        metricsNamespaces: props.metricsNamespaces,
        clientNamespaces: props.clientNamespaces,
      },
      alloyNamespace: props.alloyNamespace,
      alloySources: props.alloySources,
      alloyExtraSources: props.alloyExtraSources,
      routes: props.routes,
      grafanaNamespace: props.grafanaNamespace,
      maxLines: props.maxLines,
      storageClass: props.storageClassName
        ? undefined
        : { name: storageClassName, provisioner: provisionerOf(props.cluster, props.autoMode) },
      images: props.images,
    });
    props.customize?.(this.charts);
    this.check(props.acknowledge);
    this.credentialsAccess = this.makeCredentials(props, credentials);
    this.delivery = new LoggingDelivery(this, 'Delivery', {
      cluster: props.cluster,
      kubernetesReady: [...readinessOf(props.cluster), ...(props.kubernetesReady ?? [])],
      trust: this.trust,
      storage: this.storage,
      identity,
      charts: this.charts,
      credentialsAccess: this.credentialsAccess,
    });
  }

  /** Bucket of chunks and index. */
  public get chunkBucket(): s3.IBucket {
    return this.storage.chunkBucket;
  }

  /** Bucket of the ruler's rules. */
  public get rulerBucket(): s3.IBucket {
    return this.storage.rulerBucket;
  }

  /** Loki's role. */
  public get lokiRole(): iam.IRole {
    return this.delivery.role.role;
  }

  /** How to reach Loki inside the cluster. */
  public get endpoint(): LokiEndpoint {
    return this.charts.loki.endpoint;
  }

  /** Runs the rules about Kubernetes objects. Those about environments and templates need a `LoggingApp`. */
  private check(acknowledge?: Acknowledgement[]): void {
    const { findings } = checkManifests({ manifests: manifestsOf(this.charts.manifests()) }, acknowledge);
    const problems = errorsOf(findings).map((finding) => problemOf(finding, this.node.path));
    if (problems.length > 0) throw new InputError(problems);
    for (const finding of warningsOf(findings)) annotate(this, finding);
  }

  private resolveCredentials(props: LokiLoggingProps, parts: NameParts, lokiNamespace: string): EnvironmentCredentials {
    const { credentials, grafanaServiceAccount } = props;
    const grafana = { serviceAccount: grafanaServiceAccount };
    const problems = credentialsProblems({ region: parts.region, credentials, grafana });
    if (problems.length > 0) {
      throw new InputError(
        problems.map(({ path, message }) => ({
          path: `${this.node.path}.${path.replace('grafana.s', 'grafanaS')}`,
          message,
        })),
      );
    }
    return resolveCredentials({
      parts,
      credentials,
      lokiNamespace,
      alloyNamespace: props.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
      grafanaNamespace: props.grafanaNamespace ?? DEFAULT_NAMESPACES.grafana,
      grafanaServiceAccount,
    });
  }

  private makeCredentials(
    { cluster, removalPolicy }: LokiLoggingProps,
    { stored, installsDriver, kmsKeyArn }: EnvironmentCredentials,
  ): CredentialsAccess | undefined {
    if (!stored) return undefined;
    const { writerSecretName, readerSecretName } = stored;
    return new CredentialsAccess(this, 'CredentialsAccess', {
      credentials: new LogCredentials(this, 'Credentials', {
        writerSecretName,
        readerSecretName,
        encryptionKey: kmsKeyArn ? kms.Key.fromKeyArn(this, 'CredentialsKey', kmsKeyArn) : undefined,
        removalPolicy,
      }),
      stored,
      trust: this.trust,
      driverCluster: installsDriver ? cluster : undefined,
    });
  }

  private makeStorage(
    props: LokiLoggingProps,
    parts: NameParts,
    tenants: string[],
    retention: ChartDuration,
  ): LogStorage {
    return new LogStorage(this, 'Storage', {
      chunkBucketName: bucketName('chunks', parts),
      rulerBucketName: bucketName('ruler', parts),
      tenants: expiringTenants({ tenants, retention, tenantLimits: props.tenantLimits, config: props.lokiConfig }),
      encryption: props.encryption,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
    });
  }
}

function chartDuration(duration: Duration | undefined): ChartDuration | undefined {
  return duration && ChartDuration.seconds(duration.toSeconds());
}
