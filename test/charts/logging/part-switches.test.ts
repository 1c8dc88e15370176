import { problemText } from '../../../charts/input/problems';
import { hasPods, idleParts, type PartFields } from '../../../charts/logging/part-switches';

const SETTINGS = { priorityClassName: 'logs' };
const lines = (part: string, fields: PartFields = {}) => idleParts({ [part]: SETTINGS }, fields).map(problemText);

describe('settings of a part need its pods', () => {
  test.each<[part: string, on: PartFields, why: string]>([
    ['loki-canary', { canary: true }, 'there is no canary; leave it out, or write canary: true'],
    ['loki-canary', { canary: {} }, 'there is no canary; leave it out, or write canary: true'],
    ['grafana', { deploy: true }, 'no Grafana is deployed; leave it out, or set grafana.deploy to true'],
    ['grafana', { deploy: { replicas: 1 } }, 'no Grafana is deployed; leave it out, or set grafana.deploy to true'],
    [
      'alloy-metrics',
      { monitoring: { from: 'alloy' } },
      "no collector scrapes metrics; leave it out, or write monitoring: { from: 'alloy', … }",
    ],
    [
      'alloy-pods',
      { sources: { pods: { fargate: true } } },
      "no logs of pods are read from the Kubernetes API; leave it out, or write from: 'api' or fargate: true in alloy.pods",
    ],
    [
      'alloy-kafka',
      { kafka: { brokers: ['kafka:9092'] } },
      'nothing is read from Kafka; leave it out, or set alloy.kafka or alloy.kafkaTopics',
    ],
    [
      'alloy-receivers',
      { sources: { push: { clientNamespaces: ['shop'] } } },
      'no receiver is on; leave it out, or set alloy.push, alloy.otlp, alloy.syslog or alloy.firehose',
    ],
  ])('%s with %j', (part, on, why) => {
    expect(lines(part)).toEqual([`workloads.${part}: {"priorityClassName":"logs"} has no effect, since ${why}`]);
    expect(lines(part, on)).toEqual([]);
  });

  test('the collector of events has them unless it is off', () => {
    expect(lines('alloy-events')).toEqual([]);
    expect(lines('alloy-events', { sources: { events: false } })).toEqual([
      'workloads.alloy-events: {"priorityClassName":"logs"} has no effect, since events are off; leave it out, or set alloy.events to true',
    ]);
  });

  test('an invalid scraper has a problem of its own', () => {
    expect(lines('alloy-metrics', { monitoring: { from: 'Alloy' } })).toEqual([]);
    expect(lines('alloy-metrics', { monitoring: { from: 'scrape-config' } })).toHaveLength(1);
  });

  test('all other parts always have pods', () => {
    expect(['alloy', 'ingester', 'alloy-mine', 'constructor'].filter((part) => !hasPods(part, {}))).toEqual([]);
  });
});
