import { problemText } from '../../../charts/input/problems';
import { tenantsOfTopics, topicConflicts } from '../../../charts/loki/topics';
import { environmentCharts, resolveEnvironment } from '../../../lib/environment/environment';
import { makeCharts } from '../../helpers/charts';

const KAFKA = { brokers: ['kafka.kafka:9092'] };

test('a topic and the name of a tenant lead to the tenant', () => {
  expect(tenantsOfTopics({ topic: 'lines' }, ['a', 'b'])).toEqual({ a: 'a', b: 'b', 'lines.a': 'a', 'lines.b': 'b' });
});

test('a tenant that is named as the topic of another one is refused: its lines would be those of the other', () => {
  expect(topicConflicts('tenants', {}, ['apps', 'LOGS.apps', 'logs']).map(problemText)).toEqual([
    'tenants[1]: LOGS.apps is also the topic in Kafka of the tenant apps; rename one, or set kafka.topic to another name',
  ]);
  const tenants = ['apps', 'logs.apps'];
  expect(() => makeCharts({ tenants })).not.toThrow();
  expect(() => makeCharts({ tenants, kafka: {} })).toThrow('tenants[1]: logs.apps is also the topic');
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} }, alloy: { kafka: KAFKA } },
    ...{ tenants, tenantNamespaces: { 'logs.apps': ['shop'] } },
  });
  expect(() => environmentCharts(environment)).toThrow('environments.prod.tenants[1]: logs.apps is also the topic');
});
