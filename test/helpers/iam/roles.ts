import type { Environment } from '../../../lib/environment/environment';
import { textsOf } from '../../../lib/checks/read/templates/lists';
import { Templates } from '../../../lib/checks/read/templates/templates';
import { Manifests } from '../../../lib/manifests/manifests';
import type { PlainTemplate } from '../environments';
import type { PolicyDocument } from '../policy';

/** A role of the templates, with everything that says what it may and who takes it. */
export interface MadeRole {
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
}

/** An account of EKS Pod Identity with a role. */
interface Association {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
}

/** Roles, keys and associations of the templates of an environment. */
export interface Access {
  readonly roles: readonly MadeRole[];
  readonly associations: readonly Association[];

  /** Policies of KMS keys that are made. */
  readonly keys: readonly { readonly arn: string; readonly policy: PolicyDocument }[];
}

/** Reads what templates of an environment allow. `suffix` is that of the hosts of its partition. */
export function accessOf(environment: Environment, made: Record<string, PlainTemplate>, suffix: string): Access {
  const text = JSON.stringify(made).replaceAll('{"Ref":"AWS::URLSuffix"}', JSON.stringify(suffix));
  const templates = new Templates({
    environment,
    manifests: new Manifests([]),
    templates: Object.entries(JSON.parse(text) as Record<string, PlainTemplate>).map(([stack, { Resources }]) => ({
      stack,
      resources: Resources,
      bytes: 0,
    })) as never,
  });
  const policies = templates.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy');
  const document = (value: unknown): PolicyDocument =>
    (typeof value === 'string' ? JSON.parse(value) : value) as PolicyDocument;
  return {
    roles: templates.ofType('AWS::IAM::Role').map(({ id, stack, properties }) => {
      const name = templates.text({ Ref: id }, stack);
      const attached = policies.filter((policy) => textsOf(policy.properties['Roles']).includes(name));
      return {
        arn: templates.text({ 'Fn::GetAtt': [id, 'Arn'] }, stack),
        trust: document(properties['AssumeRolePolicyDocument']),
        policies: attached.map((policy) => document(policy.properties['PolicyDocument'])),
      };
    }),
    associations: templates.ofType('AWS::EKS::PodIdentityAssociation').map(({ properties }) => ({
      namespace: String(properties['Namespace']),
      serviceAccount: String(properties['ServiceAccount']),
      roleArn: String(properties['RoleArn']),
    })),
    keys: templates.ofType('AWS::KMS::Key').map(({ id, stack, properties }) => ({
      arn: templates.text({ 'Fn::GetAtt': [id, 'Arn'] }, stack),
      policy: document(properties['KeyPolicy']),
    })),
  };
}
