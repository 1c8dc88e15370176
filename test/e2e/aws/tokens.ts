import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The keys of the tests' issuers. */
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What STS checks signatures with, as PEM. */
export const PUBLIC_KEY = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Whom the tokens are for that STS takes. */
export const AUDIENCE = 'sts.amazonaws.com';

/** A service account's token, as EKS signs it. */
export function tokenOf(
  subject: string,
  issuer: string,
  audience = AUDIENCE,
  key: KeyObject = KEYS.privateKey,
): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: `https://${issuer}`, sub: subject, aud: [audience], iat: now, exp: now + 3600 };
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'test' })}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}
