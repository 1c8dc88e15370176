import { Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { MAX_ROLE_NAME } from '../environment/names';
import type { IOidcTrust } from './oidc-trust';

/** What an `IrsaRole` is made of. */
export interface IrsaRoleProps {
  /** The cluster whose service accounts AWS trusts. */
  readonly trust: IOidcTrust;

  /** The service account that may assume the role. Its `roleArn` says the role's name and path. */
  readonly identity: WorkloadIdentity;

  /** Other service accounts that may assume it, for workloads that need exactly the same. @default - none */
  readonly otherIdentities?: readonly WorkloadIdentity[];

  /**
   * The most the role can ever be allowed, where the account asks for such a boundary.
   *
   * @default - no boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/**
 * The AWS role of one Kubernetes service account (IRSA: IAM roles for service accounts).
 *
 * Name and path are those of `identity.roleArn`, so the ServiceAccount's annotation and the role cannot disagree. The
 * trust policy asks for the exact subjects and one audience. What the role may do is added by grants, and goes into
 * one inline policy with a fixed id (`Role/DefaultPolicy`).
 *
 * The trust policy cannot be extended through `role.assumeRolePolicy` where the issuer is a token: change the
 * `assumeRolePolicyDocument` of `role.node.defaultChild` instead.
 */
export class IrsaRole extends Construct implements iam.IGrantable {
  /** The role in IAM. */
  public readonly role: iam.Role;

  /** ARN of the role as plain text, the one of the identity. */
  public readonly roleArn: string;

  public readonly grantPrincipal: iam.IPrincipal;

  /** @throws where the identity has no role ARN, or one that cannot be of this stack */
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
      throw new Error(`${where}: roleArn is known at deploy time only; write it out, with account and role name`);
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
        `${where}: role name '${roleName}' is ${roleName.length} characters long, and IAM takes at most ${MAX_ROLE_NAME}`,
      );
    }
    const own = Stack.of(this).account;
    if (!Token.isUnresolved(own) && own !== account) {
      throw new Error(
        `${where}: '${roleArn}' is of account ${account}, and the stack creates it in ${own}; use the stack's account`,
      );
    }
    return { path, roleName };
  }
}

/** What `serviceAccountRole` makes a role of. */
export interface ServiceAccountRoleProps {
  /** The cluster whose service accounts AWS trusts. */
  readonly trust: IOidcTrust;

  /** The service account that may assume the role. */
  readonly identity: WorkloadIdentity;

  /** Other service accounts that may assume it. @default - none */
  readonly otherIdentities?: readonly WorkloadIdentity[];

  /** Everything of the role but its trust. @default - IAM names the role */
  readonly role?: Omit<iam.RoleProps, 'assumedBy'>;
}

/** A role one service account may assume, whatever its name: add-ons of the cluster need no name of ours. */
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
    // EKS renews the token every hour and the SDKs follow; a longer session would only outlive a revoked one.
    maxSessionDuration: Duration.hours(1),
  });
  if (!literal) {
    // A JSON key cannot be a token, so CloudFormation gets the document as text, and puts the issuer into that.
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
