import { Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { MAX_ROLE_NAME } from '../environment/names';
import type { IOidcTrust } from './oidc-trust';

/** Properties of an `IrsaRole`. */
export interface IrsaRoleProps {
  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Service account that may assume the role. Its `roleArn` has the role's name and path. */
  readonly identity: WorkloadIdentity;

  /** Other service accounts that may assume it, for workloads that need exactly the same. @default - none */
  readonly otherIdentities?: readonly WorkloadIdentity[];

  /**
   * Permissions boundary, if the account requires one.
   *
   * @default - no boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/**
 * AWS role of one Kubernetes service account (IRSA: IAM roles for service accounts).
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

  /** ARN of the role as plain text, from the identity. */
  public readonly roleArn: string;

  public readonly grantPrincipal: iam.IPrincipal;

  /** @throws Error if the identity has no role ARN, or one that this stack cannot create */
  constructor(scope: Construct, id: string, props: IrsaRoleProps) {
    super(scope, id);
    const { roleArn } = props.identity;
    if (!roleArn) {
      throw new Error(
        `${this.node.path}: ${props.identity.subject} has no role; give its WorkloadIdentity a roleArn to name one`,
      );
    }
    const { path, roleName } = this.parse(roleArn);
    this.roleArn = roleArn;
    this.role = serviceAccountRole(this, 'Role', {
      trust: props.trust,
      identity: props.identity,
      otherIdentities: props.otherIdentities,
      role: { path, roleName, permissionsBoundary: props.permissionsBoundary },
    });
    this.grantPrincipal = this.role.grantPrincipal;
  }

  private parse(roleArn: string): { path: string; roleName: string } {
    const where = this.node.path;
    if (Token.isUnresolved(roleArn)) {
      throw new Error(
        `${where}: roleArn is known at deploy time only; write it as plain text, with account and role name`,
      );
    }
    const [, account, path = '/', roleName = ''] =
      /^arn:aws[a-z-]*:iam::(\d{12}):role(\/(?:[\x21-\x7e]+\/)?)([\w+=,.@-]+)$/.exec(roleArn) ?? [];
    if (!account) {
      throw new Error(
        `${where}: '${roleArn}' is not the ARN of a role; write arn:<partition>:iam::<account>:role/<name>`,
      );
    }
    if (roleName.length > MAX_ROLE_NAME) {
      throw new Error(
        `${where}: role name '${roleName}' is ${roleName.length} characters long, and IAM allows ${MAX_ROLE_NAME}; shorten it`,
      );
    }
    const own = Stack.of(this).account;
    if (!Token.isUnresolved(own) && own !== account) {
      throw new Error(
        `${where}: '${roleArn}' belongs to account ${account}, and the stack creates it in ${own}; use the stack's account`,
      );
    }
    return { path, roleName };
  }
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
  const { trust, identity, otherIdentities = [] } = props;
  const subjects = [identity, ...otherIdentities].map(({ subject }) => subject);
  if (subjects.some((subject) => Token.isUnresolved(subject))) {
    throw new Error(
      `${scope.node.path}: namespace and service account must be plain text, not known at deploy time only`,
    );
  }
  const literal = !Token.isUnresolved(trust.issuer);
  const conditions = (issuer: string) => ({
    StringEquals: {
      [`${issuer}:aud`]: WorkloadIdentity.AUDIENCE,
      [`${issuer}:sub`]: subjects.length > 1 ? subjects : subjects[0],
    },
  });
  const role = new iam.Role(scope, id, {
    ...props.role,
    assumedBy: new iam.WebIdentityPrincipal(trust.providerArn, literal ? conditions(trust.issuer) : {}),
    // EKS renews the token every hour, and so do the SDKs: a longer session would only outlive a revoked token.
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
      Issuer: trust.issuer,
      Provider: trust.providerArn,
    });
  }
  return role;
}
