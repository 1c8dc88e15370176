import { show } from '../../input/show';
import type { Problem } from '../../input/problems';
import { TENANT } from '../../endpoint/tenants';
import { type AlloyKafka, KAFKA_DEFAULTS, type KafkaTopics, type KafkaTopicSource } from './props';

/** Address of a broker for comparisons: host names are case-insensitive. */
export const brokerKey = (address: string): string => address.toLowerCase();

/** Topic of a tenant. */
export const topicOf = ({ topic = KAFKA_DEFAULTS.topic }: KafkaTopics, tenant: string): string => `${topic}.${tenant}`;

/**
 * Problems of items of `kafkaTopics` that are topics of tenants: Loki would get their lines twice, the second time as
 * encoded bytes.
 */
export const ownTopics = (
  path: string,
  kafka: AlloyKafka,
  topics: readonly KafkaTopicSource[],
  tenants: readonly string[],
): Problem[] => {
  const tenantOf = new Map(tenants.map((tenant) => [topicOf(kafka, tenant), tenant]));
  const own = new Set(kafka.brokers.map(brokerKey));
  return topics.flatMap(({ topic, brokers: addresses }, index) => {
    const tenant = tenantOf.get(topic);
    return tenant === undefined || !addresses.some((broker) => own.has(brokerKey(broker)))
      ? []
      : [
          {
            path: `${path}[${index}].topic`,
            found: `${show(topic)} is the topic of the tenant ${show(tenant)} in alloy.kafka, which is read already`,
            fix: 'leave it out',
          },
        ];
  });
};

/** Problems of tenants whose names cannot be part of a topic's name. */
export const topicProblems = (path: string, tenants: readonly string[]): Problem[] =>
  tenants
    .filter((tenant) => !TENANT.faultOf(tenant) && !/^[A-Za-z0-9._-]+$/.test(tenant))
    .map((tenant) => ({
      path,
      found: `the tenant ${show(tenant)} cannot be part of a topic's name`,
      fix: 'use tenants of letters, digits, dots, hyphens and underscores',
    }));
