import type { KafkaTopics } from '../alloy/kafka/props';
import { topicOf } from '../alloy/kafka/topics';
import { type Problem, show } from '../input/problems';

/** Tenants by the text that consumers of Kafka send: a topic, or, for topics of others, the tenant itself. */
export const tenantsOfTopics = (kafka: KafkaTopics, tenants: readonly string[]): Record<string, string> =>
  Object.fromEntries([
    ...tenants.map((tenant) => [tenant, tenant]),
    ...tenants.map((tenant) => [topicOf(kafka, tenant), tenant]),
  ]) as Record<string, string>;

/**
 * Problems of tenants whose name is the topic of another tenant, in upper or lower case: the gateway could not
 * distinguish them.
 */
export const topicConflicts = (path: string, kafka: KafkaTopics, tenants: readonly string[]): Problem[] =>
  tenants.flatMap((tenant, index) => {
    const other = tenants.find((each) => topicOf(kafka, each).toLowerCase() === tenant.toLowerCase());
    if (other === undefined) return [];
    const found = `${show(tenant)} is also the topic in Kafka of the tenant ${show(other)}`;
    return [{ path: `${path}[${index}]`, found, fix: 'rename one, or set kafka.topic to another name' }];
  });
