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
