import {
  ADMIN_ARN,
  type ArnForm,
  arnFault,
  FUNCTION_ARN,
  KEY_ARN,
  PROVIDER_ARN,
} from '../../../../lib/environment/aws/arn';

const A = '111122223333';

test.each<[string, ArnForm, readonly string[], readonly string[]]>([
  [
    'administrators',
    ADMIN_ARN,
    [
      `arn:aws:iam::${A}:role/admin`,
      `arn:aws-cn:iam::${A}:user/a/b/c@d`,
      `arn:aws:iam::${A}:role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Admin_0123456789abcdef`,
    ],
    [
      'admin',
      `arn:aws:iam::${A}:role/*`,
      `arn:aws:iam::${A}:role/a b`,
      `arn:aws:iam::${A}:role/`,
      `arn:aws:iam::${A}:group/admin`,
      `arn:aws:iam:us-east-1:${A}:role/admin`,
      `arn:aws:sts::${A}:assumed-role/admin/me`,
      `arn:aws:iam::${A}:root`,
      `arn:aws:iam::1111:role/admin`,
      `arn:amazon:iam::${A}:role/admin`,
      `arn:aws:iam::${A}:role/admin `,
      `arn:aws:iam::${A}:role/${'x'.repeat(65)}`,
    ],
  ],
  [
    'providers',
    PROVIDER_ARN,
    [`arn:aws-us-gov:iam::${A}:oidc-provider/oidc.eks.us-gov-west-1.amazonaws.com/id/ABC`],
    [
      `arn:aws:iam::${A}:oidc-provider/*`,
      `arn:aws:iam::${A}:oidc-provider/https://oidc.eks.us-east-1.amazonaws.com/id/ABC`,
      `arn:aws:iam::${A}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC/`,
      `arn:aws:iam::${A}:saml-provider/a`,
    ],
  ],
  [
    'keys',
    KEY_ARN,
    [`arn:aws:kms:us-east-1:${A}:key/mrk-1234`, `arn:aws-cn:kms:cn-north-1:${A}:key/1234`],
    [
      `arn:aws:kms:us-east-1:${A}:alias/loki`,
      `arn:aws:kms:cn-north-1:${A}:key/1234`,
      `arn:aws-cn:kms:us-east-1:${A}:key/1234`,
      `arn:aws:kms::${A}:key/1234`,
      `arn:aws:kms:*:${A}:key/1234`,
      `arn:aws:s3:us-east-1:${A}:key/1234`,
      'alias/loki',
    ],
  ],
  [
    'functions',
    FUNCTION_ARN,
    [`arn:aws:lambda:eu-central-1:${A}:function:kubectl`],
    [
      `arn:aws:lambda:eu-central-1:${A}:function:kubectl:*`,
      `arn:aws:lambda:eu-central-1:${A}:layer:kubectl`,
      `arn:aws:iam::${A}:role/kubectl`,
    ],
  ],
])('ARNs of %s', (_what, form, valid, invalid) => {
  expect(valid.filter((arn) => arnFault(arn, form))).toEqual([]);
  expect(invalid.filter((arn) => !arnFault(arn, form))).toEqual([]);
});

test('the advice fits the mistake', () => {
  expect(arnFault(`arn:aws:sts::${A}:assumed-role/admin/me`, ADMIN_ARN)?.fix).toMatch(/^write the role itself/);
  expect(arnFault(`arn:aws:iam::${A}:role/*`, ADMIN_ARN)?.wrong).toBe('is a pattern, not the ARN of a role or user');
  expect(arnFault(`arn:aws:kms:cn-north-1:${A}:key/1`, KEY_ARN)).toEqual({
    wrong: 'is in partition aws, and cn-north-1 belongs to aws-cn',
    fix: 'begin it with arn:aws-cn',
  });
});
