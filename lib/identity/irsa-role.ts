import { Duration, Fn, Token } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { IDENTITY_EXAMPLE } from '../../charts/endpoint/validate';
import type { Problem } from '../../charts/input/problems';
import { parseArn } from '../environment/aws/arn';
import { type Place, placeProblems } from '../environment/rules/place';
import { clusterName } from '../environment/schema/cluster';
import { list } from '../environment/schema/fields';
import { identity, managedPolicy } from '../environment/constructs/objects';
import { placeOf, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import { associatedRole, associationsOf } from './pod-identity';
import type { IOidcTrust } from './oidc-trust';
import { trust } from './schemas';

/** Properties of an `IrsaRole`. */
export interface IrsaRoleProps {
  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Service account that may assume the role. Its `roleArn` has the role's name and path. */
  readonly identity: WorkloadIdentity;

  /** Other service accounts that may assume it, for workloads that need exactly the same. @default - none */
  readonly otherIdentities?: readonly WorkloadIdentity[];

  /** Name of the cluster. @default - required by identities of EKS Pod Identity, which are of one cluster */
  readonly clusterName?: string;

  /**
   * Permissions boundary, if the account requires one.
   *
   * @default - no boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

const PROPS: PropSchemas<IrsaRoleProps> = {
  trust,
  identity,
  otherIdentities: list(identity, IDENTITY_EXAMPLE).optional(),
  clusterName: clusterName.optional(),
  permissionsBoundary: managedPolicy.optional(),
};

/**
 * AWS role of one Kubernetes service account: IRSA (IAM roles for service accounts) or EKS Pod Identity, as its identity says.
 *
 * Name and path are those of `identity.roleArn`, so the ServiceAccount's annotation and the role cannot disagree. The
 * trust policy requires the exact subjects and one audience. Grants add permissions to one inline policy with a fixed
 * id (`Role/DefaultPolicy`).
 *
 * If the issuer is a token, `role.assumeRolePolicy` cannot extend the trust policy: change the
 * `assumeRolePolicyDocument` of `role.node.defaultChild` instead.
 */
export class IrsaRole extends Construct implements iam.IGrantable {
  /** The role in IAM. */
  public readonly role: iam.Role;

  /** Associations of EKS Pod Identity, one for each service account. */
  public readonly associations: readonly eks.CfnPodIdentityAssociation[];

  /** ARN of the role as plain text, from the identity. */
  public readonly roleArn: string;

  public readonly grantPrincipal: iam.IPrincipal;

  /** @throws InputError if a property is invalid, or the identity has no role that this stack can create, with all problems */
  constructor(scope: Construct, id: string, props: IrsaRoleProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    const { roleArn } = props.identity;
    refuse(this.node.path, roleProblems(props, placeOf(this)));
    const [, path, roleName] = /^role(\/(?:.*\/)?)(.*)$/.exec(parseArn(roleArn)?.resource ?? '') ?? [];
    this.roleArn = roleArn as string;
    const settings = { path, roleName, permissionsBoundary: props.permissionsBoundary };
    const { identity, otherIdentities = [], clusterName: name } = props;
    if (identity.usesAgent && name !== undefined) {
      const identities = [identity, ...otherIdentities];
      this.role = associatedRole(this, 'Role', { identities, clusterName: name, role: settings });
      this.associations = associationsOf(this, { identities, clusterName: name, role: this.role });
    } else {
      this.role = serviceAccountRole(this, 'Role', { trust: props.trust, identity, otherIdentities, role: settings });
      this.associations = [];
    }
    this.grantPrincipal = this.role.grantPrincipal;
  }

  /** Orders the associations before a construct that has pods: those that start earlier get no credentials. */
  public applyBefore(construct: Construct): void {
    if (this.associations.length > 0) construct.node.addDependency(...this.associations);
  }
}

/** Problems of the role of an identity in a stack that creates it. */
function roleProblems(
  { identity: { roleArn, subject, usesAgent }, clusterName }: IrsaRoleProps,
  place: Place,
): Problem[] {
  if (usesAgent && clusterName === undefined) {
    const found = `missing, and ${subject} has EKS Pod Identity, which is of one cluster`;
    return [{ path: 'clusterName', found, fix: 'write the name of the cluster' }];
  }
  const path = 'identity.roleArn';
  if (roleArn !== undefined) return placeProblems(path, roleArn, place, { noun: 'a role', ownAccount: true });
  return [{ path, found: `missing: ${subject} has no role`, fix: 'give its WorkloadIdentity a roleArn to name one' }];
}

/** Properties of a role that a service account may assume. */
export interface ServiceAccountRoleProps {
  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** The service account that may assume the role. */
  readonly identity: WorkloadIdentity;

  /** Other service accounts that may assume it. @default - none */
  readonly otherIdentities?: readonly WorkloadIdentity[];

  /** All other properties of the role. @default - a name by IAM, without permissions */
  readonly role?: Omit<iam.RoleProps, 'assumedBy'>;
}

/** Creates a role that one service account may assume. IAM names the roles of the cluster's add-ons. */
export function serviceAccountRole(scope: Construct, id: string, props: ServiceAccountRoleProps): iam.Role {
  const { otherIdentities = [] } = props;
  const subjects = [props.identity, ...otherIdentities].map(({ subject }) => subject);
  const literal = !Token.isUnresolved(props.trust.issuer);
  const conditions = (issuer: string) => ({
    StringEquals: {
      [`${issuer}:aud`]: WorkloadIdentity.AUDIENCE,
      [`${issuer}:sub`]: subjects.length > 1 ? subjects : subjects[0],
    },
  });
  const role = new iam.Role(scope, id, {
    ...props.role,
    assumedBy: new iam.WebIdentityPrincipal(props.trust.providerArn, literal ? conditions(props.trust.issuer) : {}),
    // EKS and the SDKs renew the token every hour: a longer session would only outlive a revoked token.
    maxSessionDuration: Duration.hours(1),
  });
  if (!literal) {
    // A JSON key cannot be a token: CloudFormation gets the document as text and inserts the issuer.
    const document = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: '${Provider}' },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: conditions('${Issuer}'),
        },
      ],
    };
    (role.node.defaultChild as iam.CfnRole).assumeRolePolicyDocument = Fn.sub(JSON.stringify(document), {
      Issuer: props.trust.issuer,
      Provider: props.trust.providerArn,
    });
  }
  return role;
}
