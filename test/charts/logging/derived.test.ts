import type { LoggingCharts } from '../../../charts/logging/charts';
import { kafkaTopicsOf } from '../../../charts/logging/derived';
import { environment, library } from '../../lib/app/loki-logging/doors';

const BROKERS = { brokers: ['a.kafka:9092'] };
const TOPICS = [
  { name: 'orders', topic: 'orders', ...BROKERS, labels: { team: 'shop' } },
  { name: 'bills', topic: 'bills', ...BROKERS, labels: { team: 'bank', tier: 'core' } },
];

test('labels of several topics of others are there once, beside those that a user names', () => {
  const pipeline = { kafka: { ...BROKERS, labels: ['topic', 'area'] } };
  expect(kafkaTopicsOf({ alloyPipeline: pipeline, alloySources: { kafkaTopics: TOPICS } } as never)).toEqual({
    topic: undefined,
    labels: ['topic', 'area', 'team', 'tier'],
  });
});

test('both doors take several topics of others', () => {
  const textOf = (charts: LoggingCharts) => JSON.stringify(charts.manifests());
  expect(textOf(environment({ alloy: { kafkaTopics: TOPICS } })())).toContain('bills');
  expect(textOf(library({ alloySources: { kafkaTopics: TOPICS } }).charts)).toContain('bills');
});
