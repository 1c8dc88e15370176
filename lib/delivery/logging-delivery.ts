import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct, type IDependable } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { LoggingCharts } from '../../charts/logging/charts';
import type { CredentialsAccess } from '../identity/credentials-access';
import { IrsaRole } from '../identity/irsa-role';
import { trust } from '../identity/schemas';
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
  /** Loki's role. */
  public readonly role: IrsaRole;

  /** Deliveries, one per chart, in order. */
  public readonly deliveries: readonly ManifestDelivery[];

  /** @throws InputError if a property is invalid, with all problems, or a manifest cannot be delivered */
  constructor(scope: Construct, id: string, props: LoggingDeliveryProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    const { clusterName } = props.cluster;
    this.role = new IrsaRole(this, 'LokiRole', { trust: props.trust, identity: props.identity, clusterName });
    const grant = props.storage.grantReadWrite(this.role);

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
    grant.applyBefore(loki);
    this.role.applyBefore(loki);
    props.credentialsAccess?.applyBefore(loki);
  }
}
