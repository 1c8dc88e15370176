import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { StoredCredentialsProps } from '../../charts/endpoint/credentials/stored';
import { IrsaRole } from './irsa-role';
import type { ILogCredentials } from './log-credentials';
import type { IOidcTrust } from './oidc-trust';
import { SecretsDriver } from './secrets-driver';

/** What a `CredentialsAccess` is made of. */
export interface CredentialsAccessProps {
  /** The secrets. */
  readonly credentials: ILogCredentials;

  /** Who reads them. */
  readonly stored: StoredCredentialsProps;

  /** Who may assume a role by the cluster's tokens. */
  readonly trust: IOidcTrust;

  /**
   * Every collector of Alloy whose pods read the writer's password with Alloy's role.
   *
   * @default - the DaemonSet alone
   */
  readonly alloyIdentities?: readonly WorkloadIdentity[];

  /** Cluster to install the Secrets Store CSI driver on. @default - it is not installed */
  readonly driverCluster?: eks.ICluster;
}

/**
 * How the passwords in Secrets Manager get to pods: a role for each of those who read them, which may read its own and
 * no other, and the driver that mounts them.
 */
export class CredentialsAccess extends Construct {
  /** Role that reads both passwords, for the gateway. */
  public readonly gatewayRole: IrsaRole;

  /** Role that reads the writer's password, for Alloy. */
  public readonly alloyRole: IrsaRole;

  /** Role that reads the reader's password, for Grafana. */
  public readonly grafanaRole: IrsaRole;

  /** The driver, where it is installed. */
  public readonly driver?: SecretsDriver;

  private readonly grants: readonly iam.Grant[];

  constructor(scope: Construct, id: string, props: CredentialsAccessProps) {
    super(scope, id);
    const { credentials, stored, trust } = props;
    this.gatewayRole = new IrsaRole(this, 'GatewayRole', { trust, identity: stored.gateway });
    this.alloyRole = new IrsaRole(this, 'AlloyRole', {
      trust,
      identity: stored.alloy,
      otherIdentities: props.alloyIdentities?.filter(({ subject }) => subject !== stored.alloy.subject),
    });
    this.grafanaRole = new IrsaRole(this, 'GrafanaRole', { trust, identity: stored.grafana });
    this.grants = [
      credentials.grantRead(this.gatewayRole, 'writer', 'reader'),
      credentials.grantRead(this.alloyRole, 'writer'),
      credentials.grantRead(this.grafanaRole, 'reader'),
    ];
    if (props.driverCluster) this.driver = new SecretsDriver(this, 'Driver', { cluster: props.driverCluster });
  }

  /** Makes the roles' permissions and the driver come before something that has pods. */
  public applyBefore(construct: Construct): void {
    for (const grant of this.grants) grant.applyBefore(construct);
    if (this.driver) construct.node.addDependency(this.driver);
  }
}
