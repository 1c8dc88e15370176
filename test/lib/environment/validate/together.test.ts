import { checkCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { existing, good, issuer, linesOf, refused } from './environments';

const other = { name: 'other', oidcIssuer: issuer.replace('EXAMPLED', 'OTHEREXA') };
const fix = 'keep one Loki per cluster, and separate its teams by tenants';
const namespaces = (suffix: string) => ({
  loki: { namespace: `loki-${suffix}` },
  alloy: { namespace: `alloy-${suffix}` },
  grafana: { namespace: `grafana-${suffix}` },
});

describe('two environments on one cluster', () => {
  const twice = [
    `environments.b.cluster.existing.name: training is also the cluster of environments.a.cluster.existing.name; ${fix}`,
  ];
  const on = (cluster: object, more: object = {}) => ({ ...good, cluster, ...more });
  refused([
    ['that exists', { a: on({ existing }), b: on({ existing }) }, twice],
    [
      'in namespaces of their own',
      { a: on({ existing }, namespaces('a')), b: on({ existing }, namespaces('b')) },
      twice,
    ],
    ['whose issuers differ', { a: on({ existing }), b: on({ existing: { ...other, name: existing.name } }) }, twice],
    [
      'whose account and region are those of the credentials',
      { a: { cluster: { existing } }, b: { cluster: { existing } } },
      twice,
    ],
    [
      'that has two names',
      { a: on({ existing }), b: on({ existing: { ...existing, name: 'alias' } }) },
      [
        'environments.b.cluster.existing.oidcIssuer: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4… ' +
          `is also the cluster of environments.a.cluster.existing.oidcIssuer; ${fix}`,
      ],
    ],
    [
      'that both create',
      { a: on({ create: { name: 'shared' } }), b: on({ create: { name: 'shared' } }) },
      [`environments.b.cluster.create.name: shared is also the cluster of environments.a.cluster.create.name; ${fix}`],
    ],
    [
      'that one creates, under its own name, and the other uses',
      { shared: on({ create: {} }), b: on({ existing: { ...existing, name: 'shared' } }) },
      [
        `environments.b.cluster.existing.name: shared is also the cluster of environments.shared.cluster.create; ${fix}`,
      ],
    ],
    [
      'three times',
      { a: on({ existing }), b: on({ existing }), c: on({ existing }) },
      [...twice, ...twice.map((line) => line.replace('environments.b', 'environments.c'))],
    ],
  ]);
});

describe('two environments with one host', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
  const door = (more: object) => ({ host: 'loki.example.com', certificateArn, ...more });
  const inPublic = door({ access: 'public', from: ['203.0.113.0/24'] });
  const line = (field: string, owner = 'a.expose') =>
    `environments.b.${field}.host: loki.example.com is also the host of environments.${owner}.host; ` +
    'write a host of its own: one name leads to one of the two doors';
  const grafana = { grafana: { deploy: { expose: inPublic } } };
  const subnetIds = ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'];
  refused([
    [
      'in public',
      { a: { ...good, expose: inPublic }, b: { ...good, expose: { ...inPublic, host: 'loki.example.com' } } },
      [line('expose')],
    ],
    [
      'of Loki and of Grafana',
      { a: { ...good, expose: inPublic }, b: { ...good, ...grafana } },
      [line('grafana.deploy.expose')],
    ],
    [
      'in the same subnets',
      { a: { ...good, expose: door({ subnetIds }) }, b: { ...good, expose: door({ subnetIds }) } },
      [line('expose')],
    ],
    ['each in a network of its own', { a: { ...good, expose: door({}) }, b: { ...good, expose: door({}) } }, []],
  ]);
});

describe('two environments with one topic of Kafka', () => {
  const kafka = (more: object, tenants = ['apps']) => ({
    ...good,
    tenants,
    alloy: { kafka: { brokers: ['a.kafka:9092', 'b.kafka:9092'], ...more } },
  });
  refused([
    [
      'in one group',
      { a: kafka({}), b: kafka({ brokers: ['B.kafka:9092'] }, ['main', 'apps']) },
      [
        'environments.b.alloy.kafka.topic: logs.apps is also the topic of environments.a.alloy.kafka.topic; write a topic of its own',
      ],
    ],
    ['of other names, or in two groups', { a: kafka({}), b: kafka({ topic: 'b' }), c: kafka({ group: 'c' }) }, []],
  ]);
});

