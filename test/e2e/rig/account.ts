import { CreateChangeSetCommand, DescribeStacksCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { type Environment, resolveEnvironment } from '../../../lib/environment/environment';
import { type PlainTemplate, stageOf, templatesOf } from '../../helpers/environments';
import { clientsOf, type Credentials } from '../aws/clients';
import type { LocalAws } from '../aws/local-aws';
import { issuerIn } from './identity';

/**
 * Deploys what pods need from an environment's stacks: buckets with their policies, secrets, the OIDC provider of the
 * cluster and roles with their policies. The templates are those of a deployment to an existing cluster whose issuer is
 * the rig's; resources for the cluster itself are left out.
 */
export async function deployAccount(aws: LocalAws, environment: Environment): Promise<void> {
  const { clusterName: name, region } = environment;
  const cluster = { existing: { name, oidcIssuer: `https://${issuerIn(region)}` } };
  const templates = templatesOf(stageOf(resolveEnvironment(environment.name, { ...environment.props, cluster })));
  const { cloudformation } = clientsOf(aws, undefined, region);
  // Storage first: the other stack imports its exports.
  for (const stack of ['Storage', 'Logging']) {
    const StackName = `${environment.name}-${stack}`;
    const TemplateBody = JSON.stringify(forPods(templates[stack] as PlainTemplate));
    const change = { StackName, ChangeSetName: 'create' };
    await cloudformation.send(new CreateChangeSetCommand({ ...change, ChangeSetType: 'CREATE', TemplateBody }));
    await cloudformation.send(new ExecuteChangeSetCommand(change));
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
    if (Stacks?.[0]?.StackStatus !== 'CREATE_COMPLETE') throw new Error(`${StackName}: ${Stacks?.[0]?.StackStatus}`);
  }
}

/** User with all permissions: the rig inspects AWS as this user once IAM is enforced. */
export async function makeOperator(aws: LocalAws): Promise<Credentials> {
  const { iam } = clientsOf(aws);
  const UserName = 'operator';
  const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'all', PolicyDocument: JSON.stringify(all) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId as string, secretAccessKey: AccessKey?.SecretAccessKey as string };
}

/** Resources of a template that pods use. */
function forPods({ Resources, Outputs = {} }: PlainTemplate): PlainTemplate {
  const roles = Object.keys(Resources).filter((id) =>
    JSON.stringify(Resources[id]?.Properties.AssumeRolePolicyDocument ?? '').includes('AssumeRoleWithWebIdentity'),
  );
  const kept = Object.entries(Resources).filter(([id, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::Role') return roles.includes(id);
    if (Type === 'AWS::IAM::Policy')
      return (Properties.Roles as { Ref: string }[]).some(({ Ref }) => roles.includes(Ref));
    return /^AWS::(S3|SecretsManager|KMS)::|^AWS::IAM::OIDCProvider$/.test(Type);
  });
  const exported = Object.entries(Outputs).filter(([id]) => id.startsWith('Exports'));
  return { Resources: Object.fromEntries(kept), Outputs: Object.fromEntries(exported) };
}
