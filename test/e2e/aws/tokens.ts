import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Key pair of all issuers in the tests. */
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Public key with which STS checks signatures, as PEM. */
export const PUBLIC_KEY = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Private key with which issuers sign, as PEM. */
export const PRIVATE_KEY = KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Audience of tokens that STS accepts. */
export const AUDIENCE = 'sts.amazonaws.com';

/** Token of a service account, as EKS signs it. */
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