describe('two environments with one bucket', () => {
  const storage = (chunkBucketName: string, rulerBucketName: string) => ({
    ...good,
    storage: { chunkBucketName, rulerBucketName },
  });
  refused([
    [
      'for both purposes',
      { a: storage('chunks', 'rules'), b: storage('chunks', 'rules') },
      [
        'environments.b.storage.chunkBucketName: chunks is also the bucket of environments.a.storage.chunkBucketName; use a bucket of its own',
      ],
    ],
    [
      'for different purposes, in other regions',
      { a: storage('chunks', 'rules'), b: { ...storage('logs', 'chunks'), region: 'eu-west-1' } },
      [
        'environments.b.storage.rulerBucketName: chunks is also the bucket of environments.a.storage.chunkBucketName; use a bucket of its own',
      ],
    ],
    [
      'in one store with two spellings',
      Object.fromEntries(
        ['https://s3.example.com', 'https://S3.example.com:443'].map((url, index) => [
          'ab'.charAt(index),
          {
            ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
            storage: {
              ...{ createBuckets: false, chunkBucketName: 'chunks', rulerBucketName: 'rules' },
              endpoint: { url, accessKey: { secret: 'key' } },
            },
          },
        ]),
      ),
      [
        'environments.b.storage.chunkBucketName: chunks is also the bucket of environments.a.storage.chunkBucketName; use a bucket of its own',
      ],
    ],
    [
      'that has the default name of the other',
      { a: storage('loki-b-chunks-111122223333-us-east-1', 'rules'), b: good },
      [
        'environments.b.storage.chunkBucketName: loki-b-chunks-111122223333-us-east-1 is also the bucket of environments.a.storage.chunkBucketName; use a bucket of its own',
      ],
    ],
  ]);
});

describe('a bucket of access logs', () => {
  const logsTo = (accessLogBucket: string, region = 'us-east-1') => ({ ...good, region, storage: { accessLogBucket } });
  refused([
    [
      'that is a bucket of another environment, which comes later',
      { a: logsTo('loki-b-ruler-111122223333-us-east-1'), b: good },
      [
        'environments.a.storage.accessLogBucket: loki-b-ruler-111122223333-us-east-1 is the bucket of environments.b.storage.rulerBucketName, which that Loki reads and writes; use a bucket of its own',
      ],
    ],
    ['that two environments share', { a: logsTo('logs'), b: logsTo('logs') }, []],
    ['in another partition', { a: logsTo('loki-b-ruler-111122223333-us-east-1', 'cn-north-1'), b: good }, []],
  ]);
});

test.each<[string, object]>([
  ['clusters of one name in two regions', { a: { ...good, region: 'eu-west-1' }, b: good }],
  ['clusters of one name in two accounts', { a: { ...good, account: '444455556666' }, b: good }],
])('%s are two clusters', (_what, { a, b }: { a?: object; b?: object }) => {
  const cluster = { create: { name: 'shared' } };
  expect(linesOf({ a: { ...a, cluster }, b: { ...b, cluster } })).toEqual([]);
});

test('buckets of one name in two partitions are two buckets', () => {
  const storage = { chunkBucketName: 'chunks' };
  expect(linesOf({ a: { ...good, storage }, b: { ...good, region: 'cn-north-1', storage } })).toEqual([]);
});

test('environments whose account was filled in are compared too', () => {
  const cluster = { create: { name: 'shared' } };
  const [a, b] = ['a', 'b'].map((name) => resolveEnvironment(name, { ...good, cluster } as EnvironmentProps));
  expect(() => checkCharts([a, b] as never)).toThrow(
    `environments.b.cluster.create.name: shared is also the cluster of environments.a.cluster.create.name; ${fix}`,
  );
});

test('a thousand environments are compared at once', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`e${index}`, good]));
  expect(linesOf({ ...many, last: { ...good, cluster: { create: { name: 'e500' } } } })).toEqual([
    `environments.last.cluster.create.name: e500 is also the cluster of environments.e500.cluster.create; ${fix}`,
  ]);
});
