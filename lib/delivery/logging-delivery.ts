import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct, type IDependable } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { LoggingCharts } from '../../charts/logging-charts';
import type { CredentialsAccess } from '../identity/credentials-access';
import { IrsaRole } from '../identity/irsa-role';
import type { ILogStorage } from '../storage/log-storage';
import { ManifestDelivery } from './manifest-delivery';
import type { IOidcTrust } from '../identity/oidc-trust';

/** What a `LoggingDelivery` is made from. */
export interface LoggingDeliveryProps {
  /** Cluster to deliver to, with a kubectl provider. */
  readonly cluster: eks.ICluster;

  /** What every manifest must come after, such as the access entry of the kubectl provider. @default nothing */
  readonly kubernetesReady?: IDependable[];

  /** Who may assume a role by the cluster's tokens. */
  readonly trust: IOidcTrust;

  /** Buckets that Loki may use. */
  readonly storage: ILogStorage;

  /** Who Loki is. */
  readonly identity: WorkloadIdentity;

  /** How passwords in Secrets Manager get to pods. @default they are elsewhere */
  readonly credentialsAccess?: CredentialsAccess;

  /** The manifests. They are read at once: change them before. */
  readonly charts: LoggingCharts;
}

/** The part of a logging stack that is on a cluster: Loki's role, and all manifests in their order. */
export class LoggingDelivery extends Construct {
  /** Loki's role. */
  public readonly role: IrsaRole;

  /** The deliveries, one a chart, in order. */
  public readonly deliveries: readonly ManifestDelivery[];

  constructor(scope: Construct, id: string, props: LoggingDeliveryProps) {
    super(scope, id);
    this.role = new IrsaRole(this, 'LokiRole', { trust: props.trust, identity: props.identity });
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
    // Loki's pods ask for the role as soon as they start, and the gateway's for its passwords. Alloy and Grafana follow.
    const loki = deliveries[props.charts.charts.indexOf(props.charts.loki)];
    if (!loki) return;
    grant.applyBefore(loki);
    props.credentialsAccess?.applyBefore(loki);
  }
}

/** `10-loki` is delivered by `Loki`: the number is the order of files, and must not be part of a logical id. */
function deliveryId(chartId: string): string {
  return chartId
    .split('-')
    .slice(1)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
