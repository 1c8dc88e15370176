import { kafka, kafkaTopics } from '../../../../charts/alloy/kafka/validate';
import { problemText } from '../../../../charts/input/problems';

const broker = (port: number, host = 'b-1.logs.kafka.us-east-1.amazonaws.com') => `${host}:${port}`;
const arn = (region: string, end = '1') =>
  `arn:aws:kafka:${region}:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-${end}`;
const problemsOf = (given: object) => kafka('kafka', given).map(problemText);

test.each<[string, object, string]>([
  [
    'IAM of a cluster in another region',
    { brokers: [broker(9098)], iam: { clusterArn: arn('eu-west-1') } },
    'brokers[0]: b-1.logs.kafka.us-east-1.amazonaws.com:9098 is in region us-east-1, but iam.clusterArn is in eu-west-1; name brokers of that cluster',
  ],
  [
    'brokers of a cluster that is serverless, and the ARN of one that is not',
    {
      brokers: [broker(9098, 'boot-x.c1.kafka-serverless.us-east-1.amazonaws.com')],
      iam: { clusterArn: arn('us-east-1') },
    },
    'brokers[0]: boot-x.c1.kafka-serverless.us-east-1.amazonaws.com:9098 is serverless, but iam.clusterArn is not serverless; name brokers of that cluster',
  ],
  [
    'the port of IAM without IAM',
    { brokers: [broker(9098)], tls: true },
    'brokers: b-1.logs.kafka.us-east-1.amazonaws.com:9098 is at the port of MSK for IAM, but iam is missing; write iam, or use 9096 for sasl, 9094 for TLS, and 9092 without both',
  ],
  [
    'users at a port without users',
    { brokers: [broker(9094)], tls: true, sasl: { secret: 'user' } },
    'sasl: {"secret":"user"}, but b-1.logs.kafka.us-east-1.amazonaws.com:9094 is at a port of MSK without users; use 9096, or leave it out',
  ],
  [
    'no user at the port of users',
    { brokers: [broker(9096)], tls: true },
    "sasl: missing, but b-1.logs.kafka.us-east-1.amazonaws.com:9096 is at the port of MSK for a user and password; write one such as { secret: 'kafka-user' }, or use 9094",
  ],
  [
    'users without TLS',
    { brokers: [broker(9096)], sasl: { secret: 'user' } },
    'tls: missing, but b-1.logs.kafka.us-east-1.amazonaws.com:9096 is at a port of MSK with TLS; write tls: true',
  ],
  [
    'TLS at the port without it',
    { brokers: [broker(9092)], tls: true },
    'tls: true, but b-1.logs.kafka.us-east-1.amazonaws.com:9092 is at a port of MSK without TLS; use 9094, or leave it out',
  ],
  [
    'a mechanism that MSK does not have',
    { brokers: [broker(9096)], tls: true, sasl: { secret: 'user', mechanism: 'PLAIN' } },
    'sasl.mechanism: PLAIN, but MSK supports SCRAM-SHA-512 only; leave it out',
  ],
])('%s: refused once, for all brokers', (_what, given: { brokers?: string[] }, message) => {
  expect(problemsOf(given)).toEqual([`kafka.${message}`]);
  const brokers = (given.brokers ?? []).flatMap((one) => [one, one.replace(/^[^.]*/, 'b-2')]);
  expect(problemsOf({ ...given, brokers })).toEqual([`kafka.${message}`]);
});

test.each<[string, object]>([
  ['IAM', { brokers: [broker(9098)], iam: { clusterArn: arn('us-east-1') } }],
  [
    'IAM of a serverless cluster',
    {
      brokers: [broker(9098, 'boot-x.c1.kafka-serverless.us-east-1.amazonaws.com')],
      iam: { clusterArn: arn('us-east-1', 's1') },
    },
  ],
  ['a user', { brokers: [broker(9096)], tls: true, sasl: { secret: 'user' } }],
  ['a user from outside the VPC', { brokers: [broker(9196)], tls: true, sasl: { secret: 'user' } }],
  ['TLS alone', { brokers: [broker(9094)], tls: true }],
  ['plain text', { brokers: [broker(9092)] }],
  ['a port of private connectivity', { brokers: [broker(14_001)], tls: true, sasl: { secret: 'user' } }],
  ['another Kafka', { brokers: ['kafka.kafka:9096'] }],
])('%s: right', (_what, given) => {
  expect(problemsOf(given)).toEqual([]);
});

test('topics of others are connected to in the same ways', () => {
  const topic = { name: 'orders', topic: 'orders', brokers: [broker(9092)], tls: true };
  expect(kafkaTopics('kafkaTopics', [topic]).map(problemText)).toEqual([
    'kafkaTopics[0].tls: true, but b-1.logs.kafka.us-east-1.amazonaws.com:9092 is at a port of MSK without TLS; use 9094, or leave it out',
  ]);
});
