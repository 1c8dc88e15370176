import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { checkedOf, checkedTemplate, EXISTING, templateOf } from './helpers';

const warningsOf = (props: EnvironmentProps) => checkedTemplate(checkedOf(props)).warnings.map(({ rule }) => rule.id);

test('a template has outputs with the names of what it makes', () => {
  const { Outputs = {} } = templateOf(EXISTING);
  expect(Object.fromEntries(Object.entries(Outputs).map(([id, { Value }]) => [id, Value]))).toEqual({
    WriterSecretName: 'loki/prod/writer',
    ReaderSecretName: 'loki/prod/reader',
    ChunkBucketName: 'loki-prod-chunks-111122223333-eu-west-1',
    RulerBucketName: 'loki-prod-ruler-111122223333-eu-west-1',
    LokiRoleArn: 'arn:aws:iam::111122223333:role/loki-prod-eu-west-1',
  });
});

test('an environment that needs nothing in AWS is refused', () => {
  const props: EnvironmentProps = {
    ...EXISTING,
    credentials: { from: 'kubernetes-secret' },
    loki: { url: 'https://loki.example.com', writer: 'prod' },
    identity: 'pod-identity',
  };
  expect(() => templateOf(props)).toThrow(
    'environments.prod: needs no resources in AWS besides those that exist; apply its manifests alone',
  );
});

test('an error that a rule finds in the template is refused', () => {
  const props: EnvironmentProps = {
    ...EXISTING,
    customizeStack: (stack) => {
      for (const node of stack.node.findAll()) {
        if (node.node.path.endsWith('LokiRole/Role/Resource'))
          (node as CfnRole).assumeRolePolicyDocument = { Version: '2012-10-17', Statement: [] };
      }
    },
  };
  expect(() => templateOf(props)).toThrow(/Aws\/LoggingDeliveryLokiRole\w+ AssumeRolePolicyDocument/);
});

test('warnings that a rule finds in the template are returned, unless they are acknowledged', () => {
  const rule = 'STORAGE-RETAIN-1';
  expect(warningsOf(EXISTING)).toEqual([]);
  expect(warningsOf({ ...EXISTING, removalPolicy: 'destroy' })).toEqual([rule, rule, rule, rule]);
  // As `synth` and `check` print it, with their logical id.
  const acknowledge = [{ rule, path: 'Storage/StorageChunkBucket89F8CE8E DeletionPolicy', reason: 'it is for tests' }];
  expect(warningsOf({ ...EXISTING, removalPolicy: 'destroy', acknowledge })).toEqual([]);
});
