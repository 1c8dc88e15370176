import type { KafkaTopics } from '../alloy/kafka/props';
import { topicOf } from '../alloy/kafka/topics';
import { type Problem, show } from '../input/problems';

/** Tenants by what consumers of Kafka send: a topic, or the tenant itself, which sources of topics of others do. */
export const tenantsOfTopics = (kafka: KafkaTopics, tenants: readonly string[]): Record<string, string> =>
  Object.fromEntries([
    ...tenants.map((tenant) => [tenant, tenant]),
    ...tenants.map((tenant) => [topicOf(kafka, tenant), tenant]),
  ]) as Record<string, string>;

/** Problems of tenants that are named as the topic of another one, in upper or lower case: the gateway could not tell them apart. */
export const topicConflicts = (path: string, kafka: KafkaTopics, tenants: readonly string[]): Problem[] =>
  tenants.flatMap((tenant, index) => {
    const other = tenants.find((each) => topicOf(kafka, each).toLowerCase() === tenant.toLowerCase());
    if (other === undefined) return [];
    const found = `${show(tenant)} is also the topic in Kafka of the tenant ${show(other)}`;
    return [{ path: `${path}[${index}]`, found, fix: 'rename one, or set kafka.topic to another name' }];
  });
