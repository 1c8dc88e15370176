import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { decide, type PolicyDocument } from '../../helpers/policy';
import { clientsOf } from './clients';
import type { Deployment } from './deployment';

/** Days after which S3 expires a tenant's chunks: its retention, one day for Loki's delay, and a week. */
export function expiryDays(retentionDays: number): number {
  return retentionDays + 1 + 7;
}

/** Days until objects of a bucket expire, by prefix. */
export async function expiryOf(deployment: Deployment, Bucket: string): Promise<Record<string, number>> {
  const rules = (await lifecycleOf(deployment, Bucket)).filter(({ Expiration }) => Expiration?.Days !== undefined);
  return Object.fromEntries(
    rules.map(({ Filter, Expiration }) => [Filter?.Prefix as string, Expiration?.Days as number]),
  );
}

async function lifecycleOf(deployment: Deployment, Bucket: string): Promise<LifecycleRule[]> {
  const { s3 } = clientsOf(deployment.aws);
  return (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? [];
}

/** Properties of both buckets, as S3 returns them. */
export function storageTests(deployed: () => Deployment, expiry: Record<string, number>): void {
  describe.each([0, 1])('bucket %i', (index) => {
    const bucket = () => deployed().buckets[index] as string;
    const s3 = () => clientsOf(deployed().aws).s3;

    test('is encrypted, versioned, private, and owned by the account', async () => {
      const Bucket = bucket();
      const { ServerSideEncryptionConfiguration } = await s3().send(new GetBucketEncryptionCommand({ Bucket }));
      expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
        { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ]);
      expect((await s3().send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
      const { PublicAccessBlockConfiguration } = await s3().send(new GetPublicAccessBlockCommand({ Bucket }));
      expect(PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const { OwnershipControls } = await s3().send(new GetBucketOwnershipControlsCommand({ Bucket }));
      expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    });

    test('cleans up deleted versions and incomplete uploads', async () => {
      const rules = (await lifecycleOf(deployed(), bucket())).filter(({ Filter }) => !Filter?.Prefix);
      expect(rules).toMatchObject([
        { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 7 } },
        { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } },
      ]);
      expect(rules.map(({ Expiration }) => Expiration?.Days)).toEqual([undefined, undefined]);
    });

    test(`expires ${index === 0 ? 'the chunks of every tenant' : 'nothing'}`, async () => {
      expect(await expiryOf(deployed(), bucket())).toEqual(index === 0 ? expiry : {});
    });

    test('refuses plain HTTP and TLS before 1.2 for every principal', async () => {
      const { Policy } = await s3().send(new GetBucketPolicyCommand({ Bucket: bucket() }));
      const document = JSON.parse(Policy as string) as PolicyDocument;
      const arn = `arn:aws:s3:::${bucket()}`;
      for (const [action, resource] of [
        ['s3:GetObject', `${arn}/tenant/chunk`],
        ['s3:ListBucket', arn],
      ] as const) {
        const over = (secure: string, version: string) =>
          decide([document], {
            action,
            resource,
            principal: deployed().roleArn,
            context: { 'aws:SecureTransport': secure, 's3:TlsVersion': version },
          });
        expect(over('false', '0')).toBe('denied');
        expect(over('true', '1.1')).toBe('denied');
        expect(over('true', '1.2')).toBe('not allowed');
        expect(over('true', '1.3')).toBe('not allowed');
      }
    });
  });
}
