import { Aspects, CfnResource, NestedStack, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import { ExistingLoggingCluster } from '../../../../lib/cluster/existing-cluster';
import { LokiLogging } from '../../../../lib/app/loki-logging/loki-logging';
import { fastApp } from '../../../helpers/fast-app';
import { type PlainTemplate, resourcesOf } from '../../../helpers/environments';
import { resourcesOf as resourcesIn } from '../../helpers';
import { ENV, ISSUER, library, lines } from './doors';

const stackOf = () => new Stack(fastApp(), 'Stack', { env: ENV });

/** The template of a stack after a change of its constructs by an aspect. */
function after(visit: (node: IConstruct) => void, props: object = {}): PlainTemplate {
  const stack = stackOf();
  library(props, stack);
  Aspects.of(stack.node.root).add({ visit });
  const assembly = (stack.node.root as ReturnType<typeof fastApp>).synth();
  return assembly.getStackByName('Stack').template as PlainTemplate;
}

describe('what aspects of an organization do', () => {
  test('tags, boundaries and removal policies are as they say', () => {
    const template = after(
      (node) => {
        if (node instanceof Stack) Tags.of(node).add('team', 'platform');
        if (node instanceof iam.CfnRole) node.permissionsBoundary = 'arn:aws:iam::111122223333:policy/org';
        if (node instanceof CfnResource && node.cfnResourceType === 'AWS::S3::Bucket')
          node.applyRemovalPolicy(RemovalPolicy.DESTROY);
      },
      { rolePath: '/platform/' },
    );
    const roles = resourcesOf(template, 'AWS::IAM::Role').map(([, { Properties }]) => Properties);
    expect(roles.every(({ PermissionsBoundary }) => String(PermissionsBoundary).endsWith('policy/org'))).toBe(true);
    expect(resourcesOf(template, 'AWS::S3::Bucket').map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual([
      'Delete',
      'Delete',
    ]);
  });

  test.each<[string, (node: IConstruct) => void, string]>([
    [
      'a prefix of roles',
      (node) => {
        if (node instanceof iam.CfnRole) node.roleName = `org-${node.roleName}`;
      },
      'Stack/Logging/Delivery/LokiRole/Role/Resource.RoleName: org-loki-team-eu-west-1 is in place of loki-team-eu-west-1; leave it as it is, in aspects and escape hatches too: manifests have the name',
    ],
    [
      'a name of buckets by an escape hatch',
      (node) => {
        if (node instanceof s3.CfnBucket) node.addPropertyOverride('BucketName', 'org-logs');
      },
      'Stack/Logging/Storage/ChunkBucket/Resource.BucketName: org-logs is in place of loki-team-chunks-111122223333-eu-west-1',
    ],
    [
      'no name of secrets',
      (node) => {
        if (node instanceof CfnResource) node.addPropertyDeletionOverride('Name');
      },
      'Resource.Name: nothing is in place of loki/team/writer',
    ],
  ])('%s is refused, since manifests have the names', (_what, visit, message) => {
    expect(() => after(visit)).toThrow(message);
  });
});

describe('places of a LokiLogging', () => {
  test('a nested stack, and a stage', () => {
    const nested = new NestedStack(stackOf(), 'Nested');
    library({}, nested);
    expect(Object.keys(resourcesIn(nested, 'AWS::S3::Bucket'))).toHaveLength(2);
    const stage = new Stage(fastApp(), 'Prod', { env: ENV });
    library({}, new Stack(stage, 'Stack'));
    const assembly = stage.synth();
    expect(
      assembly.stacks.map(({ template }) => resourcesOf(template as PlainTemplate, 'AWS::S3::Bucket').length),
    ).toEqual([2]);
  });

  test('two stages with one environment', () => {
    const app = fastApp();
    const of = (name: string) => () => library({}, new Stack(new Stage(app, name, { env: ENV }), 'Stack'));
    expect(lines(of('Blue'))).toEqual([]);
    expect(lines(of('Green'))).toContain(
      'Green/Stack/Logging.cluster: team is also the cluster of Blue/Stack/Logging; keep one Loki per cluster, and separate its teams by tenants',
    );
  });
});

describe('values that the CDK CLI looks up after a first synthesis', () => {
  const of = (defaultValue?: string) => () => {
    const stack = stackOf();
    const oidcIssuer = ssm.StringParameter.valueFromLookup(stack, '/eks/issuer', defaultValue);
    const { cluster } = new ExistingLoggingCluster(stack, 'Existing', { clusterName: 'team', oidcIssuer });
    return new LokiLogging(stack, 'Logging', { cluster });
  };
  test('need a valid default, so that the first synthesis ends', () => {
    expect(lines(of())).toEqual([
      "Stack/Existing.oidcIssuer: dummy-value-for-/eks/issuer stands for a value that is looked up after the first synthesis; give the lookup a valid default: valueFromLookup(this, '/name', '…')",
    ]);
    expect(lines(of(ISSUER))).toEqual([]);
  });
});
