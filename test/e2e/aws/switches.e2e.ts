import { CreateBucketCommand, DeleteBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { answerOf, clientsOf, stackStatuses } from './clients';
import { DirectDeployment } from './direct-deployment';
import { assumeRole, createCluster } from './identity';
import { ACCOUNT, LocalAws, REGION } from './local-aws';

const NAME = 'switched';

/** Encryption and passwords are turned on, off and on again, and every line stays readable. */
describe('an environment whose encryption and passwords change', () => {
  let aws: LocalAws;
  let deployment: DirectDeployment;
  let issuer: string;
  const bucket = (purpose: string) => `loki-${NAME}-${purpose}-${ACCOUNT}-${REGION}`;
  const role = (client = '') => `arn:aws:iam::${ACCOUNT}:role/loki-${NAME}${client}-${REGION}`;
  const written: string[] = [];

  const environment = (change: Partial<EnvironmentProps>): EnvironmentProps => ({
    account: ACCOUNT,
    region: REGION,
    cluster: { existing: { name: NAME, oidcIssuer: `https://${issuer}` } },
    credentials: { from: 'kubernetes-secret' },
    ...change,
  });
  const deploy = (change: Partial<EnvironmentProps>, ...only: string[]) =>
    deployment.deploy(environment(change), only.length > 0 ? only : undefined);

  const assume = (subject: string, arn: string) => assumeRole(aws, issuer, subject, arn);

  /** Writes an object as Loki, and reads all objects so far; the answers of AWS. */
  const writeAndReadAll = async (): Promise<string[]> => {
    await aws.enforceIam(true);
    try {
      const { s3 } = clientsOf(aws, await assume('system:serviceaccount:loki:loki', role()));
      const Bucket = bucket('chunks');
      const Key = `${NAME}/${written.length}`;
      written.push(Key);
      const put = await answerOf(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'chunk' })));
      const gets = written.map((one) => answerOf(s3.send(new GetObjectCommand({ Bucket, Key: one }))));
      return [...new Set([put, ...(await Promise.all(gets))])];
    } finally {
      await aws.enforceIam(false);
    }
  };

  /** Creates a key as a user does, with the default policy of KMS. */
  const createKey = async (): Promise<string> => {
    const response = await fetch(aws.endpoint, {
      method: 'POST',
      headers: {
        'x-amz-target': 'TrentService.CreateKey',
        'content-type': 'application/x-amz-json-1.1',
        authorization: `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/kms/aws4_request, SignedHeaders=host, Signature=x`,
      },
      body: '{}',
    });
    const { KeyMetadata } = (await response.json()) as { KeyMetadata: { Arn: string } };
    return KeyMetadata.Arn;
  };

  beforeAll(async () => {
    aws = await LocalAws.start();
    deployment = new DirectDeployment(aws, NAME, REGION);
    issuer = await createCluster(aws, NAME);
  });

  afterAll(() => aws.stop());

  test('a first deploy that fails leaves nothing behind, and the next one succeeds', async () => {
    const { s3 } = clientsOf(aws);
    const taken = { Bucket: bucket('ruler') };
    await s3.send(new CreateBucketCommand(taken));
    await expect(deploy({ storage: { encryption: 'kms' } })).rejects.toThrow('BucketAlreadyExists');
    await s3.send(new DeleteBucketCommand(taken));
    await deploy({});
    expect(await writeAndReadAll()).toEqual(['allowed']);
  });

  test('kms: Loki may use the key as soon as the buckets have it, before the rest is deployed', async () => {
    await deploy({ storage: { encryption: 'kms' } }, 'Storage');
    expect(await writeAndReadAll()).toEqual(['allowed']);
    await deploy({ storage: { encryption: 'kms' } });
    expect(await writeAndReadAll()).toEqual(['allowed']);
  });

  test('back to s3, and kms again: every object stays readable', async () => {
    await deploy({ storage: { encryption: 's3' } });
    expect(await writeAndReadAll()).toEqual(['allowed']);
    await deploy({ storage: { encryption: 'kms' } });
    expect(await writeAndReadAll()).toEqual(['allowed']);
  });

  test('keys of the user, each named before the buckets change', async () => {
    const [first, second] = [await createKey(), await createKey()];
    await deploy({ storage: { encryption: 'kms', otherKeyArns: [first] } });
    await deploy({ storage: { encryptionKeyArn: first } }, 'Storage');
    expect(await writeAndReadAll()).toEqual(['allowed']);
    await deploy({ storage: { encryptionKeyArn: second, otherKeyArns: [first] } });
    expect(await writeAndReadAll()).toEqual(['allowed']);
  });

  test('a key that is no longer named is refused: the permission comes from this field', async () => {
    const [key] = [await createKey()];
    await deploy({ storage: { encryptionKeyArn: key } });
    expect(await writeAndReadAll()).toEqual(['allowed', '403 AccessDenied']);
  });

  test('passwords go to Secrets Manager and back, and again to the secrets that were kept', async () => {
    const password = async () => {
      await aws.enforceIam(true);
      try {
        const { secrets } = clientsOf(aws, await assume('system:serviceaccount:alloy:alloy', role('.alloy')));
        return (await secrets.send(new GetSecretValueCommand({ SecretId: `loki/${NAME}/writer` }))).SecretString;
      } finally {
        await aws.enforceIam(false);
      }
    };
    await deploy({ credentials: { from: 'secrets-manager' } });
    const first = await password();
    expect(first).toContain('"password"');
    await deploy({ credentials: { from: 'kubernetes-secret' } });
    await expect(deploy({ credentials: { from: 'secrets-manager' } })).rejects.toThrow('already exists');
    await deploy({ credentials: { from: 'secrets-manager', createSecrets: false } });
    expect(await password()).toBe(first);
    expect(Object.values(await stackStatuses(aws)).every((one) => /_COMPLETE$/.test(one))).toBe(true);
  });
});
