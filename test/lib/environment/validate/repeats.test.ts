import { show } from '../../../../charts/input/show';
import { library, lines } from '../../app/loki-logging/doors';
import { kmsKey, linesOf, prod } from './environments';

const BROKERS = { brokers: ['a.kafka:9092', 'b.kafka:9092'] };
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const elsewhere = (index: number) => ({ name: `a${index}`, loki: { url: `https://l${index}.example.com` } });
const file = (index: number) => ({ name: `a${index}`, paths: [`/var/log/a${index}.log`] });
const key = (id: string) => `${kmsKey('us-east-1').slice(0, -1)}${id}`;
const topic = (index: number) => ({ name: `a${index}`, topic: `a${index}`, ...BROKERS });

/** Lists in which each item is once: the environment, and the path of the last item when it is there twice. */
const LISTS: readonly (readonly [
  path: string,
  environment: (...items: string[]) => object,
  items: readonly string[],
])[] = [
  ['alloy.kafka.brokers', (...brokers) => ({ alloy: { kafka: { brokers } } }), BROKERS.brokers],
  ['alloy.kafka.labels', (...labels) => ({ alloy: { kafka: { ...BROKERS, labels } } }), ['team', 'tier']],
  [
    'alloy.processing[0].drop.levels',
    (...levels) => ({ alloy: { processing: [{ drop: { levels } }] } }),
    ['debug', 'trace'],
  ],
  ['alloy.push.clientNamespaces', (...names) => ({ alloy: { push: { clientNamespaces: names } } }), ['shop', 'web']],
  ['grafana.dashboards.only', (...only) => ({ grafana: { dashboards: { only } } }), ['logs', 'nodes']],
  ['network.metricsNamespaces', (...names) => ({ network: { metricsNamespaces: names } }), ['a', 'b']],
  ['network.clientNamespaces', (...names) => ({ network: { clientNamespaces: names } }), ['a', 'b']],
  ['storage.otherKeyArns', (...keys) => ({ storage: { encryption: 'kms', otherKeyArns: keys } }), ['a', 'b'].map(key)],
  ['imagePullSecrets', (...names) => ({ imagePullSecrets: names }), ['a', 'b']],
  ['deployFrom', (...accounts) => ({ deployFrom: accounts }), ['444455556666', '777788889999']],
];

test.each(LISTS)('items of %s are there once', (path, environment, items) => {
  const [first = ''] = items;
  expect(linesOf(prod(environment(...items)))).toEqual([]);
  expect(linesOf(prod(environment(...items, first)))).toEqual([
    `environments.prod.${path}[2]: ${show(first)} occurs twice; write it once`,
  ]);
});

test.each([
  [
    'alloy.files',
    'Kubernetes takes no larger configuration of Alloy',
    400,
    (count: number) => ({ alloy: { files: many(count, file) } }),
  ],
  [
    'alloy.kafkaTopics',
    'Kubernetes takes no larger configuration of Alloy',
    400,
    (count: number) => ({ alloy: { kafkaTopics: many(count, topic) } }),
  ],
  [
    'alloy.processing',
    'Kubernetes takes no larger configuration of Alloy',
    5000,
    (count: number) => ({
      alloy: { processing: many(count, (index) => ({ namespaces: [`a${index}`], sample: 0.5 })) },
    }),
  ],
  [
    'alloy.destinations',
    'Alloy sends each line to all of them',
    50,
    (count: number) => ({ alloy: { destinations: many(count, elsewhere) } }),
  ],
])('%s has as many items as programs take', (path, why, most, environment) => {
  expect(linesOf(prod(environment(most)))).toEqual([]);
  expect(linesOf(prod(environment(10_000)))).toEqual([
    `environments.prod.${path}: 10000 items, and ${why}; use at most ${most}`,
  ]);
});

test('two spellings of a selector are one selector', () => {
  const streams = (...selectors: string[]) =>
    linesOf(prod({ loki: { streamRetention: selectors.map((selector) => ({ selector, retention: '7d' })) } }));
  expect(streams('{app="a b", tier=~`x`}', '{app="ab", tier=~`x`}', '{app="a b"}')).toEqual([]);
  expect(streams('{app="a", tier=~`x`}', '{ tier=~`x`,app = "a" }')).toEqual([
    'environments.prod.loki.streamRetention[1].selector: { tier=~`x`,app = "a" } is the selector of item 0, too; write it once, with one retention',
  ]);
});

