import { ACCOUNT } from '../aws/partition';
import { type Problem, problemOfValue, show } from '../../../charts/input/problems';
import { bucketNameFault, regionFault } from '../../../charts/endpoint/object-store';
import { MAX_ROLE_NAME } from '../../../charts/input/aws-forms';
import { isSpoke } from '../hub/hub';
import { bucketName, clientRoleName } from '../names';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

const bucketNames: LoggingRule = (name, { account, region, storage, loki }) => {
  if (isSpoke({ loki })) return [];
  const problems: Problem[] = [];
  for (const [key, purpose] of [
    ['chunkBucketName', 'chunks'],
    ['rulerBucketName', 'ruler'],
  ] as const) {
    const given = isObject(storage) ? storage[key] : undefined;
    if (typeof given === 'string') {
      const fault = bucketNameFault(given);
      if (fault) problems.push(problemOfValue(`storage.${key}`, given, fault));
    } else if (
      typeof account === 'string' &&
      // Another fault of the account is the only mistake.
      ACCOUNT.test(account) &&
      typeof region === 'string' &&
      regionFault(region) === undefined
    ) {
      const made = bucketName(purpose, { environment: name, account, region });
      const fault = bucketNameFault(made);
      if (fault) {
        problems.push({
          path: '',
          found: `the bucket name ${made} made from it ${fault.wrong}`,
          fix: `use a shorter environment name, or write storage.${key}`,
        });
      }
    }
  }
  if (isObject(storage) && storage.chunkBucketName && storage.chunkBucketName === storage.rulerBucketName) {
    problems.push({
      path: 'storage.rulerBucketName',
      found: `${show(storage.rulerBucketName)} is also the chunk bucket, whose old objects expire`,
      fix: `use a bucket of its own`,
    });
  }
  return problems;
};

const roleName: LoggingRule = (name, { region }) => {
  if (typeof region !== 'string' || !region) return [];
  // The longest of the role names.
  const role = clientRoleName('gateway', { environment: name, account: '', region });
  if (role.length <= MAX_ROLE_NAME) return [];
  return [
    {
      path: '',
      found: `the role name ${role} made from it has ${role.length} characters, but IAM accepts at most ${MAX_ROLE_NAME}`,
      fix: `use a shorter environment name`,
    },
  ];
};

/** Rules about names of AWS resources. */
export const NAME_RULES: readonly LoggingRule[] = [bucketNames, roleName];
