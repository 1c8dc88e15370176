import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { annotate } from '../annotate';
import { claimForOneLoki } from '../one-loki';
import { applyAwsSettings, existingBucket } from '../aws-settings';
import {
  checkChanges,
  checkManifests,
  checkSharedPasswords,
  errorsOf,
  problemOf,
  warningsOf,
} from '../../checks/check';
import { manifestsOf } from '../../checks/checked-charts';
import {
  assertDeliverable,
  createdCluster,
  hasFixedNodes,
  literalName,
  provisionerOf,
  readinessOf,
  trustOf,
  vpcCidrsOf,
  zonesOf,
} from '../../cluster/facts';
import { concreteNameParts } from '../concrete-names';
import { CredentialsAccess } from '../../identity/credentials-access';
import type { EnvironmentCredentials } from '../../environment/credentials';
import {
  type ILogCredentials,
  LogCredentials,
  makeLogCredentials,
  type SharedPasswordReader,
} from '../../identity/log-credentials';
import { SharedCredentialsAccess } from '../../identity/shared-credentials-access';
import type { Acknowledgement } from '../../environment/acknowledgement';
import type { Hub } from '../../environment/hub/hub';
import { ownLoki } from '../../environment/own-loki';
import { type ILogStorage, LogStorage } from '../../storage/log-storage';
import { otherStore } from '../../storage/other-store';
import { EndpointService } from '../../cluster/endpoint-service';
import { LoggingDelivery } from '../../delivery/logging-delivery';
import { makeCharts } from '../../environment/make-charts';
import { type ResolvedLogging, resolveLogging, storeRoleArns } from '../../environment/resolve';
import { keepNames } from './kept-names';
import { hubOf, type ILokiHub } from './elsewhere';
import { type ClusterFacts, hubForm, loggingInput, readProps } from './input';
import { propertyPath, propertyProblem } from './paths';
import { readersOfHub } from './shared-readers';
import { isCluster } from './own-schemas';
import type { LokiLoggingProps } from './props';
import { changedPath, keepRecord, readRecord, recordedEnvironment } from './record';
import type { IOidcTrust } from '../../identity/oidc-trust';
import { InputError } from '../../../charts/input/problems';
import { KafkaAccess } from '../../storage/kafka/kafka-access';
import { assertReachable } from '../../cluster/reachable';
import { refuseReaders } from '../../identity/schemas';
import { GrafanaAccess } from '../../identity/grafana-access';
import { MetricsAccess } from '../../identity/metrics-access';
import { expiringTenants, keptTenants } from '../../storage/tenant-retention';

/**
 * Logs on an EKS cluster: buckets, Loki's role with its trust, and Loki, Alloy and Grafana's datasources on the
 * cluster.
 *
 * ```ts
 * const logging = new LokiLogging(this, 'Logging', { cluster, retention: Duration.days(28) });
 * logging.chunkBucket; logging.rulerBucket; logging.lokiRole; logging.endpoint.pushUrl;
 * ```
 *
 * The stack needs a concrete account and region, since Loki's configuration and the names in it are plain text.
 *
 * @throws InputError if a property is invalid, with all problems, or a rule finds an error
 */
export class LokiLogging extends Construct implements ILokiHub {
  /** Trust of AWS in the cluster's service accounts. */
  public readonly trust: IOidcTrust;

  /** The Kubernetes objects. */
  public readonly charts: LoggingCharts;

  /** Access of pods to the passwords, if those are in Secrets Manager. */
  public readonly credentialsAccess?: CredentialsAccess;

  /** Delivery of the objects, with Loki's role. */
  public readonly delivery: LoggingDelivery;

  /** Its fields that spokes depend on, whose lines go to its Loki. */
  public readonly hub: Hub;

  private readonly buckets?: ILogStorage;
  private readonly credentials?: ILogCredentials;
  private readonly acknowledged: readonly Acknowledgement[];

