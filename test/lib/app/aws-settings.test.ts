import { type App, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import type { StorageStack } from '../../../lib/app/stacks/storage-stack';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { fastApp } from '../../helpers/fast-app';
import { ENV, library, lines } from './loki-logging/doors';

const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';
const SETTINGS = { tags: { team: 'platform' }, permissionsBoundary: BOUNDARY, rolePath: '/platform/' };

const stage = (change: Partial<EnvironmentProps>) =>
  stageOf(resolveEnvironment('dev', { ...ENV, cluster: { create: {} }, ...change }));

const properties = (templates: readonly (PlainTemplate | undefined)[], type: string) =>
  templates.flatMap((template) => resourcesOf(template as PlainTemplate, type).map(([, resource]) => resource));

/** Templates of the stacks of an environment, and of a `LokiLogging` with the same settings. */
function bothDoors(): Record<string, PlainTemplate> {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  library(SETTINGS, stack);
  const template = (stack.node.root as App).synth().getStackByName('Stack').template as PlainTemplate;
  const ours = Object.entries(template.Resources).filter(([id]) => id.startsWith('Logging'));
  return { ...templatesOf(stage(SETTINGS)), LokiLogging: { Resources: Object.fromEntries(ours) } };
}

describe('tags, permissions boundary and path of roles', () => {
  const templates = bothDoors();

  test.each(['Cluster', 'Logging', 'LokiLogging'])('are those of every role of %s', (name) => {
    const roles = properties([templates[name]], 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(2);
    for (const { Properties } of roles) {
      expect(Properties).toMatchObject({ PermissionsBoundary: BOUNDARY, Path: '/platform/' });
      expect(Properties.Tags).toContainEqual({ Key: 'team', Value: 'platform' });
    }
  });

  test.each([
    ['Cluster', 'AWS::EC2::VPC'],
    ['Storage', 'AWS::S3::Bucket'],
    ['Storage', 'AWS::SecretsManager::Secret'],
    ['LokiLogging', 'AWS::S3::Bucket'],
    ['LokiLogging', 'AWS::SecretsManager::Secret'],
  ])('tags of %s are on %s', (name, type) => {
    const found = properties([templates[name]], type);
    expect(found.length).toBeGreaterThan(0);
    for (const { Properties } of found) expect(Properties.Tags).toContainEqual({ Key: 'team', Value: 'platform' });
  });

  test.each(['Logging', 'LokiLogging'])('the service accounts of %s name roles on the path', (name) => {
    const manifests = JSON.stringify(properties([templates[name]], 'Custom::AWSCDK-EKS-KubernetesResource'));
    expect(manifests).toMatch(/arn:aws:iam::111122223333:role\/platform\/loki-/);
    expect(manifests).not.toMatch(/arn:aws:iam::111122223333:role\/loki-/);
  });

  test('without them, roles and resources have none', () => {
    const { Logging, Storage } = templatesOf(stage({}));
    const [role] = properties([Logging], 'AWS::IAM::Role');
    expect(role?.Properties).not.toHaveProperty('PermissionsBoundary');
    expect(properties([Storage], 'AWS::S3::Bucket')[0]?.Properties).not.toHaveProperty('Tags');
  });
});

describe('removalPolicy', () => {
  const policies = (change: Partial<EnvironmentProps>) => {
    const { Cluster, Storage } = templatesOf(stage({ storage: { encryption: 'kms' }, ...change }));
    const types = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'];
    const resources = [...types, 'AWS::EKS::Cluster'].flatMap((type) => properties([Cluster, Storage], type));
    return new Set(resources.map(({ DeletionPolicy }) => DeletionPolicy));
  };

  test('retain keeps all that holds data, unless its creation fails', () => {
    expect(policies({})).toEqual(new Set(['RetainExceptOnCreate']));
    expect(policies({ removalPolicy: 'retain' })).toEqual(new Set(['RetainExceptOnCreate']));
  });

  test('destroy deletes it', () => {
    const acknowledge = ['DeletionPolicy', 'UpdateReplacePolicy'].map((field) => ({
      rule: 'STORAGE-RETAIN-1',
      path: `Storage/StorageChunkBucketCD29784C ${field}`,
      reason: 'thrown away',
    }));
    expect(policies({ removalPolicy: 'destroy', acknowledge })).toEqual(new Set(['Delete']));
  });
});

describe('customizeStack', () => {
  test('changes any construct of any stack, after all exist', () => {
    const seen: string[] = [];
    const templates = templatesOf(
      stage({
        customizeStack: (stack) => {
          seen.push(stack.node.id);
          Tags.of(stack).add('stack', stack.node.id);
          if (stack.node.id !== 'Storage') return;
          const bucket = (stack as StorageStack).storage.chunkBucket.node.defaultChild as s3.CfnBucket;
          bucket.objectLockEnabled = true;
          new s3.Bucket(stack, 'Mine', { removalPolicy: RemovalPolicy.RETAIN });
        },
      }),
    );
    expect(seen).toEqual(['Cluster', 'Storage', 'Logging']);
    const buckets = properties([templates['Storage']], 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(3);
    expect(buckets[0]?.Properties).toMatchObject({ ObjectLockEnabled: true });
    expect(JSON.stringify(properties([templates['Cluster']], 'AWS::EC2::VPC'))).toContain('"Value":"Cluster"');
  });

  test('is seen by the rules about templates', () => {
    const open = stage({
      customizeStack: (stack) => {
        if (stack.node.id !== 'Storage') return;
        const bucket = (stack as StorageStack).storage.chunkBucket.node.defaultChild as s3.CfnBucket;
        bucket.publicAccessBlockConfiguration = undefined;
      },
    });
    expect(() => (open.node.root as App).synth()).toThrow('STORAGE-PUBLIC-1');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no such construct');
      },
      'throws no such construct; correct the function',
    ],
    [
      'is an asynchronous generator',
      async function* () {
        yield await Promise.resolve();
      },
      'is a generator, whose code would not run; write a function without *',
    ],
    ['is asynchronous', () => Promise.resolve(), 'returns a promise; change the objects at once, without async'],
  ])('that %s is refused with its path, once', (_what, customizeStack, problem) => {
    expect(lines(() => stage({ customizeStack }))).toEqual([`environments.dev.customizeStack: ${problem}`]);
  });
});
