import { Fn, Token, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';

/** AWS trusts the tokens of one cluster's service accounts. */
export interface IOidcTrust extends IConstruct {
  /** ARN of the OIDC provider in IAM. */
  readonly providerArn: string;

  /**
   * The cluster's issuer without `https://`: what the condition keys of a trust policy begin with. A token where the
   * cluster is created in the same app.
   */
  readonly issuer: string;
}

/** What an `OidcTrust` is made of. */
export interface OidcTrustProps {
  /** The cluster's OpenID Connect issuer: `https://…`, or a token of a cluster in the same app. */
  readonly issuerUrl: string;

  /**
   * What happens to the provider when it leaves the stack. Without it no role of the cluster can be assumed.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What is known of an OIDC provider that exists. */
export interface OidcTrustAttributes {
  /** ARN of the provider. */
  readonly providerArn: string;

  /**
   * The cluster's OpenID Connect issuer, `https://…`.
   *
   * @default - what the provider's ARN says
   */
  readonly issuerUrl?: string;
}

class ImportedOidcTrust extends Construct implements IOidcTrust {
  public readonly providerArn: string;
  public readonly issuer: string;

  constructor(scope: Construct, id: string, attrs: OidcTrustAttributes) {
    super(scope, id);
    this.providerArn = attrs.providerArn;
    const fromArn = issuerOfArn(this, attrs.providerArn);
    this.issuer = attrs.issuerUrl === undefined ? fromArn : issuerOfUrl(this, attrs.issuerUrl);
    if (![fromArn, this.issuer].some((issuer) => Token.isUnresolved(issuer)) && fromArn !== this.issuer) {
      throw new Error(
        `${this.node.path}: providerArn is of issuer '${fromArn}', and issuerUrl is of '${this.issuer}'; ` +
          'leave out issuerUrl, or give the ARN of the provider of this cluster',
      );
    }
  }
}

/**
 * Makes AWS trust the tokens of one cluster's service accounts: the OIDC provider that IAM roles for service accounts
 * need. CloudFormation creates it itself; there is no Lambda in between.
 *
 * AWS takes one provider of an issuer in an account: where it exists, use `fromOidcTrustAttributes`.
 */
export class OidcTrust extends Construct implements IOidcTrust {
  /**
   * A provider that exists.
   *
   * @throws where the ARN is not that of an OIDC provider, or ARN and issuer disagree
   */
  public static fromOidcTrustAttributes(scope: Construct, id: string, attrs: OidcTrustAttributes): IOidcTrust {
    return new ImportedOidcTrust(scope, id, attrs);
  }

  /** The provider in IAM. */
  public readonly provider: iam.OidcProviderNative;

  public readonly issuer: string;

  /** @throws where `issuerUrl` does not begin with `https://` */
  constructor(scope: Construct, id: string, props: OidcTrustProps) {
    super(scope, id);
    this.issuer = issuerOfUrl(this, props.issuerUrl);
    this.provider = new iam.OidcProviderNative(this, 'Provider', {
      url: props.issuerUrl,
      clientIds: [WorkloadIdentity.AUDIENCE],
      removalPolicy: props.removalPolicy,
    });
  }

  public get providerArn(): string {
    return this.provider.oidcProviderArn;
  }
}

function issuerOfUrl(scope: Construct, url: string): string {
  if (Token.isUnresolved(url)) return Fn.select(1, Fn.split('//', url));
  if (!/^https:\/\/[^\s]*[^\s/]$/.test(url)) {
    throw new Error(
      `${scope.node.path}: issuerUrl '${url}' must begin with https:// and not end with a slash; ` +
        "write what 'aws eks describe-cluster' shows as identity.oidc.issuer",
    );
  }
  return url.slice('https://'.length);
}

function issuerOfArn(scope: Construct, arn: string): string {
  const separator = ':oidc-provider/';
  if (Token.isUnresolved(arn)) return Fn.select(1, Fn.split(separator, arn));
  const issuer = arn.split(separator)[1];
  if (!issuer) {
    throw new Error(
      `${scope.node.path}: providerArn '${arn}' is not that of an OIDC provider; ` +
        'write arn:<partition>:iam::<account>:oidc-provider/<issuer without https://>',
    );
  }
  return issuer;
}
