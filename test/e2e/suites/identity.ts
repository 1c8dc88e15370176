import { generateKeyPairSync } from 'node:crypto';
import { answerOf } from '../aws/clients';
import { AUDIENCE, tokenOf } from '../aws/tokens';
import type { RigCluster } from '../rig/cluster';
import { accountOf, issuerIn } from '../rig/identity';

/** Who Loki is to AWS, with IAM enforced: to be looked at last, since it is about all requests of the run. */
export function identityTests(running: () => RigCluster): void {
  const loki = () => {
    const { namespace, serviceAccountName } = running().environment.identity;
    return accountOf(running().objects, namespace, serviceAccountName);
  };

  test('Loki asks AWS as the role of its service account, only about its two buckets, and is never refused', () => {
    const { aws, buckets, environment } = running();
    const requests = aws.requests.map((request) => request.split(' '));
    const s3 = `s3.${environment.region}.amazonaws.com`;
    const known = [`sts.${environment.region}.amazonaws.com`, ...Object.values(buckets).map((name) => `${name}.${s3}`)];
    expect(requests.filter(([, host]) => !known.includes(host as string))).toEqual([]);
    expect(requests.filter(([, host]) => host === known[0]).length).toBeGreaterThan(0);
    expect(requests.filter(([, host]) => host === known[1]).length).toBeGreaterThan(0);
    expect(requests.filter((request) => request.at(-1) === '403')).toEqual([]);
  });

  test('STS refuses Loki’s role to the token of another service account, and to one that nobody signed', async () => {
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
