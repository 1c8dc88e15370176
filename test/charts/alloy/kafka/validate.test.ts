import { KubernetesSecretCredentials } from '../../../../charts/endpoint/credentials';
import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import { chartOf, ENDPOINT } from '../helpers';

const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1';
const of = (kafka: object, more: object = {}) =>
  chartOf({ pipeline: { kafka: { brokers: ['kafka.kafka:9092'], ...kafka } }, ...more });

describe('topics of others', () => {
  const of = (...kafkaTopics: object[]) =>
    chartOf({
      sources: { kafkaTopics: kafkaTopics.map((one) => ({ brokers: ['a:9092', 'b:9092'], ...one })) as never },
    });

  test('two sources of one group would each get a part of the messages', () => {
    expect(() => of({ name: 'a', topic: 't' }, { name: 'b', topic: 't', brokers: ['b:9092', 'a:9092'] })).toThrow(
      'kafkaTopics[1].topic: t is read by item 0 in the same group, and each message goes to one of them; leave one of the two out, or give it a group of its own',
    );
    expect(() => of({ name: 'a', topic: 't' }, { name: 'b', topic: 't', group: 'other' })).not.toThrow();
    expect(() => of({ name: 'a', topic: 't' }, { name: 'b', topic: 'u' })).not.toThrow();
  });

  test('brokers of one cluster are known by one of them', () => {
    const other = { name: 'b', topic: 't', brokers: ['B:9092', 'c:9092'] };
    expect(() => of({ name: 'a', topic: 't' }, other)).toThrow('kafkaTopics[1].topic: t is read by item 0');
    expect(() => of({ name: 'a', topic: 't' }, { ...other, brokers: ['c:9092'] })).not.toThrow();
  });

  test.each(['.orders', 'a.b_c-D', 'x'.repeat(249)])('%s is the whole name of a topic', (topic) => {
    expect(() => of({ name: 'a', topic })).not.toThrow();
  });

  test.each(['..', '^orders-.*', 'orders-*', 'x'.repeat(250)])('%s is not', (topic) => {
    expect(() => of({ name: 'a', topic })).toThrow(
      'is not the name of a topic; use at most 249 letters, digits, dots, hyphens and underscores, and an item for each topic',
    );
  });

  test.each(['null', 'true', 'false'])('a source cannot be named %s, which components of Alloy cannot be', (name) => {
    expect(() => of({ name, topic: 't' })).toThrow(
      `kafkaTopics[0].name: ${name} is a keyword of Alloy's language; use another`,
    );
  });
});

test('a label with a value for every trace is not kept on the way through Kafka', () => {
  expect(() => of({ labels: ['team', 'trace_id'] })).toThrow(
    'kafka.labels[1]: trace_id has a new value for every request, process or pod, and each would be a stream; leave it out: it arrives as structured metadata',
  );
});

describe('wrong values', () => {
  test.each<[string, object, string]>([
    ['no brokers', { brokers: [] }, "brokers: [] is empty; name at least one, such as 'kafka.kafka:9092'"],
    [
      'a broker without a port',
      { brokers: ['kafka'] },
      "brokers[0]: kafka is not the host and port of a broker; write one such as 'kafka.kafka:9092'",
    ],
    [
      'a port that does not exist',
      { brokers: ['kafka:65536'] },
      "brokers[0]: kafka:65536 is not the host and port of a broker; write one such as 'kafka.kafka:9092'",
    ],
    [
      'a topic with a slash',
      { topic: 'a/b' },
      'topic: a/b cannot begin the names of topics; use at most 90 letters, digits, dots, hyphens and underscores',
    ],
    [
      'no pods',
      { consumers: 0 },
      'consumers: 0 is not a whole number of at least 1 and at most 1000; write one such as 2',
    ],
    ['a version', { version: 'latest' }, "version: latest is not a version of Kafka; write one such as '3.9.0'"],
    ['a label with a dot', { labels: ['a.b'] }, 'labels[0]: a.b cannot be the name of a label'],
    ['a user without a secret', { sasl: {} }, "sasl.secret: missing; write one such as 'kafka-user'"],
    [
      'a mechanism',
      { sasl: { secret: 'a', mechanism: 'SCRAM-SHA-255' } },
      'sasl.mechanism: SCRAM-SHA-255 is not one of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN; did you mean SCRAM-SHA-256?',
    ],
    [
      'IAM and a user',
      { brokers: ['b:9098'], iam: { clusterArn: CLUSTER }, sasl: { secret: 'a' } },
      'sasl: {"secret":"a"}, but iam authenticates the client already; leave one of the two out',
    ],
    [
      'IAM without TLS',
      { brokers: ['b:9098'], iam: { clusterArn: CLUSTER }, tls: false },
      'tls: false, but MSK accepts IAM over TLS only; leave it out',
    ],
    [
      'IAM on the port of plain text',
      { brokers: ['b:9092'], iam: { clusterArn: CLUSTER } },
      'brokers: b:9092 does not have the port of MSK for IAM; use 9098, or 9198 from outside the VPC',
    ],
    ['a misspelt key', { topics: 'a' }, 'topics: not a key; did you mean topic?'],
  ])('%s', (_name, kafka, message) => {
    expect(() => of(kafka)).toThrow(`pipeline.kafka.${message}`);
  });

  test('a tenant whose name no topic can have', () => {
    const endpoint = new LokiEndpoint({
      ...{ url: ENDPOINT.url, queryTimeoutSeconds: 300, namespace: 'loki' },
      credentials: new KubernetesSecretCredentials(),
      tenants: ['main', 'a(b)'],
    });
    expect(() => of({}, { endpoint, routes: [] })).toThrow(
      "alloy.kafka: the tenant a(b) cannot be part of a topic's name; use tenants of letters, digits, dots, hyphens and underscores",
    );
  });
});
