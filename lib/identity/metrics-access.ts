import * as aps from 'aws-cdk-lib/aws-aps';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { InputError } from '../../charts/input/problems';
import type { LoggingCharts } from '../../charts/logging/charts';
import { IrsaRole } from './irsa-role';
import { grantRemoteWrite } from './workspace';
import type { IOidcTrust } from './oidc-trust';
import { clusterName } from '../environment/schema/cluster';
import { trust } from './schemas';
import { charts } from '../environment/constructs/objects';
import { propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';

/** Properties of a `MetricsAccess`. */
export interface MetricsAccessProps {
  /** Charts whose collector of metrics writes to a workspace. */
  readonly charts: LoggingCharts;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Name of the cluster. @default - none; EKS Pod Identity needs it */
  readonly clusterName?: string;
}

const PROPS: PropSchemas<MetricsAccessProps> = { charts, trust, clusterName: clusterName.optional() };

/** Fault of charts that need no access. */
const NO_WORKSPACE = {
  found: 'their metrics go to no workspace',
  fix: "give them monitoring: { from: 'alloy', remoteWrite: { workspaceArn }, roleArn }, or use MetricsAccess.of(…)",
};

/**
 * Access of the collector of metrics to a workspace of Amazon Managed Service for Prometheus: its role may write to it, and
 * do nothing else. The alerts are rules of the workspace.
 */
export class MetricsAccess extends Construct {
  /** Access for charts that write to a workspace; undefined for others. */
  public static of(scope: Construct, id: string, props: MetricsAccessProps): MetricsAccess | undefined {
    return props.charts.monitoring?.identity ? new MetricsAccess(scope, id, props) : undefined;
  }

  /** Role of the collector. */
  public readonly role: IrsaRole;

  /** Alerts, as rules of the workspace; undefined if there are no alerts. */
  public readonly rules?: aps.CfnRuleGroupsNamespace;

  private readonly grant: iam.Grant;

  /** @throws InputError if a property is invalid, the charts write to no workspace, or this stack cannot create the role */
  constructor(scope: Construct, id: string, props: MetricsAccessProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    const { identity, workspaceArn, rules } = props.charts.monitoring ?? {};
    if (!identity || workspaceArn === undefined) {
      throw new InputError([{ path: `${this.node.path}.charts`, ...NO_WORKSPACE }]);
    }
    this.role = new IrsaRole(this, 'Role', { trust: props.trust, identity, clusterName: props.clusterName });
    this.grant = grantRemoteWrite(this.role, workspaceArn);
    if (rules === undefined) return;
    this.rules = new aps.CfnRuleGroupsNamespace(this, 'Rules', {
      workspace: workspaceArn,
      // One workspace takes the rules of several clusters.
      name: `loki-${props.charts.environment}`,
      data: rules,
    });
  }

  /** Orders the permissions before a construct that has pods. */
  public applyBefore(construct: Construct): void {
    this.grant.applyBefore(construct);
    this.role.applyBefore(construct);
  }
}
