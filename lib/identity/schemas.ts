import { SECRET_NAME } from '../../charts/input/aws-forms';
import { isReadable } from '../../charts/input/props';
import { ROLE_ARN } from '../environment/aws/arn';
import { account } from '../environment/schema/environment';
import { arn, formed, string } from '../environment/schema/fields';
import { below } from '../environment/validate';
import type { SharedPasswordReader } from './log-credentials-props';
import { objectOfCdk, propProblems, type PropSchemas, refuse, valueProblems } from '../environment/constructs/validate';
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

const READER: PropSchemas<SharedPasswordReader> = {
  account,
  roleArn: arn(ROLE_ARN),
  user: string('writer'),
};

/**
 * Refuses readers that are not valid.
 *
 * @throws InputError if one is invalid, with all problems below the path of `owner`
 */
export function refuseReaders(owner: string, readers: readonly SharedPasswordReader[]): void {
  const problems = readers.flatMap((reader, index) =>
    // Readers of spokes have more keys.
    (isReadable(reader) ? valueProblems(reader, READER) : propProblems(reader, READER)).map((each) => ({
      ...each,
      path: below(`shareWith[${index}]`, each),
    })),
  );
  refuse(owner, problems);
}
