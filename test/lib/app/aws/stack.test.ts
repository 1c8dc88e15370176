import { Tags } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { App } from 'aws-cdk-lib';
import { AwsStack } from '../../../../lib/app/aws/stack';
import type { StorageStack } from '../../../../lib/app/stacks/storage-stack';
import { Intrinsics } from '../../../../lib/checks/read/templates/intrinsics';
import type { TemplateResource } from '../../../../lib/checks/read/templates/template';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { at, record } from '../../../../lib/manifests/shape';
import { stageOf, templatesOf } from '../../../helpers/environments';
import { ACCOUNT, checkedOf, EXISTING, FULL, REGION, templateOf } from './helpers';

const types = (props: EnvironmentProps) => Object.values(templateOf(props).Resources).map(({ Type }) => Type);

/** Resources of templates with all that is known of them, without what follows from logical ids. */
function known(templates: Readonly<Record<string, Readonly<Record<string, TemplateResource>>>>): string[] {
  const all = Object.entries(templates).map(([stack, resources]) => ({ stack, resources, bytes: 0 }));
  const intrinsics = new Intrinsics(all, { account: ACCOUNT, region: REGION });
  return all.flatMap(({ stack, resources }) =>
    Object.values(resources).map(({ Type, Properties, DeletionPolicy }) => {
      const properties = intrinsics.resolve(Properties, stack) as Record<string, unknown>;
      const text = JSON.stringify({ Type, DeletionPolicy, ...properties, PolicyName: undefined });
      return text.replace(/<[^>]*>|\$\{[^}]*\}/g, '<>');
    }),
  );
}

describe.each([
  ['an environment with the defaults', EXISTING],
  ['an environment with everything', FULL],
])('%s', (_, props) => {
  const template = templateOf(props);

  test('has a template without assets, functions, custom resources, parameters, rules and metadata', () => {
    expect(Object.keys(template).sort()).toEqual(['Description', 'Outputs', 'Resources']);
    const text = JSON.stringify(template);
    expect(text).not.toMatch(/cdk-hnb659fds|AWS::Lambda|Custom::|AWS::CloudFormation|Fn::ImportValue|"Export"/);
    expect(new Set(Object.values(template.Resources).flatMap((resource) => Object.keys(resource)))).toEqual(
      new Set(['Type', 'Properties', 'DeletionPolicy', 'UpdateReplacePolicy']),
    );
  });

  test('has the resources of a deploy by the CDK, but for what delivers manifests', () => {
    const { Storage, Logging } = templatesOf(stageOf(resolveEnvironment('prod', props)));
    const deployed = known({ Storage: Storage?.Resources ?? {}, Logging: Logging?.Resources ?? {} });
    const ours = known({ Aws: template.Resources });
    expect(ours.filter((resource) => !deployed.includes(resource))).toEqual([]);
    const left = deployed
      .filter((resource) => !ours.includes(resource))
      .map((resource) => (JSON.parse(resource) as TemplateResource).Type);
    // Those of the kubectl provider, and the provider that no role with Pod Identity asks for.
    expect(left.filter((type) => !/^(AWS::(CloudFormation|Lambda|Logs|IAM)|Custom)::|AccessEntry$/.test(type))).toEqual(
      [],
    );
    expect(left).toContain('Custom::AWSCDK-EKS-KubernetesResource');
  });

  test('has a role for each account that its manifests annotate', () => {
    const named = checkedOf(props)
      .manifests.ofKind('ServiceAccount')
      .map(({ metadata }) => record(at(metadata, 'annotations'))['eks.amazonaws.com/role-arn'])
      .filter((arn) => typeof arn === 'string');
    const made = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Role')
      .map(
        ({ Properties }) =>
          `arn:aws:iam::${ACCOUNT}:role${String(Properties?.Path ?? '/')}${String(Properties?.RoleName)}`,
      );
    expect(made.length).toBeGreaterThan(3);
    expect(named.filter((arn) => !made.includes(arn))).toEqual([]);
  });
});

