import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { answerOf, clientsOf, type Credentials } from './clients';
import type { Deployment } from './deployment';
import { issuerOf, providerArn } from './identity';
import { AUDIENCE, tokenOf } from './tokens';

const OTHER_AUDIENCE = 'kubernetes.default.svc';
const OTHER_ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/ANOTHERCLUSTER';
const OTHER_BUCKET = 'bucket-of-somebody-else';

/** Who may assume Loki's role, and what it allows, with IAM enforced. */
export function leastPrivilegeTests(deployed: () => Deployment): void {
  let issuer: string;
  let loki: Credentials;

  const LOKI = 'system:serviceaccount:loki:loki';
  const assume = (token: string) =>
    clientsOf(deployed().aws).sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: deployed().roleArn,
        RoleSessionName: 'loki-ingester-0',
        WebIdentityToken: token,
      }),
    );
  const operations: Record<string, (s3: S3Client, Bucket: string) => Promise<unknown>> = {
    PutObject: (s3, Bucket) => s3.send(new PutObjectCommand({ Bucket, Key: 'tenant/a/b', Body: 'chunk' })),
    GetObject: (s3, Bucket) => s3.send(new GetObjectCommand({ Bucket, Key: 'tenant/a/b' })),
    ListObjectsV2: (s3, Bucket) => s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'tenant/' })),
    DeleteObject: (s3, Bucket) => s3.send(new DeleteObjectCommand({ Bucket, Key: 'tenant/a/b' })),
    GetBucketPolicy: (s3, Bucket) => s3.send(new GetBucketPolicyCommand({ Bucket })),
    PutBucketPolicy: (s3, Bucket) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Version":"2012-10-17","Statement":[]}' })),
    DeleteBucket: (s3, Bucket) => s3.send(new DeleteBucketCommand({ Bucket })),
  };
  const answers = async (s3: S3Client, bucket: string) => {
    const all: Record<string, string> = {};
    for (const [name, send] of Object.entries(operations)) all[name] = await answerOf(send(s3, bucket));
    return all;
  };
  const FORBIDDEN = Object.fromEntries(Object.keys(operations).map((name) => [name, '403 AccessDenied']));
  const LOKIS = { PutObject: 'allowed', GetObject: 'allowed', ListObjectsV2: 'allowed', DeleteObject: 'allowed' };

  beforeAll(async () => {
    const { iam, s3 } = clientsOf(deployed().aws);
    issuer = await issuerOf(deployed());
    await s3.send(new CreateBucketCommand({ Bucket: OTHER_BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: OTHER_BUCKET, Key: 'tenant/a/b', Body: 'not yours' }));
    // The account trusts both issuers, so that only the role can refuse them.
    await iam.send(
      new AddClientIDToOpenIDConnectProviderCommand({
        OpenIDConnectProviderArn: providerArn(issuer),
        ClientID: OTHER_AUDIENCE,
      }),
    );
    const other = { Url: `https://${OTHER_ISSUER}`, ClientIDList: [AUDIENCE] };
    await iam.send(new CreateOpenIDConnectProviderCommand(other));
    await deployed().aws.enforceIam(true);
  });

  afterAll(() => deployed().aws.enforceIam(false));

  test('Loki’s service account gets credentials', async () => {
    const { Credentials: given } = await assume(tokenOf(LOKI, issuer));
    loki = {
      accessKeyId: given?.AccessKeyId as string,
      secretAccessKey: given?.SecretAccessKey as string,
      sessionToken: given?.SessionToken,
    };
    expect(loki.sessionToken).toBeTruthy();
  });

  test.each([
    ['another service account', 'system:serviceaccount:loki:loki-no-role', AUDIENCE],
    ['a service account whose name has the same prefix', 'system:serviceaccount:loki:loki-2', AUDIENCE],
    ['its name in another namespace', 'system:serviceaccount:default:loki', AUDIENCE],
    ['a token for another audience', LOKI, OTHER_AUDIENCE],
  ])('the role refuses %s', async (_, subject, audience) => {
    expect(await answerOf(assume(tokenOf(subject, issuer, audience)))).toBe('403 AccessDenied');
  });

  test('the role refuses a token of another cluster that the account trusts', async () => {
    expect(await answerOf(assume(tokenOf(LOKI, OTHER_ISSUER)))).toBe('403 AccessDenied');
  });

  test('the account refuses a token of an unknown cluster', async () => {
    expect(await answerOf(assume(tokenOf(LOKI, `${issuer}0`)))).toBe('400 InvalidIdentityTokenException');
  });

  test.each([0, 1])(
    'Loki may read, write, list and delete objects in bucket %i, and may not change the bucket',
    async (index) => {
      const bucket = deployed().buckets[index] as string;
      expect(await answers(clientsOf(deployed().aws, loki).s3, bucket)).toEqual({ ...FORBIDDEN, ...LOKIS });
    },
  );

  test('Loki has no access to another bucket', async () => {
    expect(await answers(clientsOf(deployed().aws, loki).s3, OTHER_BUCKET)).toEqual(FORBIDDEN);
  });

  test('Loki’s buckets refuse unsigned requests', async () => {
    for (const bucket of deployed().buckets) {
      for (const path of ['', '/tenant/a/b', '?list-type=2&prefix=tenant/']) {
        for (const method of ['GET', 'PUT', 'DELETE']) {
          const response = await fetch(`${deployed().aws.endpoint}/${bucket}${path}`, { method });
          expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} 403`);
        }
      }
    }
  });

  test('Loki may not change its own permissions', async () => {
    const RoleName = deployed().roleArn.split('/').at(-1) as string;
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const { iam } = clientsOf(deployed().aws, loki);
    const put = new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: JSON.stringify(all) });
    expect(await answerOf(iam.send(put))).toBe('403 AccessDenied');
    const trust = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(all) });
    expect(await answerOf(iam.send(trust))).toBe('403 AccessDenied');
  });
}
