import { makeCharts } from '../../../helpers/charts';
import { chartOf, component, ROUTES } from '../helpers';

describe('topics of others', () => {
  const topic = { name: 'orders', brokers: ['kafka.shop:9092'], topic: 'shop.orders' };
  const withTopics = (...kafkaTopics: object[]) => chartOf({ sources: { kafkaTopics } as never });

  test('each has a receiver, its labels and its tenant, and goes to Loki as it is read', () => {
    const chart = withTopics({ ...topic, tenant: 'team-a', labels: { team: 'shop' } });
    const config = chart.configs['alloy-kafka'] ?? '';
    expect(component(config, 'otelcol.receiver.kafka', 'kafka_orders')).toContain('topics   = ["shop.orders"]');
    expect(component(config, 'otelcol.receiver.kafka', 'kafka_orders')).toContain('after_execution = true');
    const transform = component(config, 'otelcol.processor.transform', 'kafka_orders');
    for (const [name, value] of [
      ['job', 'kafka/orders'],
      ['topic', 'shop.orders'],
      ['cluster', 'prod'],
      ['team', 'shop'],
    ]) {
      expect(transform).toContain(`set(resource.attributes["${name}"], "${value}")`);
    }
    expect(component(config, 'otelcol.auth.headers', 'kafka_orders')).toMatch(/value = "team-a"/);
    expect(Object.keys(chart.configs)).toEqual(['alloy', 'alloy-events', 'alloy-kafka']);
    expect(chart.config).toContain('loki.write');
  });

  test('they run beside Kafka before Loki, in the same collector', () => {
    const chart = chartOf({
      routes: ROUTES,
      pipeline: { kafka: { brokers: ['b-1.kafka:9092'] } },
      sources: { kafkaTopics: [topic] },
    });
    expect(chart.configs['alloy-kafka']).toContain('otelcol.receiver.kafka "kafka_consumer"');
    expect(chart.configs['alloy-kafka']).toContain('otelcol.receiver.kafka "kafka_orders"');
  });

  test('Loki takes their labels', () => {
    const charts = makeCharts({}, { alloySources: { kafkaTopics: [{ ...topic, labels: { team: 'shop' } }] } });
    expect(charts.loki.config.distributor?.otlp_config?.default_resource_attributes_as_index_labels).toEqual(
      expect.arrayContaining(['job', 'topic', 'team']),
    );
  });

  test.each<[string, object[], string]>([
    [
      'a tenant that Loki does not have',
      [{ ...topic, tenant: 'x' }],
      'alloy.kafkaTopics[0].tenant: x is not one of the tenants, main, team-a, team-b',
    ],
    ['two of one name', [topic, topic], 'kafkaTopics[1].name: orders occurs twice; rename one'],
    ['no topic', [{ ...topic, topic: undefined }], "sources.kafkaTopics[0].topic: missing; write one such as 'orders'"],
    ['a label with a dot', [{ ...topic, labels: { 'a.b': 'c' } }], 'labels.a.b: a.b cannot be the name of a label'],
  ])('%s is refused', (_name, topics, message) => {
    expect(() => withTopics(...topics)).toThrow(message);
  });
});
