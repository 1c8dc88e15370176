import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type IOidcTrust, OidcTrust } from '../identity/oidc-trust';

/** Fields of an existing cluster that decide on its OIDC provider. */
interface ExistingTrustProps {
  /** OpenID Connect issuer of the cluster: `https://…`. */
  readonly oidcIssuer: string;

  /** ARN of its OIDC provider. @default - see `createOidcProvider` */
  readonly oidcProviderArn?: string;

  /** If true, a provider is created. @default - true without an `oidcProviderArn` */
  readonly createOidcProvider?: boolean;
}

/**
 * Trust in an existing cluster: by the OIDC provider that is named, by a new one, or by that of its issuer in the
 * account.
 */
export function existingTrust(scope: Construct, props: ExistingTrustProps): IOidcTrust {
  const { oidcIssuer: issuerUrl, oidcProviderArn, createOidcProvider } = props;
  if (oidcProviderArn !== undefined) {
    return OidcTrust.fromOidcTrustAttributes(scope, 'Trust', { providerArn: oidcProviderArn, issuerUrl });
  }
  if (createOidcProvider ?? true) {
    // Every other role of the cluster needs it, too.
    return new OidcTrust(scope, 'Trust', { issuerUrl, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  }
  const providerArn = Stack.of(scope).formatArn({
    service: 'iam',
    region: '',
    resource: 'oidc-provider',
    resourceName: issuerUrl.replace('https://', ''),
  });
  return OidcTrust.fromOidcTrustAttributes(scope, 'Trust', { providerArn, issuerUrl });
}
