import { show, type Problem, problemOfValue } from '../../../charts/input/problems';
import { logBucketNameFault } from '../../../charts/endpoint/object-store';
import { partitionOf } from '../aws/partition';
import { bucketName } from '../names';
import { isObject, stringsOf } from '../values';
import type { StorageProps } from '../storage-props';
import { placeProblems } from './place';
import type { LoggingRule } from './rule';

/** KMS encrypts in its own region. A key of another account works if its policy allows it. */
const keysOfRegion: LoggingRule = (_name, input) => {
  const { credentials, storage } = input;
  const secrets = isObject(credentials) ? credentials.kmsKeyArn : undefined;
  const { encryptionKeyArn, otherKeyArns }: StorageProps = isObject(storage) ? storage : {};
  const others = stringsOf(otherKeyArns).map((arn, index) => [`storage.otherKeyArns[${index}]`, arn] as const);
  const keys = [
    ['credentials.kmsKeyArn', secrets] as const,
    ['storage.encryptionKeyArn', encryptionKeyArn] as const,
    ...others,
  ];
  return keys.flatMap(([path, arn]) => placeProblems(path, arn, input, { noun: 'a key' }));
};

/** Fields of the buckets that contradict each other. */
const storageChoices: LoggingRule = (_name, { storage }) => {
  if (!isObject(storage)) return [];
  const { encryption, encryptionKeyArn, createBuckets, accessLogBucket } = storage;
  const problems: Problem[] = [];
  if (encryption === 's3' && encryptionKeyArn !== undefined) {
    const found = `${show(encryptionKeyArn)} is never used, since encryption is s3`;
    const fix = 'leave out one of the two, or write the key in otherKeyArns if it encrypted the buckets earlier';
    problems.push({ path: 'storage.encryptionKeyArn', found, fix });
  }
  if (createBuckets === false && encryption === 'kms' && encryptionKeyArn === undefined) {
    const found = 'kms creates a key, and the buckets exist and have their own';
    problems.push({ path: 'storage.encryption', found, fix: 'write the ARN of their key as encryptionKeyArn' });
  }
  if (createBuckets === false && accessLogBucket !== undefined) {
    const found = `${show(accessLogBucket)} has no effect on buckets that exist`;
    problems.push({ path: 'storage.accessLogBucket', found, fix: 'leave it out, or set createBuckets to true' });
  }
  return problems;
};

const accessLogs: LoggingRule = (name, { account = '', region = '', storage }) => {
  const { accessLogBucket, chunkBucketName, rulerBucketName }: StorageProps = isObject(storage) ? storage : {};
  if (typeof accessLogBucket !== 'string') return [];
  const path = 'storage.accessLogBucket';
  if (typeof account !== 'string' || typeof region !== 'string') return [];
  const fault = logBucketNameFault(accessLogBucket);
  if (fault) return [problemOfValue(path, accessLogBucket, fault)];
  const parts = { environment: name, account, region };
  const own = [chunkBucketName ?? bucketName('chunks', parts), rulerBucketName ?? bucketName('ruler', parts)];
  if (!own.includes(accessLogBucket)) return [];
  const found = `${show(accessLogBucket)} is a bucket of Loki, which would log its own logs`;
  return [{ path, found, fix: 'use a bucket of its own' }];
};

/** IAM accepts only a boundary of the same account, or one of AWS. */
const boundaryOfAccount: LoggingRule = (_name, { account, region, permissionsBoundary }) => {
  if (typeof permissionsBoundary !== 'string') return [];
  const [, partition, , , owner] = permissionsBoundary.split(':');
  const path = 'permissionsBoundary';
  if (typeof account === 'string' && owner && owner !== 'aws' && owner !== account) {
    const found = `${show(permissionsBoundary)} belongs to account ${owner}, and the environment is in ${account}`;
    return [{ path, found, fix: `name a policy of ${account}` }];
  }
  if (typeof region !== 'string' || !partition || partition === partitionOf(region)) return [];
  const found = `${show(permissionsBoundary)} is in partition ${partition}, and ${region} is in ${partitionOf(region)}`;
  return [{ path, found, fix: `write arn:${partitionOf(region)}:iam::…` }];
};

/** Rules about the AWS resources beside the cluster. */
export const AWS_INPUT_RULES: readonly LoggingRule[] = [keysOfRegion, storageChoices, accessLogs, boundaryOfAccount];
