import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration as ChartDuration } from 'cdk8s';
import { Construct } from 'constructs';
import { DEFAULT_NAMESPACES, DEFAULT_RETENTION } from '../../charts/defaults';
import type { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { LoggingCharts } from '../../charts/logging-charts';
import { annotate } from './annotate';
import type { Acknowledgement } from '../environment/acknowledgement';
import { checkManifests, errorsOf, problemOf, warningsOf } from '../checks/check';
import { manifestsOf } from '../checks/checked-charts';
import { assertDeliverable, literalName, provisionerOf, readinessOf, trustOf } from '../cluster/facts';
import { concreteNameParts } from './concrete-names';
import { CredentialsAccess } from '../identity/credentials-access';
import { credentialsProblems } from '../environment/rules/credentials';
import { EXISTING_STORAGE_CLASS } from '../environment/environment';
import { type EnvironmentCredentials, resolveCredentials } from '../environment/credentials';
import { makeLogCredentials } from '../identity/log-credentials';
import { type ILogStorage, LogStorage } from '../storage/log-storage';
import { LoggingDelivery } from '../delivery/logging-delivery';
import { lokiIdentity } from '../environment/loki-identity';
import type { LokiLoggingProps } from './loki-logging-props';
import { bucketName, type NameParts } from '../environment/names';
import type { IOidcTrust } from '../identity/oidc-trust';
import { InputError } from '../../charts/problems';
import { expiringTenants } from '../storage/tenant-retention';

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
    const identity = lokiIdentity(parts, props.lokiNamespace);
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
      alloyCollectors: props.alloyCollectors,
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
        problems.map(({ path, ...problem }) => ({
          path: `${this.node.path}.${path.replace('grafana.s', 'grafanaS')}`,
          ...problem,
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
    resolved: EnvironmentCredentials,
  ): CredentialsAccess | undefined {
    const { stored, installsDriver } = resolved;
    const credentials = makeLogCredentials(this, resolved, removalPolicy);
    if (!stored || !credentials) return undefined;
    return new CredentialsAccess(this, 'CredentialsAccess', {
      credentials,
      stored,
      trust: this.trust,
      alloyIdentities: this.charts.alloy.podIdentities,
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
