import { InputError } from '../../../../../charts/input/problems';
import { terraformDocument } from '../../../../../lib/app/aws/terraform/document';
import type { AwsTemplate } from '../../../../../lib/app/aws/template';
import type { EnvironmentProps } from '../../../../../lib/environment/props';
import { ACCOUNT, EXISTING, FULL, REGION, templateOf } from '../helpers';
import { hasAttribute, resourceFaults } from './schema';

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

interface Document {
  readonly resource: Blocks;
  readonly ephemeral?: Blocks;
  readonly data: Blocks;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
}

const PLACE = { name: 'prod', account: ACCOUNT, region: REGION };
const ofTemplate = (template: AwsTemplate) => terraformDocument(template, PLACE) as unknown as Document;

/** The `index`th resource of a type. */
const one = ({ resource }: Document, type: string, index = 0) =>
  Object.values(resource[type] ?? {})[index] as Record<string, unknown>;

const document = (resources: Record<string, unknown>, outputs: AwsTemplate['Outputs'] = {}) =>
  ofTemplate({ Description: 'test', Resources: resources as AwsTemplate['Resources'], Outputs: outputs });

const SHARED: Record<string, EnvironmentProps> = {
  hub: {
    ...EXISTING,
    tenants: ['hub', 'spoke'],
    expose: { ...(FULL.expose as object), privateLink: undefined } as EnvironmentProps['expose'],
  },
  spoke: {
    ...EXISTING,
    account: '444455556666',
    cluster: {
      existing: {
        name: 'spoke',
        oidcIssuer: `https://oidc.eks.${REGION}.amazonaws.com/id/ANOTHERD539D4633E53DE1B716D3041E`,
      },
    },
    loki: { of: 'hub' },
  },
};

describe.each<[string, AwsTemplate]>([
  ['an environment with the defaults', templateOf(EXISTING)],
  ['an environment with everything', templateOf(FULL)],
  ['a hub with a spoke in another account', templateOf(SHARED.hub as EnvironmentProps, 'hub', SHARED)],
  [
    'an environment whose passwords an operator reads',
    templateOf({ ...EXISTING, credentials: { from: 'external-secrets' } }),
  ],
])('%s', (_, template) => {
  const made = ofTemplate(template);
  const resources = Object.entries(made.resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, body]) => ({ type, name, body })),
  );

  test('has arguments that the provider knows, and all that it requires', () => {
    expect(resources.length).toBeGreaterThan(10);
    expect(resources.flatMap(({ type, body }) => resourceFaults(type, body))).toEqual([]);
  });

  test('refers only to attributes of resources in it', () => {
    const text = JSON.stringify([made.resource, made.output]);
    const references = [...text.matchAll(/(?<!\$)\$\{(aws_\w+)\.(\w+)\.(\w+)\}/g)];
    expect(references.length).toBeGreaterThan(10);
    const broken = references.filter(
      ([, type = '', name = '', attribute = '']) =>
        !(name in (made.resource[type] ?? {})) || !hasAttribute(type, attribute),
    );
    expect(broken.map(([reference]) => reference)).toEqual([]);
    for (const [, type = '', name = ''] of text.matchAll(/"(aws_\w+)\.(\w+)"/g)) {
      expect(made.resource[type]).toHaveProperty(name);
    }
  });

  test('has no function of CloudFormation, and no password', () => {
    expect(JSON.stringify(made)).not.toMatch(/Fn::|"Ref"|AWS::|"secret_string"|"result"/);
  });

  test('has a resource for each of the template', () => {
    const names = new Set(resources.map(({ name }) => name));
    const missing = Object.keys(template.Resources).filter(
      (id) => !names.has(id) && !resources.some(({ name }) => name.startsWith(`${id}_`)),
    );
    expect(missing).toEqual([]);
  });

  test('keeps what CloudFormation keeps', () => {
    const kept = (text: string | undefined) => ['Retain', 'RetainExceptOnCreate'].includes(String(text));
    const ours = resources.filter(({ body }) => body.lifecycle !== undefined).map(({ name }) => name);
    const theirs = Object.entries(template.Resources).filter(([, { DeletionPolicy }]) => kept(DeletionPolicy));
    expect(ours.sort()).toEqual(theirs.map(([id]) => id).sort());
  });

  test('has policies that are JSON once references are filled in', () => {
    const documents = resources.flatMap(({ body }) => [body.policy, body.assume_role_policy].filter(Boolean));
    expect(documents.length).toBeGreaterThan(3);
    for (const text of documents) {
      const filled = String(text).replace(/\$\{[^}]+\}/g, 'arn:aws:s3:::bucket');
      expect(JSON.parse(filled)).toHaveProperty('Statement');
    }
  });
});

