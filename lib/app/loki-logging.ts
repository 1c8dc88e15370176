import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LokiEndpoint } from '../../charts/endpoint/endpoint';
import type { LoggingCharts } from '../../charts/logging-charts';
import { annotate } from './annotate';
import type { Acknowledgement } from '../environment/acknowledgement';
import { checkManifests, errorsOf, problemOf, warningsOf } from '../checks/check';
import { manifestsOf } from '../checks/checked-charts';
import { assertDeliverable, literalName, provisionerOf, readinessOf, trustOf } from '../cluster/facts';
import { concreteNameParts } from './concrete-names';
import { CredentialsAccess } from '../identity/credentials-access';
import { EXISTING_STORAGE_CLASS } from '../environment/environment';
import type { EnvironmentCredentials } from '../environment/credentials';
import { chartsOf, type ResolvedLogging, resolveLogging } from '../environment/resolve';
import { libraryFields, propPath } from './library-fields';
import { makeLogCredentials } from '../identity/log-credentials';
import { type ILogStorage, LogStorage } from '../storage/log-storage';
import { LoggingDelivery } from '../delivery/logging-delivery';
import type { LokiLoggingProps } from './loki-logging-props';
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
 * @throws InputError if a property is invalid, with all problems; Error if account or region is not concrete, or manifests
 * cannot be delivered to the cluster
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
    const { path } = this.node;
    assertDeliverable(path, props.cluster);
    const clusterName = literalName(props.cluster);
    const parts = concreteNameParts(this, props.environmentName, clusterName);
    const fields = libraryFields(path, parts, props);
    const storageClassName = props.storageClassName ?? EXISTING_STORAGE_CLASS;
    const logging = resolveLogging(parts, fields, {
      clusterName: clusterName ?? parts.environment,
      storageClassName,
      storageClass: props.storageClassName
        ? undefined
        : { name: storageClassName, provisioner: provisionerOf(props.cluster, props.autoMode) },
      objectStore: props.storage?.objectStore,
      routes: props.routes ?? [],
    });
    const { credentials, identity } = logging;
    this.storage = props.storage ?? this.makeStorage(props, logging);
    this.trust = props.trust ?? trustOf(this, props.cluster);
    this.charts = chartsOf(logging, props.customize, (field) => propPath(path, field));
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
  private check(acknowledge?: readonly Acknowledgement[]): void {
    const { findings } = checkManifests({ manifests: manifestsOf(this.charts.manifests()) }, acknowledge);
    const problems = errorsOf(findings).map((finding) => problemOf(finding, this.node.path));
    if (problems.length > 0) throw new InputError(problems);
    for (const finding of warningsOf(findings)) annotate(this, finding);
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

  private makeStorage(props: LokiLoggingProps, { objectStore, chartsProps }: ResolvedLogging): LogStorage {
    return new LogStorage(this, 'Storage', {
      chunkBucketName: objectStore.chunkBucket,
      rulerBucketName: objectStore.rulerBucket,
      tenants: expiringTenants(chartsProps.loki),
      encryption: props.encryption,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
    });
  }
}
