import { generateKeyPairSync } from 'node:crypto';
import { answerOf } from '../aws/clients';
import { AUDIENCE, tokenOf } from '../aws/tokens';
import type { RigCluster } from '../rig/cluster';
import { accountOf, issuerIn } from '../rig/identity';
import { ownLoki } from '../../../lib/environment/own-loki';

/** Loki's identity in AWS, with IAM enforced. These tests come last, as they cover all requests of the run. */
export function identityTests(running: () => RigCluster): void {
  const loki = () => {
    const { namespace, serviceAccountName } = ownLoki(running().environment).identity;
    return accountOf(running().objects, namespace, serviceAccountName);
  };

  test('Loki uses the role of its service account, only for its two buckets, and no signed request is refused', () => {
    const { aws, buckets, environment } = running();
    const requests = aws.requests.map((request) => request.split(' '));
    const s3 = `s3.${environment.region}.amazonaws.com`;
    const known = [`sts.${environment.region}.amazonaws.com`, ...Object.values(buckets).map((name) => `${name}.${s3}`)];
    expect(requests.filter(([, host]) => !known.includes(host as string))).toEqual([]);
    expect(requests.filter(([, host]) => host === known[0]).length).toBeGreaterThan(0);
    expect(requests.filter(([, host]) => host === known[1]).length).toBeGreaterThan(0);
    const refused = requests.filter(([, , , status]) => status === '403');
    // Without STS, Loki's S3 client has no credentials and sends requests unsigned. S3 refuses them, and Loki retries.
    expect(refused.filter((request) => request.at(-1) === 'signed' || aws.outages === 0)).toEqual([]);
  });

  test('STS refuses Loki’s role to the token of another service account, and to one with a wrong signature', async () => {
    const { namespace, name } = loki();
    const token = (subject: string, key?: Parameters<typeof tokenOf>[3]) =>
      tokenOf(subject, issuerIn(running().environment.region), AUDIENCE, key);
    const own = `system:serviceaccount:${namespace}:${name}`;
    const answer = (text: string) => answerOf(running().aws.assume(loki(), text));
    expect(await answer(token(own))).toBe('allowed');
    expect(await answer(token(`system:serviceaccount:${namespace}:loki-no-role`))).toBe('403 AccessDenied');
    expect(await answer(token(`system:serviceaccount:default:${name}`))).toBe('403 AccessDenied');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(await answer(token(own, privateKey))).toBe('400 InvalidIdentityTokenException');
  });
}