  constructor(scope: Construct, id: string, written: LokiLoggingProps) {
    super(scope, id);
    const props = readProps(this.node.path, written);
    const { cluster } = props;
    const facts = isCluster(cluster) ? clusterFacts(this.node.path, props) : undefined;
    const { environmentName } = props;
    this.acknowledged = props.acknowledge ?? [];
    const parts = concreteNameParts(
      this,
      typeof environmentName === 'string' ? environmentName : undefined,
      facts?.name,
    );
    const input = loggingInput(this.node.path, props, parts, facts);
    assertReachable(this, cluster, props);
    const resolved = resolveLogging(input);
    this.hub = {
      title: parts.environment,
      pathOf: (field) => `${this.node.path}.${propertyPath(field, props)}`,
      parts,
      props: hubForm(props, parts),
      madeCidrs: facts?.vpcCidrs,
      root: hubOf(props.loki)?.hub.title,
    };
    this.trust = props.trust ?? trustOf(this, cluster);
    this.charts = makeCharts(resolved, props.customize, (problem) => {
      const named = propertyProblem(problem, props);
      return { ...named, path: `${this.node.path}.${named.path}` };
    });
    claimForOneLoki(this, { cluster, trust: this.trust, resolved, record: props.record });
    if (!resolved.remote) {
      this.buckets = props.storage ?? otherStore(this, resolved) ?? this.makeStorage(props, resolved);
    }
    this.check(props, resolved);
    this.credentials = makeLogCredentials(this, resolved.credentials, [], props.removalPolicy);
    this.credentialsAccess = this.makeAccess(props, resolved.credentials);
    const sharedAccess = this.makeSharedAccess(props, resolved);
    this.delivery = new LoggingDelivery(this, 'Delivery', {
      cluster,
      kubernetesReady: [...readinessOf(cluster), ...(props.kubernetesReady ?? [])],
      trust: this.trust,
      storage: this.buckets,
      identity: resolved.identity,
      charts: this.charts,
      credentialsAccess: this.credentialsAccess ?? sharedAccess,
    });
    const { charts, trust, credentialsAccess } = this;
    const access = { charts, trust, clusterName: cluster.clusterName, credentialsAccess };
    KafkaAccess.of(this, 'Kafka', access)?.applyBefore(this.delivery);
    GrafanaAccess.of(this, 'Grafana', access)?.applyBefore(this.delivery);
    EndpointService.of(this, 'Door', { charts, cluster })?.applyBefore(this.delivery);
    MetricsAccess.of(this, 'Metrics', { charts, trust, clusterName: cluster.clusterName })?.applyBefore(this.delivery);
    applyAwsSettings(this, props);
    keepNames(this);
  }

  /** The buckets. @throws Error if Loki, and with it the buckets, is elsewhere */
  public get storage(): ILogStorage {
    if (this.buckets) return this.buckets;
    throw new Error(`${this.node.path}.storage: its Loki is elsewhere, at ${this.endpoint.url}`);
  }

  /** Bucket of chunks and index. */
  public get chunkBucket(): s3.IBucket {
    return this.storage.chunkBucket;
  }

  /** Bucket of the ruler's rules. */
  public get rulerBucket(): s3.IBucket {
    return this.storage.rulerBucket;
  }

  /** Loki's role. @throws Error if Loki reaches its store with an access key: without AWS there is no role */
  public get lokiRole(): iam.IRole {
    return this.delivery.role.role;
  }

  /** Address, tenants and users of Loki: inside the cluster, or elsewhere. */
  public get endpoint(): LokiEndpoint {
    return this.charts.endpoint;
  }

  /**
   * Lets roles of other accounts read passwords of its users. A `LokiLogging` that sends lines to this Loki calls it.
   * The owner of an existing key or secret must write its policy; a warning says so.
   *
   * @throws InputError if a user has no secret
   */
  public shareWith(...readers: readonly SharedPasswordReader[]): void {
    refuseReaders(this.node.path, readers);
    if (this.credentials instanceof LogCredentials) this.credentials.shareWith(...readers);
    const { credentials = {} } = this.hub.props;
    const { findings } = checkSharedPasswords(credentials, readers, this.acknowledged, this.hub.pathOf);
    for (const finding of warningsOf(findings)) annotate(this, finding);
  }