test('buckets, keys and roles have the names, settings and policies of the template', () => {
  const made = ofTemplate(templateOf(FULL));
  expect(one(made, 'aws_s3_bucket')).toEqual({
    bucket: `loki-prod-chunks-${ACCOUNT}-${REGION}`,
    tags: { team: 'platform' },
    lifecycle: { prevent_destroy: true },
  });
  expect(one(made, 'aws_s3_bucket_versioning').versioning_configuration).toEqual({ status: 'Enabled' });
  expect(one(made, 'aws_s3_bucket_lifecycle_configuration').rule).toContainEqual({
    id: 'expired-apps',
    status: 'Enabled',
    filter: { prefix: 'apps/' },
    expiration: { days: 98 },
    noncurrent_version_expiration: { noncurrent_days: 3 },
    transition: [{ days: 30, storage_class: 'STANDARD_IA' }],
  });
  const [key] = Object.keys(made.resource.aws_kms_key ?? {});
  expect(JSON.stringify(one(made, 'aws_s3_bucket_server_side_encryption_configuration'))).toContain(
    `"\${aws_kms_key.${key}.arn}"`,
  );
  const role = Object.values(made.resource.aws_iam_role ?? {}).find(({ name }) => name === `loki-prod-${REGION}`);
  expect(role).toMatchObject({
    path: '/platform/',
    max_session_duration: 3600,
    permissions_boundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
  });
  expect(JSON.parse(String(role?.assume_role_policy))).toMatchObject({
    Statement: [{ Principal: { Service: 'pods.eks.amazonaws.com' } }],
  });
});

test('AWS generates each password, Terraform writes it once and does not store it', () => {
  const made = ofTemplate(templateOf(FULL));
  const [name = ''] = Object.keys(made.resource.aws_secretsmanager_secret ?? {});
  const password = `ephemeral.aws_secretsmanager_random_password.${name}.random_password`;
  expect(made.ephemeral?.aws_secretsmanager_random_password?.[name]).toEqual({
    password_length: 32,
    exclude_punctuation: true,
  });
  expect(made.resource.aws_secretsmanager_secret_version?.[name]).toEqual({
    secret_id: `\${aws_secretsmanager_secret.${name}.id}`,
    secret_string_wo: `\${jsonencode({ "other" = "", "password" = ${password} })}`,
    secret_string_wo_version: 1,
  });
});

test('each of a list has a resource of its own, which keeps its name when another one leaves', () => {
  const principals = ['arn:aws:iam::444455556666:root', 'arn:aws:iam::777788889999:root'];
  const names = (list: string[]) => {
    const properties = { ServiceId: 'vpce-svc-1', AllowedPrincipals: list };
    const { resource } = document({
      Principals: { Type: 'AWS::EC2::VPCEndpointServicePermissions', Properties: properties },
    });
    return Object.entries(resource.aws_vpc_endpoint_service_allowed_principal ?? {});
  };
  const [, second] = names(principals);
  expect(second).toEqual([
    'Principals_arn_aws_iam_777788889999_root',
    { vpc_endpoint_service_id: 'vpce-svc-1', principal_arn: principals[1] },
  ]);
  expect(names(principals.slice(1))).toEqual([second]);
});

test('another account or region ends the plan', () => {
  const { data } = ofTemplate(templateOf(EXISTING));
  const conditions = Object.entries(data).map(([type, named]) => [type, JSON.stringify(named.here?.lifecycle)]);
  expect(conditions).toEqual([
    ['aws_caller_identity', expect.stringContaining(JSON.stringify(`\${self.account_id == "${ACCOUNT}"}`))],
    ['aws_region', expect.stringContaining(JSON.stringify(`\${self.region == "${REGION}"}`))],
  ]);
});

