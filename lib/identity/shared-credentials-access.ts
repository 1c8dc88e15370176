import { Stack } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import { parseArn } from '../environment/aws/arn';
import type { SharedSecret } from '../environment/credentials';
import { IrsaRole } from './irsa-role';
import { READ_ACTIONS } from './password-access';
import type { IOidcTrust } from './oidc-trust';
import { SecretsDriver } from './secrets-driver';

/** Properties of a `SharedCredentialsAccess`. */
interface SharedCredentialsAccessProps {
  /** Secrets of a Loki elsewhere, and the clients that read them. */
  readonly shared: readonly SharedSecret[];

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Every collector of Alloy whose pods read the writer's password with Alloy's role. */
  readonly alloyIdentities: readonly WorkloadIdentity[];

  /** Name of the cluster, for EKS Pod Identity. */
  readonly clusterName: string;

  /** Cluster to install the Secrets Store CSI driver on. @default - it is not installed */
  readonly driverCluster?: eks.ICluster;
}

/** Ids of the roles, by client: those of `CredentialsAccess`. */
const ROLE_IDS = { alloy: 'AlloyRole', canary: 'CanaryRole' } as const;

/**
 * Access of pods to passwords of a Loki elsewhere: a role for each client, which may read its own secret with the key of
 * that secret and nothing else. In another account, the secret and its key have to let the role in as well.
 */
export class SharedCredentialsAccess extends Construct {
  /** Role that reads the writer's password, for Alloy. */
  public readonly alloyRole?: IrsaRole;

  private readonly roles: readonly IrsaRole[];
  private readonly grants: readonly iam.Grant[];
  private readonly driver?: SecretsDriver;

  constructor(scope: Construct, id: string, props: SharedCredentialsAccessProps) {
    super(scope, id);
    const { trust, clusterName, alloyIdentities, driverCluster } = props;
    const made = props.shared.map((secret) => {
      const { client, identity } = secret;
      const others = client === 'alloy' ? alloyIdentities.filter(({ subject }) => subject !== identity.subject) : [];
      const role = new IrsaRole(this, ROLE_IDS[client], { trust, clusterName, identity, otherIdentities: others });
      return { client, role, grants: this.grantRead(role, secret) };
    });
    this.roles = made.map(({ role }) => role);
    this.grants = made.flatMap(({ grants }) => grants);
    this.alloyRole = made.find(({ client }) => client === 'alloy')?.role;
    if (driverCluster) this.driver = new SecretsDriver(this, 'Driver', { cluster: driverCluster });
  }

  /** Orders the roles, their permissions and the driver before a construct that has pods. */
  public applyBefore(construct: Construct): void {
    for (const grant of this.grants) grant.applyBefore(construct);
    for (const role of this.roles) role.applyBefore(construct);
    if (this.driver) construct.node.addDependency(this.driver);
  }

  private grantRead(grantee: iam.IGrantable, { arn, key }: SharedSecret): iam.Grant[] {
    const { partition = '', region = '', account = '' } = parseArn(arn) ?? {};
    const isComplete = /-[A-Za-z0-9]{6}$/.test(arn);
    const pattern = isComplete ? arn : `${arn}-??????`;
    const read = iam.Grant.addToPrincipal({ grantee, actions: READ_ACTIONS, resourceArns: [pattern] });
    if (key === 'of-account') return [read];
    const decrypt = iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: ['arn' in key ? key.arn : `arn:${partition}:kms:${region}:${account}:key/*`],
      conditions: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${Stack.of(this).urlSuffix}` },
        StringLike: { 'kms:EncryptionContext:SecretARN': pattern },
        // The id of a key that another stack makes is not known: its alias is.
        ...('arn' in key ? {} : { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': key.alias } }),
      },
    });
    return [read, decrypt];
  }
}
