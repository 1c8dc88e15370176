import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LoggingCharts } from '../../charts/logging/charts';
import { InputError } from '../../charts/input/problems';
import { clusterName } from '../environment/schema/cluster';
import { charts } from '../environment/constructs/objects';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import type { CredentialsAccess } from './credentials-access';
import { IrsaRole } from './irsa-role';
import type { IOidcTrust } from './oidc-trust';
import { trust } from './schemas';

/** Properties of a `GrafanaAccess`. */
export interface GrafanaAccessProps {
  /** Charts whose Grafana queries a workspace. */
  readonly charts: LoggingCharts;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Name of the cluster. @default - required by identities of EKS Pod Identity */
  readonly clusterName?: string;

  /** Access to the passwords, if Grafana's role reads them: a service account has one role. @default - none */
  readonly credentialsAccess?: CredentialsAccess;
}

const PROPS: PropSchemas<GrafanaAccessProps> = {
  charts,
  trust,
  clusterName: clusterName.optional(),
  credentialsAccess: objectOfCdk<CredentialsAccess>(
    'access to the passwords',
    "new CredentialsAccess(this, 'Access', { … })",
    'grafanaRole',
    'node',
  ).optional(),
};

/** Fault of charts that need no access. */
const NO_WORKSPACE = {
  found: 'their Grafana queries no workspace with a role that this can make',
  fix: 'give them grafanaDatasources: { prometheus: { workspaceArn } }, or use GrafanaAccess.of(…)',
};

/** Permissions of a query (https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-query-standalone-grafana.html). */
const ACTIONS = ['aps:QueryMetrics', 'aps:GetSeries', 'aps:GetLabels', 'aps:GetMetricMetadata'];

/**
 * Access of Grafana to a workspace of Amazon Managed Service for Prometheus: its role may query it, and not write to it.
 *
 * The role is the one that reads Grafana's passwords, also for a Grafana of yours. A deployed Grafana without such a role gets
 * one of its own.
 */
export class GrafanaAccess extends Construct {
  /** Access for charts whose Grafana queries a workspace with such a role; undefined for others. */
  public static of(scope: Construct, id: string, props: GrafanaAccessProps): GrafanaAccess | undefined {
    return subjectOf(props) ? new GrafanaAccess(scope, id, props) : undefined;
  }

  /** Role of Grafana. */
  public readonly role: IrsaRole;

  private readonly grant: iam.Grant;

  /** @throws InputError if a property is invalid, the charts need no access, or this stack cannot create the role */
  constructor(scope: Construct, id: string, props: GrafanaAccessProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    const subject = subjectOf(props);
    if (!subject) throw new InputError([{ path: `${this.node.path}.charts`, ...NO_WORKSPACE }]);
    const { trust: of, clusterName: cluster } = props;
    this.role =
      subject.role ?? new IrsaRole(this, 'Role', { trust: of, clusterName: cluster, identity: subject.identity });
    this.grant = iam.Grant.addToPrincipal({
      grantee: this.role,
      actions: ACTIONS,
      resourceArns: [subject.workspaceArn],
    });
  }

  /** Orders the permissions before a construct that has pods. */
  public applyBefore(construct: Construct): void {
    this.grant.applyBefore(construct);
    this.role.applyBefore(construct);
  }
}

/** Workspace, and the role that queries it or the identity to make one for. */
function subjectOf({ charts, credentialsAccess }: GrafanaAccessProps) {
  if (!charts.hasLoki) return undefined;
  const { workspaceArn, deployed, readsWithRole } = charts.grafana;
  if (workspaceArn === undefined) return undefined;
  if (readsWithRole && credentialsAccess) return { workspaceArn, role: credentialsAccess.grafanaRole };
  return deployed?.identity ? { workspaceArn, identity: deployed.identity } : undefined;
}
