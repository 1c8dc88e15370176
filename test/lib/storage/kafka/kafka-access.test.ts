import { resolveEnvironment } from '../../../../lib/environment/environment';
import { OidcTrust } from '../../../../lib/identity/oidc-trust';
import { KafkaAccess } from '../../../../lib/storage/kafka/kafka-access';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../../helpers/environments';
import { makeCharts } from '../../../helpers/charts';
import { decide, type PolicyDocument } from '../../../helpers/policy';
import { evaluate, ISSUER, testStack } from '../../helpers';

const CLUSTER = 'arn:aws:kafka:us-east-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1';
const part = (kind: string, name: string) => `${CLUSTER.replace(':cluster/', `:${kind}/`)}/${name}`;

const environment = (credentials: EnvironmentProps['credentials']): EnvironmentProps => ({
  account: '111122223333',
  region: 'us-east-1',
  cluster: {
    existing: {
      name: 'shared',
      oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
    },
  },
  tenants: ['platform', 'apps'],
  credentials,
  alloy: { kafka: { brokers: ['b-1.logs.kafka.us-east-1.amazonaws.com:9098'], iam: { clusterArn: CLUSTER } } },
});

const loggingOf = (props: EnvironmentProps) =>
  (templatesOf(stageOf(resolveEnvironment('kafka', props))) as Record<string, PlainTemplate>).Logging as PlainTemplate;

/** Documents of the policies of roles whose id has a text. */
const policies = (template: PlainTemplate, id: string): PolicyDocument[] =>
  resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([name]) => name.includes(id))
    .map(([, { Properties }]) => evaluate(Properties.PolicyDocument, {}) as PolicyDocument);

const WAYS: [string, EnvironmentProps['credentials'], string, string][] = [
  ['the role of their password', { from: 'secrets-manager' }, 'AlloyRole', 'loki-kafka.alloy-us-east-1'],
  ['a role of their own', { from: 'kubernetes-secret' }, 'KafkaRole', 'loki-kafka.kafka-us-east-1'],
];

describe.each(WAYS)('collectors reach MSK with %s', (_name, credentials, id, roleName) => {
  const template = loggingOf(environment(credentials));
  const documents = policies(template, id);
  const may = (action: string, resource: string) => decide(documents, { action: `kafka-cluster:${action}`, resource });

  test('which all of their service accounts may assume', () => {
    const [[, role] = []] = resourcesOf(template, 'AWS::IAM::Role').filter(
      ([, { Properties }]) => Properties.RoleName === roleName,
    );
    const trust = JSON.stringify(role?.Properties.AssumeRolePolicyDocument);
    for (const name of ['alloy', 'alloy-events', 'alloy-kafka']) {
      expect(trust).toContain(`system:serviceaccount:alloy:${name}"`);
    }
  });

  test('it allows the topics and the group, and nothing else', () => {
    expect(documents).toHaveLength(1);
    expect(may('Connect', CLUSTER)).toBe('allowed');
    expect(may('WriteDataIdempotently', CLUSTER)).toBe('allowed');
    for (const topic of ['logs.platform', 'logs.apps']) {
      for (const action of ['DescribeTopic', 'WriteData', 'ReadData']) {
        expect(may(action, part('topic', topic))).toBe('allowed');
      }
      for (const action of ['CreateTopic', 'DeleteTopic', 'AlterTopic', 'AlterTopicDynamicConfiguration']) {
        expect(may(action, part('topic', topic))).toBe('not allowed');
      }
    }
    expect(may('AlterGroup', part('group', 'loki'))).toBe('allowed');
    expect(may('DescribeGroup', part('group', 'loki'))).toBe('allowed');
  });

  test.each([
    ['ReadData', part('topic', 'logs.other')],
    ['WriteData', part('topic', 'logs.apps2')],
    ['AlterGroup', part('group', 'loki2')],
    ['DeleteGroup', part('group', 'loki')],
    ['AlterCluster', CLUSTER],
    ['Connect', CLUSTER.replace('/logs/', '/other/')],
  ])('it does not allow %s on %s', (action, resource) => {
    expect(may(action, resource)).toBe('not allowed');
  });
});

test.each([
  ['each topic for 30 tenants', 30, 'not allowed'],
  ['those of one beginning for 1,000', 1000, 'allowed'],
])('the role may use %s, and its policy has the size that IAM takes', (_what, count, another) => {
  const tenants = Array.from({ length: count }, (_, index) => `tenant-${index}`);
  const template = loggingOf({ ...environment({ from: 'secrets-manager' }), tenants });
  const documents = policies(template, 'AlloyRole');
  const may = (action: string, name: string) =>
    decide(documents, { action: `kafka-cluster:${action}`, resource: part('topic', name) });
  for (const tenant of [tenants[0], tenants.at(-1)]) {
    for (const action of ['DescribeTopic', 'WriteData', 'ReadData'])
      expect(may(action, `logs.${tenant}`)).toBe('allowed');
    expect(may('CreateTopic', `logs.${tenant}`)).toBe('not allowed');
  }
  expect(may('ReadData', 'logs.another')).toBe(another);
  expect(may('ReadData', 'logs2.another')).toBe('not allowed');
  expect(resourcesOf(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  expect(JSON.stringify(documents).length).toBeLessThan(10_240);
});

test('access of charts without IAM for Kafka is refused', () => {
  const stack = testStack();
  const charts = makeCharts();
  const props = { charts, trust: new OidcTrust(stack, 'Trust', { issuerUrl: `https://${ISSUER}` }) };
  expect(() => new KafkaAccess(stack, 'Access', props)).toThrow(
    'Test/Access.charts: their collectors do not use IAM for Kafka; give them alloyPipeline',
  );
  expect(KafkaAccess.of(stack, 'None', props)).toBeUndefined();
});

test('without IAM there is no role for Kafka', () => {
  const props = environment({ from: 'kubernetes-secret' });
  const template = loggingOf({ ...props, alloy: { kafka: { brokers: ['kafka.kafka:9092'] } } });
  expect(JSON.stringify(template)).not.toContain('kafka-cluster:');
});