test('what has no form is refused, all at once', () => {
  const resources = {
    Queue: { Type: 'AWS::SQS::Queue' },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs', WebsiteConfiguration: {} } },
    Ruler: {
      Type: 'AWS::S3::Bucket',
      Properties: { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', TagFilters: [] }] } },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Select': [0, ['a']] } } },
    Optional: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader' }, Condition: 'IsProd' },
    Shared: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'both', Roles: ['one', 'other'] } },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { SecurityGroupIngress: [443, 80].map((FromPort) => ({ CidrIp: '10.0.0.0/16', FromPort })) },
    },
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { GenerateSecretString: { SecretStringTemplate: '{}', GenerateStringKey: 'password', Of: 'words' } },
    },
  };
  const outputs = { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } } };
  const fix = 'has no form in Terraform here; leave it out of customizeStack, or write --only cloudformation';
  expect(() => document(resources, outputs)).toThrow(
    [
      `environments.prod: AWS::SQS::Queue Queue: AWS::SQS::Queue ${fix}`,
      `environments.prod: AWS::S3::Bucket Bucket: WebsiteConfiguration ${fix}`,
      `environments.prod: AWS::S3::Bucket Ruler: LifecycleConfiguration.Rules.TagFilters ${fix}`,
      `environments.prod: AWS::IAM::Role Role: Fn::Select ${fix}`,
      `environments.prod: AWS::IAM::Role Optional: Condition ${fix}`,
      `environments.prod: AWS::IAM::Policy Shared: Roles ${fix}`,
      `environments.prod: AWS::EC2::SecurityGroup Group: a second resource aws_vpc_security_group_ingress_rule.Group_10_0_0_0_16 ${fix}`,
      `environments.prod: AWS::SecretsManager::Secret Secret: GenerateSecretString.Of ${fix}`,
      `environments.prod: output Arn: a reference to Queue ${fix}`,
    ].join('\n'),
  );
});

test.each<[string, string, Record<string, unknown>]>([
  ['Tags', 'AWS::S3::Bucket', { Tags: 'platform' }],
  ['Tags', 'AWS::IAM::Role', { Tags: [null] }],
  ['ManagedPolicyArns', 'AWS::IAM::Role', { ManagedPolicyArns: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  ['ManagedPolicyArns', 'AWS::IAM::Role', { ManagedPolicyArns: [1] }],
  ['Roles', 'AWS::IAM::Policy', { Roles: 'loki' }],
  ['Roles', 'AWS::IAM::Policy', { Roles: [] }],
  ['AllowedPrincipals', 'AWS::EC2::VPCEndpointServicePermissions', { AllowedPrincipals: '*' }],
  ['LoadBalancerAttributes', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { LoadBalancerAttributes: {} }],
  ['Certificates', 'AWS::ElasticLoadBalancingV2::Listener', { Certificates: [{}, {}] }],
  ['LifecycleConfiguration.Rules', 'AWS::S3::Bucket', { LifecycleConfiguration: { Rules: {} } }],
  ['GenerateSecretString', 'AWS::SecretsManager::Secret', { GenerateSecretString: { SecretStringTemplate: 'words' } }],
  ['toString', 'AWS::IAM::Role', { toString: 'words' }],
])('%s of another shape than CloudFormation takes is refused by its path: %s', (path, Type, Properties) => {
  expect(() => document({ It: { Type, Properties } })).toThrow(
    new InputError([
      {
        path: `environments.prod: ${Type} It`,
        found: `${path} has no form in Terraform here`,
        fix: 'leave it out of customizeStack, or write --only cloudformation',
      },
    ]),
  );
});

test('each of a list stays, also if its name differs from that of another one in punctuation alone', () => {
  const arns = ['a-b', 'a_b', 'a.b', 'a-_b', 'a+b'].map((name) => `arn:aws:iam::444455556666:role/${name}`);
  const { resource } = document({
    Principals: {
      Type: 'AWS::EC2::VPCEndpointServicePermissions',
      Properties: { ServiceId: 'vpce-svc-1', AllowedPrincipals: arns },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: arns } },
  });
  const of = (type: string, argument: string) => Object.values(resource[type] ?? {}).map((body) => body[argument]);
  expect(of('aws_vpc_endpoint_service_allowed_principal', 'principal_arn')).toEqual(arns);
  expect(of('aws_iam_role_policy_attachment', 'policy_arn')).toEqual(arns);
});

test('settings of a generated password stay', () => {
  const { ephemeral } = document({
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        GenerateSecretString: {
          SecretStringTemplate: '{}',
          GenerateStringKey: 'password',
          PasswordLength: 40,
          ExcludeCharacters: '"@/\\',
          RequireEachIncludedType: false,
        },
      },
    },
  });
  expect(ephemeral?.aws_secretsmanager_random_password?.Secret).toEqual({
    password_length: 40,
    exclude_characters: '"@/\\',
    require_each_included_type: false,
  });
});

test('a dependency is one in Terraform', () => {
  const made = document({
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'loki' } },
    Association: { Type: 'AWS::EKS::PodIdentityAssociation', DependsOn: ['Role'] },
  });
  expect(one(made, 'aws_eks_pod_identity_association').depends_on).toEqual(['aws_iam_role.Role']);
});
