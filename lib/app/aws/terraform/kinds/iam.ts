import { json, TAGS } from '../fields';
import { type Block, type Kind, nameSuffix, type Self } from '../kind';
import { onlyOne } from '../no-form';

/** Roles, their permissions, and the OIDC provider of a cluster. */
export const IAM_KINDS: Readonly<Record<string, Kind>> = {
  'AWS::IAM::Role': {
    type: 'aws_iam_role',
    attributes: { Ref: 'name', Arn: 'arn' },
    fields: {
      RoleName: 'name',
      Description: 'description',
      Path: 'path',
      PermissionsBoundary: 'permissions_boundary',
      AssumeRolePolicyDocument: ['assume_role_policy', json],
      MaxSessionDuration: 'max_session_duration',
      ...TAGS,
    },
    others: {
      ManagedPolicyArns: (arns: readonly string[], { attribute }: Self): Block[] =>
        arns.map((policy_arn) => ({
          type: 'aws_iam_role_policy_attachment',
          suffix: nameSuffix(policy_arn),
          body: { role: attribute('name'), policy_arn },
        })),
    },
  },
  'AWS::IAM::Policy': {
    type: 'aws_iam_role_policy',
    attributes: {},
    // The CDK makes a policy for each role.
    fields: {
      PolicyName: 'name',
      PolicyDocument: ['policy', json],
      Roles: ['role', (roles: readonly string[]) => onlyOne('Roles', roles)],
    },
  },
  'AWS::IAM::OIDCProvider': {
    type: 'aws_iam_openid_connect_provider',
    attributes: { Ref: 'arn', Arn: 'arn' },
    fields: { Url: 'url', ClientIdList: 'client_id_list', ...TAGS },
  },
};
