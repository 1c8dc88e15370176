import { textForm, type TextForm } from './forms';

/** Id of a resource in EC2: a prefix, and 8 or 17 hexadecimal digits. */
export const resourceId = (prefix: string, what: string): TextForm =>
  textForm(
    `${prefix}-0a1b2c3d`,
    new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`),
    `is not ${what}`,
    `write its id, such as '${prefix}-0a1b2c3d'`,
  );

/** Id of a VPC. */
export const VPC_ID = resourceId('vpc', 'a VPC');

/** Id of a subnet. */
export const SUBNET_ID = resourceId('subnet', 'a subnet');

/** Id of a security group. */
export const SECURITY_GROUP_ID = resourceId('sg', 'a security group');

/** ARN of an account, a role or a user. */
export const PRINCIPAL_ARN = textForm(
  'arn:aws:iam::444455556666:root',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/,
  'is not the ARN of an account, a role or a user',
  "write one such as 'arn:aws:iam::444455556666:root', for all of an account",
);

/** ARN of a certificate in ACM. */
export const CERTIFICATE_ARN = textForm(
  'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  /^arn:aws(-cn|-us-gov)?:acm:[a-z]{2}(-[a-z]+)+-\d:\d{12}:certificate\/[A-Za-z0-9-]+$/,
  'is not the ARN of a certificate in ACM',
  "find it with 'aws acm list-certificates'",
);

/** Length of the longest role name that IAM accepts (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
export const MAX_ROLE_NAME = 64;

const ANY_ROLE_ARN = textForm(
  'arn:aws:iam::111122223333:role/loki',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/(?:[!-)+->@-~]+\/)*[\w+=,.@-]+$/,
  'is not the ARN of a role',
  'write arn:<partition>:iam::<account>:role/<name>',
);

/** ARN of an IAM role, whose name may follow a path. */
export const ROLE_ARN: TextForm = {
  example: ANY_ROLE_ARN.example,
  faultOf: (text) => {
    const { length } = text.slice(text.lastIndexOf('/') + 1);
    const fault = ANY_ROLE_ARN.faultOf(text);
    if (fault || length <= MAX_ROLE_NAME) return fault;
    const wrong = `has a role name of ${length} characters, but IAM accepts at most ${MAX_ROLE_NAME}`;
    return { wrong, fix: 'shorten it' };
  },
};

/** ARN of an MSK cluster, serverless or provisioned. */
export const MSK_CLUSTER_ARN = textForm(
  'arn:aws:kafka:us-east-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1',
  /^arn:aws(-cn|-us-gov)?:kafka:[a-z]{2}(-[a-z]+)+-\d:\d{12}:cluster\/[A-Za-z0-9-]{1,64}\/[0-9a-f-]{36}-s?\d+$/,
  'is not the ARN of an MSK cluster',
  "find it with 'aws kafka list-clusters-v2 --query ClusterInfoList[].ClusterArn'",
);

const SECRET_NAMED = textForm(
  'loki/prod/writer',
  // Services of AWS name theirs with a prefix of their own, such as rds!cluster-….
  /^(?=.{1,512}$)(?:[a-z-]+!)?[\w/+=.@-]+$/,
  'is not the name of a secret in Secrets Manager',
  'use at most 512 letters, digits and /_+=.@-',
);

/** Name of a secret in AWS Secrets Manager (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html). */
export const SECRET_NAME: TextForm = {
  ...SECRET_NAMED,
  faultOf: (name) =>
    name.startsWith('arn:')
      ? { wrong: 'is an ARN', fix: 'write the name of the secret, without the six characters that AWS adds' }
      : SECRET_NAMED.faultOf(name),
};

/** ARN of a secret in AWS Secrets Manager, complete or without the six characters that AWS adds to its name. */
export const SECRET_ARN = textForm(
  'arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/prod/writer-AbCdEf',
  /^arn:aws(-cn|-us-gov)?:secretsmanager:[a-z]{2}(-[a-z]+)+-\d:\d{12}:secret:[\w/+=.@-]{1,519}$/,
  'is not the ARN of a secret in Secrets Manager',
  "find it with 'aws secretsmanager describe-secret --secret-id NAME --query ARN'",
);
