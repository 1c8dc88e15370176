import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import { isInAws } from '../../charts/endpoint/object-store';
import type { LoggingCharts } from '../../charts/logging/charts';
import type { CredentialsAccess } from '../identity/credentials-access';
import { IrsaRole } from '../identity/irsa-role';
import { trust } from '../identity/schemas';
import { grantRemoteWrite } from '../identity/workspace';
import { charts, cluster, dependables, identity } from '../props/objects';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../props/validate';
import { storage } from '../storage/schemas';
import type { ILogStorage } from '../storage/log-storage';
import { deliveryId } from './ids';
import { ManifestDelivery } from './manifest-delivery';
import type { IOidcTrust } from '../identity/oidc-trust';

/** Properties of a `LoggingDelivery`. */
export interface LoggingDeliveryProps {
  /** Cluster to deliver to, with a kubectl provider. */
  readonly cluster: eks.ICluster;

  /** Constructs that every manifest depends on, such as the access entry of kubectl. @default - only the cluster */
  readonly kubernetesReady?: IDependable[];

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Loki's buckets. */
  readonly storage: ILogStorage;

  /** Loki's service account and AWS role. */
  readonly identity: WorkloadIdentity;

  /** Access of pods to passwords in Secrets Manager. @default - the passwords are stored elsewhere */
  readonly credentialsAccess?: CredentialsAccess;

  /** Manifests. They are read in the constructor: change them before. */
  readonly charts: LoggingCharts;
}

const PROPS: PropSchemas<LoggingDeliveryProps> = {
  cluster,
  kubernetesReady: dependables.optional(),
  trust,
  storage,
  identity,
  credentialsAccess: objectOfCdk<CredentialsAccess>(
    'CredentialsAccess',
    "new CredentialsAccess(this, 'Access', { … })",
    'applyBefore',
  ).optional(),
  charts,
};

/** The part of a logging stack that reaches the cluster: Loki's role, and all manifests in order. */
export class LoggingDelivery extends Construct {
  /** Role of the ruler, if it has one of its own. */
  public rulerRole?: IrsaRole;

  /** Deliveries, one per chart, in order. */
  public readonly deliveries: readonly ManifestDelivery[];

  private readonly lokiRole?: IrsaRole;

  /** @throws InputError if a property is invalid, with all problems, or a manifest cannot be delivered */
  constructor(scope: Construct, id: string, props: LoggingDeliveryProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    const { identity, cluster: of } = props;
    if (isInAws(props.charts.loki.store)) {
      this.lokiRole = new IrsaRole(this, 'LokiRole', { trust: props.trust, identity, clusterName: of.clusterName });
    }
    const grants = [...(this.lokiRole ? [props.storage.grantReadWrite(this.lokiRole)] : []), ...this.grantRuler(props)];

    const deliveries: ManifestDelivery[] = [];
    for (const chart of props.charts.charts) {
      const before = deliveries.at(-1);
      const delivery = new ManifestDelivery(this, deliveryId(chart.node.id), {
        cluster: props.cluster,
        chart,
        after: [...(props.kubernetesReady ?? []), ...(before ? [before] : [])],
      });
      deliveries.push(delivery);
    }
    this.deliveries = deliveries;
    // Loki's pods use the role, and the gateway's pods their passwords, as soon as they start.
    const loki = deliveries[props.charts.charts.indexOf(props.charts.loki)];
    if (!loki) return;
    loki.node.addDependency(props.storage);
    for (const grant of grants) grant.applyBefore(loki);
    for (const role of [this.lokiRole, this.rulerRole]) role?.applyBefore(loki);
    props.credentialsAccess?.applyBefore(loki);
  }

  /** Loki's role. @throws Error if its pods have an access key: without AWS there is no role */
  public get role(): IrsaRole {
    if (!this.lokiRole)
      throw new Error(`${this.node.path}.role: Loki reaches its store with an access key, not a role`);
    return this.lokiRole;
  }

  /** Role of a ruler that signs samples: what Loki's role may, and to write to one workspace. */
  private grantRuler({
    charts,
    cluster: { clusterName },
    trust: of,
    storage: buckets,
  }: LoggingDeliveryProps): iam.Grant[] {
    const { rulerIdentity, workspaceArn } = charts.loki;
    if (!rulerIdentity) return [];
    const grantee = new IrsaRole(this, 'RulerRole', { trust: of, identity: rulerIdentity, clusterName });
    this.rulerRole = grantee;
    const grants = this.lokiRole ? [buckets.grantReadWrite(grantee)] : [];
    return [...grants, ...(workspaceArn ? [grantRemoteWrite(grantee, workspaceArn)] : [])];
  }
}
