import { SECRET_NAME } from '../../charts/input/aws-forms';
import { formed } from '../environment/schema/fields';
import { objectOfCdk } from '../environment/constructs/validate';
import type { IOidcTrust } from './oidc-trust';

/** Trust in a cluster's service accounts. */
export const trust = objectOfCdk<IOidcTrust>(
  'a trust',
  "new OidcTrust(this, 'Trust', { issuerUrl: 'https://…' })",
  'providerArn',
  'issuer',
);

/** Name of a secret in Secrets Manager. */
export const secretName = formed(SECRET_NAME);