test('tags that differ in case are one tag of IAM', () => {
  expect(linesOf(prod({ tags: { Name: 'a', Names: 'a' } }))).toEqual([]);
  expect(linesOf(prod({ tags: { Name: 'a', name: 'a' } }))).toEqual([
    'environments.prod.tags: {"Name":"a","name":"a"} has the key \'name\' twice for IAM, which ignores case; write it once',
  ]);
});

test('a topic of others is not one of the tenants', () => {
  const reads = (topic: string, brokers = BROKERS.brokers) =>
    linesOf(prod({ alloy: { kafka: BROKERS, kafkaTopics: [{ name: 'orders', topic, brokers, group: 'orders' }] } }));
  expect(reads('logs.shop')).toEqual([]);
  expect(reads('logs.prod', ['c.kafka:9092'])).toEqual([]);
  expect(reads('logs.prod')).toEqual([
    'environments.prod.alloy.kafkaTopics[0].topic: logs.prod is the topic of the tenant prod in alloy.kafka, which is read already; leave it out',
  ]);
});

/** Items that programs take for one: the field in an environment, the property of the library, and the problem. */
const ALIKE: readonly (readonly [
  what: string,
  fields: object,
  path: string,
  props: object,
  property: string,
  problem: string,
])[] = [
  [
    'brokers that differ in case',
    { alloy: { kafka: { brokers: ['Kafka.kafka:9092', 'kafka.kafka:9092'] } } },
    'alloy.kafka.brokers[1]',
    { alloyKafka: { brokers: ['Kafka.kafka:9092', 'kafka.kafka:9092'] } },
    'alloyKafka.brokers[1]',
    'kafka.kafka:9092 occurs twice; write it once',
  ],
  [
    'targets of the ruler',
    { network: { rulerEgress: [{ port: 1, namespace: 'a' }, { port: 1 }, { port: 1, namespace: 'a' }] } },
    'network.rulerEgress[2]',
    { rulerEgress: [{ port: 1, namespace: 'a' }, { port: 1 }, { port: 1, namespace: 'a' }] },
    'rulerEgress[2]',
    '{"port":1,"namespace":"a"} occurs twice; write it once',
  ],
  [
    'expressions of lines that are dropped',
    { alloy: { processing: [{ drop: { matching: ['^a', '^b', { regex: '^a', reason: 'other' }] } }] } },
    'alloy.processing[0].drop.matching[2]',
    { alloyProcessing: [{ drop: { matching: ['^a', '^b', { regex: '^a', reason: 'other' }] } }] },
    'alloyProcessing[0].drop.matching[2]',
    '^a is the expression of item 0, too; leave one of the two out',
  ],
  [
    'namespaces of a collector',
    { alloy: { collectors: [{ name: 'own', kind: 'replicated', sources: [], clientNamespaces: ['a', 'b', 'a'] }] } },
    'alloy.collectors[0].clientNamespaces[2]',
    { alloyCollectors: [{ name: 'own', kind: 'replicated', sources: [], clientNamespaces: ['a', 'b', 'a'] }] },
    'alloyCollectors[0].clientNamespaces[2]',
    'a occurs twice; write it once',
  ],
];

test.each(ALIKE)('%s are there once, in both doors', (_what, fields, path, props, property, problem) => {
  expect(linesOf(prod(fields))).toEqual([`environments.prod.${path}: ${problem}`]);
  expect(lines(() => library(props))).toEqual([`Stack/Logging.${property}: ${problem}`]);
});

test('a topic that two sources read in one group is one, whatever the case of its brokers', () => {
  const reads = (brokers: string[], name: string) => ({ name, topic: 'orders', brokers });
  const kafkaTopics = [reads(['A.kafka:9092', 'b.kafka:9092'], 'a'), reads(['B.kafka:9092', 'a.kafka:9092'], 'b')];
  expect(linesOf(prod({ alloy: { kafkaTopics } }))).toEqual([
    'environments.prod.alloy.kafkaTopics[1].topic: orders is read by item 0 in the same group, and each message goes to one of them; leave one of the two out, or give it a group of its own',
  ]);
});

test('two destinations without names are one problem each, or none', () => {
  const here = { here: { except: { namespaces: ['shop'] } } };
  expect(linesOf(prod({ alloy: { destinations: [here, here] } }))).toEqual([
    'environments.prod.alloy.destinations[1].here: occurs twice; write it once: item 0 has it',
  ]);
});
