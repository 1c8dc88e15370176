import { CreateClusterCommand, DescribeClusterCommand } from '@aws-sdk/client-eks';
import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { clientsOf, type Credentials } from './clients';
import type { Deployment } from './deployment';
import { ACCOUNT, type LocalAws } from './local-aws';
import { tokenOf } from './tokens';

/** Issuer of the environment's cluster, as EKS returns it, without `https://`. */
export async function issuerOf({ aws, name }: Pick<Deployment, 'aws' | 'name'>, region?: string): Promise<string> {
  const { cluster } = await clientsOf(aws, undefined, region).eks.send(new DescribeClusterCommand({ name }));
  return (cluster?.identity?.oidc?.issuer as string).replace('https://', '');
}

/** Creates a cluster as a platform team does, and returns its issuer without `https://`. */
export async function createCluster(aws: LocalAws, name: string, region?: string): Promise<string> {
  await clientsOf(aws, undefined, region).eks.send(
    new CreateClusterCommand({
      name,
      version: '1.35',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/cluster`,
      resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] },
    }),
  );
  return issuerOf({ aws, name }, region);
}

/** Credentials of a service account of a cluster for a role. */
export async function assumeRole(
  aws: LocalAws,
  issuer: string,
  subject: string,
  RoleArn: string,
  region?: string,
): Promise<Credentials> {
  const { Credentials: given } = await clientsOf(aws, undefined, region).sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn,
      RoleSessionName: 'test',
      WebIdentityToken: tokenOf(subject, issuer),
    }),
  );
  return {
    accessKeyId: given?.AccessKeyId as string,
    secretAccessKey: given?.SecretAccessKey as string,
    sessionToken: given?.SessionToken,
  };
}

/** ARN of the OIDC provider of an issuer. */
export function providerArn(issuer: string): string {
  return `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`;
}

/** OIDC provider, role and policy, as IAM returns them. */
export function identityTests(deployed: () => Deployment): void {
  const iam = () => clientsOf(deployed().aws).iam;
  const RoleName = () => deployed().roleArn.split('/').at(-1) as string;

  test('IAM has one OIDC provider, of the cluster, for STS', async () => {
    const issuer = await issuerOf(deployed());
    const { OpenIDConnectProviderList } = await iam().send(new ListOpenIDConnectProvidersCommand({}));
    expect(OpenIDConnectProviderList).toEqual([{ Arn: providerArn(issuer) }]);
    const provider = await iam().send(
      new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: providerArn(issuer) }),
    );
    expect(provider).toMatchObject({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] });
  });

  test('Loki’s role trusts one service account of the cluster, for an hour', async () => {
    const issuer = await issuerOf(deployed());
    const { Role } = await iam().send(new GetRoleCommand({ RoleName: RoleName() }));
    expect(Role).toMatchObject({ Arn: deployed().roleArn, Path: '/', MaxSessionDuration: 3600 });
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument as string))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: providerArn(issuer) },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: 'sts.amazonaws.com',
              [`${issuer}:sub`]: 'system:serviceaccount:loki:loki',
            },
          },
        },
      ],
    });
  });

  test('its one policy names both buckets and nothing else', async () => {
    const { AttachedPolicies } = await iam().send(new ListAttachedRolePoliciesCommand({ RoleName: RoleName() }));
    expect(AttachedPolicies).toEqual([]);
    const { PolicyNames = [] } = await iam().send(new ListRolePoliciesCommand({ RoleName: RoleName() }));
    expect(PolicyNames).toHaveLength(1);
    const [PolicyName] = PolicyNames as [string];
    const { PolicyDocument } = await iam().send(new GetRolePolicyCommand({ RoleName: RoleName(), PolicyName }));
    const arns = deployed().buckets.map((bucket) => `arn:aws:s3:::${bucket}`);
    expect(JSON.parse(decodeURIComponent(PolicyDocument as string))).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: arns },
        {
          Effect: 'Allow',
          Action: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
          Resource: arns.map((arn) => `${arn}/*`),
        },
      ],
    });
  });
}
