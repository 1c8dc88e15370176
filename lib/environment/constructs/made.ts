import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { statementsOf } from '../../checks/read/templates/statements';
import { placeFaults } from './place';
import { keyKindFault } from '../aws/key-kind';
import { logBucketFault } from '../aws/log-bucket';
import { at, record, records } from '../../manifests/shape';

/** Problems of a key that is made in the app, and that encrypts nothing for S3 or Secrets Manager. */
export function madeKeyProblems(path: string, key: unknown): Problem[] {
  const made = Construct.isConstruct(key) ? key.node.defaultChild : undefined;
  if (!(made instanceof kms.CfnKey)) return [];
  const fault = keyKindFault({ spec: made.keySpec, usage: made.keyUsage });
  return fault ? [problemOfValue(path, made.node.path, fault)] : [];
}

/** True for a resource with a place. */
const isResource = (value: unknown): value is s3.IBucket => Construct.isConstruct(value) && 'env' in value;

/** Problems of a bucket that is elsewhere than its readers, or is made in the app and that gets no access logs. */
export function logBucketProblems(scope: Construct, path: string, bucket: unknown): Problem[] {
  const misplaced = isResource(bucket) ? placeFaults(scope, bucket, 'bucket') : [];
  if (misplaced.length > 0) return misplaced.map((fault) => ({ path, ...fault }));
  const made = bucket instanceof s3.Bucket ? bucket.node.defaultChild : undefined;
  if (!(made instanceof s3.CfnBucket)) return [];
  const resolved = record(
    Stack.of(made).resolve({
      encryption: made.bucketEncryption,
      lock: made.objectLockConfiguration,
      policy: (bucket as s3.Bucket).policy?.document,
    }),
  );
  const rules = records(at(resolved['encryption'], 'serverSideEncryptionConfiguration'));
  const fault = logBucketFault({
    algorithms: rules.map((rule) => at(rule, 'serverSideEncryptionByDefault.sseAlgorithm')),
    isLocked: at(resolved['lock'], 'rule.defaultRetention') !== undefined,
    statements: statementsOf(resolved['policy'] ?? {}, 'PolicyDocument') ?? [],
  });
  return fault ? [problemOfValue(path, made.node.path, fault)] : [];
}