test('an OIDC provider is made if a role asks for it, and the account has none', () => {
  const provider = 'AWS::IAM::OIDCProvider';
  const { existing } = EXISTING.cluster;
  const oidcProviderArn = existing?.oidcIssuer.replace('https://', `arn:aws:iam::${ACCOUNT}:oidc-provider/`);
  expect(types(EXISTING)).toContain(provider);
  expect(
    types({ ...EXISTING, cluster: { existing: { ...existing, oidcProviderArn } as typeof existing } }),
  ).not.toContain(provider);
  expect(types({ ...EXISTING, identity: 'pod-identity' })).not.toContain(provider);
  // The operator takes the roles of passwords with a token of the cluster.
  expect(types({ ...EXISTING, identity: 'pod-identity', credentials: { from: 'external-secrets' } })).toContain(
    provider,
  );
});

test('with passwords in Kubernetes and buckets that exist, the roles are left', () => {
  const props: EnvironmentProps = {
    ...EXISTING,
    credentials: { from: 'kubernetes-secret' },
    storage: { createBuckets: false, chunkBucketName: 'old-chunks', rulerBucketName: 'old-ruler' },
  };
  expect(types(props)).toEqual(['AWS::IAM::OIDCProvider', 'AWS::IAM::Role', 'AWS::IAM::Policy']);
});

test('a spoke has roles that read the passwords of its hub, and no bucket', () => {
  const hub: EnvironmentProps = {
    ...EXISTING,
    tenants: ['hub', 'spoke'],
    expose: { ...FULL.expose, privateLink: undefined, host: 'loki.example.com' },
  };
  const spoke: EnvironmentProps = {
    ...EXISTING,
    cluster: {
      existing: {
        name: 'spoke',
        oidcIssuer: `https://oidc.eks.${REGION}.amazonaws.com/id/ANOTHERD539D4633E53DE1B716D3041E`,
      },
    },
    loki: { of: 'hub' },
  };
  const made = Object.values(templateOf(spoke, 'spoke', { hub }).Resources).map(({ Type }) => Type);
  expect(made).toContain('AWS::IAM::Role');
  expect(made).not.toContain('AWS::S3::Bucket');
  expect(made).not.toContain('AWS::SecretsManager::Secret');
});

test('customizeStack changes it as it changes the stacks of a deploy', () => {
  const called: string[] = [];
  const template = templateOf({
    ...EXISTING,
    customizeStack: (stack) => {
      called.push(stack.node.id);
      Tags.of(stack).add('stack', stack.node.id);
      if (stack.node.id !== 'Storage') return;
      const bucket = (stack as StorageStack).storage.chunkBucket.node.defaultChild as CfnBucket;
      bucket.addPropertyOverride('IntelligentTieringConfigurations', []);
    },
  });
  expect(called).toEqual(['Storage', 'Logging']);
  const [bucket, ruler] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::S3::Bucket');
  expect(bucket?.Properties).toMatchObject({
    IntelligentTieringConfigurations: [],
    Tags: [{ Key: 'stack', Value: 'Storage' }],
  });
  expect(ruler?.Properties).not.toHaveProperty('IntelligentTieringConfigurations');
  const roles = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  for (const { Properties } of roles) expect(Properties).toMatchObject({ Tags: [{ Key: 'stack', Value: 'Logging' }] });
});

test.each([
  [
    'a cluster that the CDK makes',
    { ...EXISTING, cluster: { create: { admins: [] } } },
    'environments.dev.cluster.create: is a cluster that the CDK makes and delivers to; write cluster.existing for one that exists, or use eks-loki synth',
  ],
  [
    'a local cluster',
    { cluster: { local: {} } },
    'environments.dev.cluster.local: is a local cluster, which needs nothing in AWS; render its manifests instead',
  ],
  [
    'a function that throws',
    {
      ...EXISTING,
      customizeStack: () => {
        throw new Error('no such bucket');
      },
    },
    'environments.dev.customizeStack: throws no such bucket; correct the function',
  ],
] as [string, EnvironmentProps, string][])('%s is refused', (_, props, message) => {
  const { environment, charts } = checkedOf(props, 'dev');
  expect(() => new AwsStack(new App({ autoSynth: false }), environment, charts)).toThrow(message);
});
