import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct, type IDependable } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import { readOf } from '../../charts/input/plain-copy';
import type { Problem } from '../../charts/input/problems';
import { isReadable } from '../../charts/input/props';
import type { LoggingCharts } from '../../charts/logging/charts';
import type { CredentialsAccess } from '../identity/credentials-access';
import type { IrsaRole } from '../identity/irsa-role';
import { lokiRoles } from '../identity/loki-roles';
import { trust } from '../identity/schemas';
import { charts, cluster, dependables, identity } from '../environment/constructs/objects';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
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

  /** Loki's buckets. @default - required, unless Loki is elsewhere */
  readonly storage?: ILogStorage;

  /** Loki's service account and AWS role. @default - required, unless Loki is elsewhere */
  readonly identity?: WorkloadIdentity;

  /** Access of pods to passwords in Secrets Manager. @default - the passwords are stored elsewhere */
  readonly credentialsAccess?: Pick<CredentialsAccess, 'applyBefore'>;

  /** Manifests. They are read in the constructor: change them before. */
  readonly charts: LoggingCharts;
}

const PROPS: PropSchemas<LoggingDeliveryProps> = {
  cluster,
  kubernetesReady: dependables.optional(),
  trust,
  storage: storage.optional(),
  identity: identity.optional(),
  credentialsAccess: objectOfCdk<Pick<CredentialsAccess, 'applyBefore'>>(
    'CredentialsAccess',
    "new CredentialsAccess(this, 'Access', { … })",
    'applyBefore',
  ).optional(),
  charts,
};

/** True for charts, even invalid ones. */
const isLoggingCharts = (value: unknown): value is LoggingCharts => charts.safeParse(value).success;

/** Problems of properties that a Loki in this cluster needs. */
function partsOfLoki(props: LoggingDeliveryProps): Problem[] {
  if (!isReadable(props)) return [];
  const of = readOf(props, 'charts') as Partial<LoggingCharts> | undefined;
  if (!isLoggingCharts(of) || !of.hasLoki) return [];
  const fixes = { storage: "new LogStorage(this, 'Storage', { … })", identity: 'new WorkloadIdentity({ … })' };
  return (['storage', 'identity'] as const)
    .filter((key) => readOf(props, key) === undefined)
    .map((path) => ({ path, found: 'missing', fix: `write one such as ${fixes[path]}` }));
}

/** The part of a logging stack that reaches the cluster: Loki's role, and all manifests in order. */
export class LoggingDelivery extends Construct {
  /** Role of the ruler, if it has one of its own. */
  public rulerRole?: IrsaRole;

  /** Deliveries, one per chart, in order. */
  public readonly deliveries: readonly ManifestDelivery[];

  private readonly lokiRole?: IrsaRole;
  private readonly isElsewhere: boolean;

  /** @throws InputError if a property is invalid, with all problems, or a manifest cannot be delivered */
  constructor(scope: Construct, id: string, props: LoggingDeliveryProps) {
    super(scope, id);
    refuse(this.node.path, [...propProblems(props, PROPS), ...partsOfLoki(props)]);
    this.isElsewhere = !props.charts.hasLoki;
    const roles = lokiRoles(this, { ...props, clusterName: props.cluster.clusterName });
    this.lokiRole = roles.role;
    this.rulerRole = roles.rulerRole;

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
    // Pods need the role and their passwords as soon as they start.
    const { charts: all, alloy, hasLoki } = props.charts;
    const first = deliveries[all.indexOf(hasLoki ? props.charts.loki : alloy)];
    if (!first) return;
    if (props.storage) first.node.addDependency(props.storage);
    for (const grant of roles.grants) grant.applyBefore(first);
    for (const role of [this.lokiRole, this.rulerRole]) role?.applyBefore(first);
    props.credentialsAccess?.applyBefore(first);
  }

  /** Loki's role. @throws Error if its pods have an access key instead of a role, or Loki is elsewhere */
  public get role(): IrsaRole {
    if (this.lokiRole) return this.lokiRole;
    const why = this.isElsewhere ? 'Loki is elsewhere' : 'Loki reaches its store with an access key, not a role';
    throw new Error(`${this.node.path}.role: ${why}`);
  }
}
