import type { Fault } from '../../../charts/input/problems';
import { covers, type Condition, type Statement } from '../../checks/read/templates/statements';

/** A bucket for access logs that is made in the same app. */
export interface LogBucket {
  /** Algorithms of its default encryption. */
  readonly algorithms: readonly unknown[];

  /** True if new objects are locked. */
  readonly isLocked: boolean;

  /** Statements of its policies. */
  readonly statements: readonly Statement[];
}

/** Keys of conditions that requests of a service of AWS, which writes access logs, do not have. */
const ABSENT = [
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  's3:x-amz-server-side-encryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
];

/** Fault of a bucket that S3 writes no access logs to. */
export function logBucketFault({ algorithms, isLocked, statements }: LogBucket): Fault | undefined {
  const kms = algorithms.find((algorithm) => typeof algorithm === 'string' && algorithm.startsWith('aws:kms'));
  if (kms !== undefined) {
    return {
      wrong: `is encrypted with ${String(kms)}, and S3 writes access logs only to buckets with keys of S3`,
      fix: 'give it s3.BucketEncryption.S3_MANAGED',
    };
  }
  if (isLocked) {
    return {
      wrong: 'locks new objects by default, and S3 writes no access logs to such a bucket',
      fix: 'leave objectLockDefaultRetention out',
    };
  }
  const refusing = statements.find(refuses);
  return (
    refusing && {
      wrong: `has a policy that refuses access logs: ${refusing.path}`,
      fix: 'except the principal logging.s3.amazonaws.com, by aws:PrincipalServiceName',
    }
  );
}

/** True if a statement certainly denies the writing of logs. */
const refuses = ({ effect, principals, actions, conditions, inverted }: Statement): boolean =>
  effect === 'Deny' &&
  !inverted &&
  Object.values(principals).flat().includes('*') &&
  actions.some((action) => covers(action, 's3:PutObject')) &&
  conditions.every(isMet);

/** True if a condition certainly holds for a request that lacks its key. */
const isMet = ({ operator, key, values }: Condition): boolean =>
  ABSENT.includes(key.toLowerCase()) &&
  (operator === 'Null' ? values.includes('true') : /^(?:String|Arn)Not(?:Equals|Like)(?:IgnoreCase)?$/.test(operator));
