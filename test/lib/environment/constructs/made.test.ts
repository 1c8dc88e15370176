import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LogStorage, type LogStorageProps } from '../../../../lib/storage/log-storage';
import { testStack } from '../../helpers';

const NAMES = { chunkBucketName: 'test-chunks', rulerBucketName: 'test-ruler' };
const storage = (props: Partial<LogStorageProps>, stack: Stack) =>
  new LogStorage(stack, 'Storage', { ...NAMES, ...props });

test('a key that is made for something else is refused', () => {
  const of = (props: kms.KeyProps) => () => {
    const stack = testStack();
    storage({ encryptionKey: new kms.Key(stack, 'Own', props) }, stack);
  };
  const why = 'and S3 and Secrets Manager encrypt with symmetric keys alone; leave keySpec and keyUsage out';
  expect(of({ keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC })).toThrow(
    `Test/Storage.encryptionKey: Test/Own/Resource is a key of the kind HMAC_256, ${why}`,
  );
  expect(of({ keySpec: kms.KeySpec.RSA_4096 })).toThrow(`is a key of the kind RSA_4096, ${why}`);
  expect(of({ keySpec: kms.KeySpec.SYMMETRIC_DEFAULT, enableKeyRotation: true })).not.toThrow();
});

test('a bucket that gets no access logs is refused', () => {
  const of =
    (props: s3.BucketProps, ...statements: iam.PolicyStatementProps[]) =>
    () => {
      const stack = testStack();
      const serverAccessLogsBucket = new s3.Bucket(stack, 'Logs', props);
      for (const each of statements) {
        const principals = [new iam.AnyPrincipal()];
        const all = { effect: iam.Effect.DENY, principals, actions: ['s3:*'], resources: ['*'] };
        serverAccessLogsBucket.addToResourcePolicy(new iam.PolicyStatement({ ...all, ...each }));
      }
      storage({ serverAccessLogsBucket }, stack);
    };
  const at = 'Test/Storage.serverAccessLogsBucket: Test/Logs/Resource';
  expect(of({ encryption: s3.BucketEncryption.KMS })).toThrow(
    `${at} is encrypted with aws:kms, and S3 writes access logs only to buckets with keys of S3; give it s3.BucketEncryption.S3_MANAGED`,
  );
  expect(of({ objectLockDefaultRetention: s3.ObjectLockRetention.compliance(Duration.days(1)) })).toThrow(
    `${at} locks new objects by default, and S3 writes no access logs to such a bucket; leave objectLockDefaultRetention out`,
  );
  const outside = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } };
  expect(of({}, { conditions: outside })).toThrow(
    `${at} has a policy that refuses access logs: PolicyDocument.Statement[0]; except the principal logging.s3.amazonaws.com, by aws:PrincipalServiceName`,
  );
  expect(of({}, { conditions: { Null: { 's3:x-amz-server-side-encryption': 'true' } } })).toThrow(
    'refuses access logs',
  );
  expect(of({}, {})).toThrow('refuses access logs');
  const logsIn = (region: string) => {
    const stack = testStack();
    const logs = new Stack(stack.node.root as never, 'Logs', { env: { account: stack.account, region } });
    return () => storage({ serverAccessLogsBucket: new s3.Bucket(logs, 'Logs', { bucketName: 'logs' }) }, stack);
  };
  expect(logsIn('us-east-1')).toThrow(
    'Test/Storage.serverAccessLogsBucket: is in region us-east-1, and the stack is in eu-west-1; give the stack the region of the bucket',
  );
  expect(logsIn('eu-west-1')).not.toThrow();
  // Each of these lets the service write.
  expect(of({ enforceSSL: true, objectLockEnabled: true, encryption: s3.BucketEncryption.S3_MANAGED })).not.toThrow();
  expect(of({}, { conditions: { ...outside, Bool: { 'aws:PrincipalIsAWSService': 'false' } } })).not.toThrow();
  expect(of({}, { conditions: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } })).not.toThrow();
  expect(of({}, { actions: ['s3:DeleteObject'] })).not.toThrow();
});
