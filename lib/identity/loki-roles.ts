import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import { isInAws } from '../../charts/endpoint/object-store';
import type { LoggingCharts } from '../../charts/logging/charts';
import type { ILogStorage } from '../storage/log-storage';
import { IrsaRole } from './irsa-role';
import type { IOidcTrust } from './oidc-trust';
import { grantRemoteWrite } from './workspace';

/** Inputs of the roles of Loki. */
export interface LokiRolesProps {
  /** Charts that contain the Loki. */
  readonly charts: LoggingCharts;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Loki's buckets. @default - none, if all lines go elsewhere */
  readonly storage?: ILogStorage;

  /** Loki's service account and AWS role. @default - none, if all lines go elsewhere */
  readonly identity?: WorkloadIdentity;
}

/** Roles of Loki's pods. */
export interface LokiRoles {
  /** Role of all pods that reach the buckets. @default - none, since its store is elsewhere or takes an access key */
  readonly role?: IrsaRole;

  /** Role of the ruler, if it has one of its own. @default - it has that of the others */
  readonly rulerRole?: IrsaRole;

  /** Permissions of both. */
  readonly grants: readonly iam.Grant[];
}

/** Makes the roles of Loki and its ruler; none if Loki is elsewhere. */
export function lokiRoles(scope: Construct, props: LokiRolesProps): LokiRoles {
  const { charts, identity, storage, trust, clusterName } = props;
  if (!charts.hasLoki || !identity || !storage) return { grants: [] };
  const role = isInAws(charts.loki.store)
    ? new IrsaRole(scope, 'LokiRole', { trust, identity, clusterName })
    : undefined;
  const own = role ? [storage.grantReadWrite(role)] : [];
  const { rulerIdentity, workspaceArn } = charts.loki;
  if (!rulerIdentity) return { role, grants: own };
  // What Loki's role may, and to write to one workspace.
  const rulerRole = new IrsaRole(scope, 'RulerRole', { trust, identity: rulerIdentity, clusterName });
  const buckets = role ? [storage.grantReadWrite(rulerRole)] : [];
  const workspace = workspaceArn ? [grantRemoteWrite(rulerRole, workspaceArn)] : [];
  return { role, rulerRole, grants: [...own, ...buckets, ...workspace] };
}