  /**
   * Runs the rules about Kubernetes objects and, with a record, about changes. Those about environments and templates need
   * a `LoggingApp`.
   */
  private check({ cluster, acknowledge, record, storage }: LokiLoggingProps, resolved: ResolvedLogging): void {
    const created = createdCluster(cluster);
    const encryption = this.buckets?.encryptionKey ? 'kms' : 's3';
    const environment = recordedEnvironment({ resolved, encryption, issuer: this.trust.issuer, created });
    const deployed = readRecord(this, record);
    const manifests = manifestsOf(this.charts.manifests());
    const { findings } = checkManifests({ manifests, previous: deployed?.manifests }, acknowledge);
    const pathOf = changedPath(this, environment, { storage }, created);
    const changes = checkChanges({ environment, manifests, deployed }, deployed ? (acknowledge ?? []) : [], pathOf);
    const problems = [
      ...errorsOf(findings).map((finding) => problemOf(finding, this.node.path)),
      ...errorsOf(changes.findings).map((finding) => problemOf(finding)),
    ];
    if (problems.length > 0) throw new InputError(problems);
    for (const finding of warningsOf([...findings, ...changes.findings])) annotate(this, finding);
    keepRecord(this, record, environment, manifests);
  }

  private makeAccess(
    { cluster }: LokiLoggingProps,
    { stored, installsDriver }: EnvironmentCredentials,
  ): CredentialsAccess | undefined {
    const { credentials } = this;
    if (!stored || !credentials) return undefined;
    return new CredentialsAccess(this, 'CredentialsAccess', {
      credentials,
      stored,
      trust: this.trust,
      clusterName: cluster.clusterName,
      alloyIdentities: this.charts.alloy.podIdentities,
      grafanaReaders: this.endpoint.grafanaReaders,
      grafanaSecretNames: this.charts.grafana.secretNames,
      driverCluster: installsDriver ? cluster : undefined,
    });
  }

  /** Access to the passwords of a Loki elsewhere, which must admit it. */
  private makeSharedAccess(
    { cluster, loki }: LokiLoggingProps,
    { credentials: { shared, installsDriver }, account }: ResolvedLogging,
  ): SharedCredentialsAccess | undefined {
    if (!shared) return undefined;
    const hub = hubOf(loki);
    if (hub) hub.shareWith(...readersOfHub(hub.hub, shared, account, this.endpoint));
    return new SharedCredentialsAccess(this, 'CredentialsAccess', {
      shared,
      trust: this.trust,
      clusterName: cluster.clusterName,
      alloyIdentities: this.charts.alloy.podIdentities,
      driverCluster: installsDriver ? cluster : undefined,
    });
  }

  private makeStorage(props: LokiLoggingProps, resolved: ResolvedLogging): LogStorage {
    const { objectStore, loki } = ownLoki(resolved);
    return new LogStorage(this, 'Storage', {
      chunkBucketName: objectStore.chunkBucket,
      rulerBucketName: objectStore.rulerBucket,
      tenants: expiringTenants(loki),
      keptTenants: keptTenants(loki),
      transition: props.storageTransition,
      encryption: props.encryption,
      encryptionKey: props.encryptionKey,
      otherKeyArns: props.otherKeyArns,
      roleArns: storeRoleArns(resolved),
      serverAccessLogsBucket: existingBucket(this, 'AccessLogBucket', props.accessLogBucket),
      removalPolicy: props.removalPolicy,
    });
  }
}

/** Facts about the cluster. @throws InputError if manifests cannot be delivered to it */
function clusterFacts(path: string, { cluster, autoMode }: LokiLoggingProps): ClusterFacts {
  assertDeliverable(path, cluster);
  return {
    name: literalName(cluster),
    provisioner: provisionerOf(cluster, autoMode),
    zones: zonesOf(cluster),
    fixedNodes: hasFixedNodes(cluster),
    vpcCidrs: vpcCidrsOf(cluster),
  };
}
