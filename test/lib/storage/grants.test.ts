import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LogEncryption, LogStorage, type LogStorageProps } from '../../../lib/storage/log-storage';
import { evaluate, resourcesOf, statementsOf, testStack } from '../helpers';

const NAMES = { chunkBucketName: 'test-chunks', rulerBucketName: 'test-ruler' };

function storage(props: Partial<LogStorageProps> = {}, stack = testStack()): { stack: Stack; storage: LogStorage } {
  return { stack, storage: new LogStorage(stack, 'Storage', { ...NAMES, ...props }) };
}

describe('grantReadWrite', () => {
  const role = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  const arns = (partition: string, suffix = '') =>
    ['test-chunks', 'test-ruler'].map((name) => `arn:${partition}:s3:::${name}${suffix}`);

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('in %s allows exactly four actions on objects and one on buckets', (region, partition) => {
    const stack = testStack(region);
    const created = storage({}, stack).storage;
    created.grantReadWrite(role(stack)).assertSuccess();
    const attributes = Object.fromEntries(
      Object.entries(resourcesOf(stack, 'AWS::S3::Bucket')).map(([id, { Properties }]) => [
        `${id}.Arn`,
        `arn:${partition}:s3:::${String(Properties.BucketName)}`,
      ]),
    );
    expect(evaluate(statementsOf(stack), { partition, attributes })).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: arns(partition) },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
        Resource: arns(partition, '/*'),
      },
    ]);
  });

  test('with KMS two actions on the key come in addition', () => {
    const { stack, storage: created } = storage({ encryption: LogEncryption.KMS });
    created.grantReadWrite(role(stack));
    const [keyId] = Object.keys(resourcesOf(stack, 'AWS::KMS::Key'));
    expect(statementsOf(stack)).toHaveLength(3);
    expect(statementsOf(stack)[2]).toEqual({
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: { 'Fn::GetAtt': [keyId, 'Arn'] },
    });
  });

  test('existing buckets get the same grants, and nothing is created', () => {
    const stack = testStack('us-gov-west-1');
    const existing = LogStorage.fromLogStorageAttributes(stack, 'Storage', {
      ...NAMES,
      region: 'us-gov-west-1',
      encryptionKeyArn: 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/k',
    });
    existing.grantReadWrite(role(stack));
    expect(evaluate(statementsOf(stack), { partition: 'aws-us-gov' })).toMatchObject([
      { Action: 's3:ListBucket', Resource: arns('aws-us-gov') },
      { Resource: arns('aws-us-gov', '/*') },
      {
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/k',
      },
    ]);
    expect(new Set(Object.values(resourcesOf(stack)).map(({ Type }) => Type))).toEqual(
      new Set(['AWS::IAM::Role', 'AWS::IAM::Policy']),
    );
    expect(existing.objectStore.region).toBe('us-gov-west-1');
  });
});
