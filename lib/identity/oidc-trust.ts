import { Fn, Token, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';

/** Trust of AWS in the tokens of one cluster's service accounts. */
export interface IOidcTrust extends IConstruct {
  /** ARN of the OIDC provider in IAM. */
  readonly providerArn: string;

  /**
   * Issuer of the cluster without `https://`: the prefix of condition keys in trust policies. It is a token if the
   * cluster is created in the same app.
   */
  readonly issuer: string;
}

/** Properties of an `OidcTrust`. */
export interface OidcTrustProps {
  /** OpenID Connect issuer of the cluster: `https://…`, or a token of a cluster in the same app. */
  readonly issuerUrl: string;

  /**
   * Removal policy of the provider. Without it no role of the cluster can be assumed.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes of an existing OIDC provider. */
export interface OidcTrustAttributes {
  /** ARN of the provider. */
  readonly providerArn: string;

  /**
   * OpenID Connect issuer of the cluster, `https://…`.
   *
   * @default - the issuer in the provider's ARN
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
        `${this.node.path}: providerArn has issuer '${fromArn}', and issuerUrl has '${this.issuer}'; ` +
          'leave out issuerUrl, or give the ARN of the provider of this cluster',
      );
    }
  }
}

/**
 * OIDC provider that makes AWS trust the tokens of one cluster's service accounts. IAM roles for service accounts need
 * it. CloudFormation creates it without a Lambda function.
 *
 * AWS allows one provider per issuer in an account: import an existing one with `fromOidcTrustAttributes`.
 */
export class OidcTrust extends Construct implements IOidcTrust {
  /**
   * Imports an existing provider.
   *
   * @throws Error if the ARN is not that of an OIDC provider, or ARN and issuer disagree
   */
  public static fromOidcTrustAttributes(scope: Construct, id: string, attrs: OidcTrustAttributes): IOidcTrust {
    return new ImportedOidcTrust(scope, id, attrs);
  }

  /** OIDC provider in IAM. */
  public readonly provider: iam.OidcProviderNative;

  public readonly issuer: string;

  /** @throws Error if `issuerUrl` does not begin with `https://` */
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
        "write identity.oidc.issuer of 'aws eks describe-cluster'",
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
