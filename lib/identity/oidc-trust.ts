import { Fn, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { PROVIDER_ARN } from '../environment/aws/arn';
import { issuerProblems, providerProblems } from '../environment/rules/place';
import { issuer } from '../environment/schema/cluster';
import { arn } from '../environment/schema/fields';
import { removalPolicy } from '../environment/constructs/objects';
import { isToken, placeOf, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';

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

const PROPS: PropSchemas<OidcTrustProps> = { issuerUrl: issuer, removalPolicy: removalPolicy.optional() };
const ATTRIBUTES: PropSchemas<OidcTrustAttributes> = { providerArn: arn(PROVIDER_ARN), issuerUrl: issuer.optional() };

class ImportedOidcTrust extends Construct implements IOidcTrust {
  public readonly providerArn: string;
  public readonly issuer: string;

  constructor(scope: Construct, id: string, attrs: OidcTrustAttributes) {
    super(scope, id);
    refuse(this.node.path, propProblems(attrs, ATTRIBUTES));
    const { providerArn, issuerUrl } = attrs;
    const place = placeOf(this);
    const names = { arn: 'providerArn', issuer: 'issuerUrl' };
    refuse(this.node.path, [
      ...providerProblems('', { oidcProviderArn: providerArn, oidcIssuer: issuerUrl }, place, names),
      ...issuerProblems('issuerUrl', issuerUrl, place),
    ]);
    this.providerArn = providerArn;
    this.issuer = issuerUrl === undefined ? issuerOfArn(providerArn) : issuerOfUrl(issuerUrl);
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
   * @throws InputError if an attribute is invalid, of another account or region, or the two disagree, with all problems
   */
  public static fromOidcTrustAttributes(scope: Construct, id: string, attrs: OidcTrustAttributes): IOidcTrust {
    return new ImportedOidcTrust(scope, id, attrs);
  }

  /** OIDC provider in IAM. */
  public readonly provider: iam.OidcProviderNative;

  public readonly issuer: string;

  /** @throws InputError if a property is invalid, or the issuer is of another region, with all problems */
  constructor(scope: Construct, id: string, props: OidcTrustProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    refuse(this.node.path, issuerProblems('issuerUrl', props.issuerUrl, placeOf(this)));
    this.issuer = issuerOfUrl(props.issuerUrl);
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

const issuerOfUrl = (url: string): string =>
  isToken(url) ? Fn.select(1, Fn.split('//', url)) : url.slice('https://'.length);

const SEPARATOR = ':oidc-provider/';

const issuerOfArn = (arn: string): string =>
  isToken(arn) ? Fn.select(1, Fn.split(SEPARATOR, arn)) : (arn.split(SEPARATOR)[1] as string);
