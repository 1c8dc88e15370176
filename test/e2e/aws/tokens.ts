import { generateKeyPairSync, sign } from 'node:crypto';

/** The key that signs the tests' tokens. */
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/** Whom the tokens are for that STS takes. */
export const AUDIENCE = 'sts.amazonaws.com';

/** A service account's token, as EKS signs it. */
export function tokenOf(subject: string, issuer: string, audience = AUDIENCE): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: `https://${issuer}`, sub: subject, aud: [audience], iat: now, exp: now + 3600 };
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'test' })}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), KEY).toString('base64url')}`;
}
