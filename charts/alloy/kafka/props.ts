import { FIXED_VALUE } from '../processing/forms';
import { MAX_LABELS } from '../../input/labels';
import { atMost, filled, keyed, namesOnce, once, repeats, switchOr, together } from '../../input/combine';
import { MSK_CLUSTER_ARN, ROLE_ARN } from '../../input/aws-forms';
import { LOKI_LABEL, OBJECT_NAME, textForm, withPort } from '../../input/forms';
import { show } from '../../input/show';
import type { Problem } from '../../input/problems';
import {
  fields,
  list,
  number,
  oneOf,
  type PropValidators,
  required,
  text,
  texts,
  type Validator,
} from '../../input/props';
import { REPLICAS } from '../../kubernetes/bounds';
import { iamProblems, mskProblems } from './msk';
import { TENANT } from '../../endpoint/tenants';

/** Mechanisms of SASL with a user name and a password. */
const SASL_MECHANISMS = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN'] as const;

/** User of a Kafka. */
export interface KafkaSasl {
  /** Name of a Secret in Alloy's namespace with the keys `username` and `password`. */
  readonly secret: string;

  /** How they are sent. `PLAIN` sends the password itself. @default SCRAM-SHA-512 */
  readonly mechanism?: (typeof SASL_MECHANISMS)[number];
}

/** TLS of the connections to a Kafka. */
export interface KafkaTls {
  /** Name of a Secret in Alloy's namespace whose key `ca.crt` has the certificates that the brokers' are signed with. */
  readonly caSecret: string;
}

/** IAM of a Kafka that is Amazon MSK. */
export interface KafkaIam {
  /** ARN of the cluster. */
  readonly clusterArn: string;

  /**
   * ARN of the role of all collectors: of their service accounts, `AlloyChart.kafkaIdentities`. A service account has
   * one role, so leave it out if the collectors read their password in Secrets Manager.
   *
   * @default - the role of their password; in an environment without one, a role that it makes
   */
  readonly roleArn?: string;
}

/** Topics of a Kafka that lines come through, and the labels that they keep. */
export interface KafkaTopics {
  /**
   * First part of the names of the topics: the lines of a tenant are in `<topic>.<tenant>`. The topics must exist.
   *
   * @default logs
   */
  readonly topic?: string;

  /**
   * Labels of your own sources and stages. Others than these and those of the library arrive as structured metadata.
   *
   * @default - none
   */
  readonly labels?: readonly string[];
}

/** A Kafka, and who the collectors are there. */
export interface KafkaClient {
  /** Addresses of brokers, each with its port. */
  readonly brokers: readonly string[];

  /** Consumer group. @default loki */
  readonly group?: string;

  /** Version of the brokers, or an older one. @default 3.9.0 */
  readonly version?: string;

  /** If true, connections use TLS. An object has the certificates of a private CA. @default - true with `iam`, else false */
  readonly tls?: boolean | KafkaTls;

  /** User and password. @default - none */
  readonly sasl?: KafkaSasl;
}

/** Kafka between the collectors and Loki. */
export interface AlloyKafka extends KafkaClient, KafkaTopics {
  /** Amazon MSK's access control by IAM, with the role of the collectors. @default - none */
  readonly iam?: KafkaIam;

  /** Number of pods that read the topics. More than all topics have partitions have nothing to do. @default 2 */
  readonly consumers?: number;
}

/** A topic that others write: each message is a line. */
export interface KafkaTopicSource extends KafkaClient {
  /** Name of the source: letters, digits and underscores. Its lines have the label `job="kafka/<name>"`. */
  readonly name: string;

  /** The topic. */
  readonly topic: string;

  /** Tenant of the lines. @default - the first tenant */
  readonly tenant?: string;

  /** Further labels of all its lines. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** First part of the topics, and group, if none are named. */
export const KAFKA_DEFAULTS = { topic: 'logs', group: 'loki', version: '3.9.0', consumers: 2 } as const;

/** Host and port of a broker. */
const BROKER = withPort(
  textForm(
    'kafka.kafka:9092',
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\]):(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
    'is not the host and port of a broker',
  ),
);

/** Part of the name of a topic. Kafka accepts 249 characters, and the longest tenant has 150. */
const TOPIC = textForm(
  KAFKA_DEFAULTS.topic,
  /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,89}$/,
  'cannot begin the names of topics',
  'use at most 90 letters, digits, dots, hyphens and underscores',
);
const GROUP = textForm(KAFKA_DEFAULTS.group, /^[A-Za-z0-9._-]{1,200}$/, 'is not the name of a group');
const VERSION = textForm(KAFKA_DEFAULTS.version, /^[2-4]\.\d{1,2}(?:\.\d{1,2})?$/, 'is not a version of Kafka');
const tls = switchOr(
  fields<KafkaTls>("{ caSecret: 'kafka-ca' }", { caSecret: required(text(OBJECT_NAME), "'kafka-ca'") }),
  "{ caSecret: 'kafka-ca' }",
);

const SOURCE_NAME = textForm('orders', /^[a-z][a-z0-9_]{0,39}$/, 'is not the name of a source');

/** Key of a broker's address: hosts have no case. */
const brokerKey = (address: string): string => address.toLowerCase();

const brokers = filled(
  once(list(text(BROKER), `'${BROKER.example}'`), brokerKey),
  `name at least one, such as '${BROKER.example}'`,
);

/** Labels that lines of a topic have already. */
const TOPIC_LABELS = ['job', 'topic', 'cluster'];

/** Labels of lines of a topic. */
const TOPIC_VALUES: Validator = together<Readonly<Record<string, string>>>(
  keyed(LOKI_LABEL, text(FIXED_VALUE), "team: 'shop'"),
  (path, labels) => {
    const names = Object.keys(labels);
    const own = names.filter((name) => TOPIC_LABELS.includes(name));
    const most = MAX_LABELS - TOPIC_LABELS.length;
    return [
      ...own.map((name) => ({
        path: `${path}.${name}`,
        found: 'is a label that the lines have already',
        fix: 'use another name',
      })),
      ...(names.length <= most
        ? []
        : [
            {
              path,
              found: `${names.length} labels, and Loki refuses lines with more than ${MAX_LABELS}`,
              fix: `use at most ${most}`,
            },
          ]),
    ];
  },
);

const TOPICS: PropValidators<KafkaTopics> = { topic: text(TOPIC), labels: once(texts(LOKI_LABEL)) };

/** Validator of topics. */
export const topics: Validator = fields<KafkaTopics>("{ topic: 'logs' }", TOPICS);

const CLIENT: PropValidators<KafkaClient> = {
  brokers: required(brokers, `['${BROKER.example}']`),
  group: text(GROUP),
  version: text(VERSION),
  tls,
  sasl: fields<KafkaSasl>("{ secret: 'kafka-user' }", {
    secret: required(text(OBJECT_NAME), "'kafka-user'"),
    mechanism: oneOf(SASL_MECHANISMS),
  }),
};

const pipeline = fields<AlloyKafka>("{ brokers: ['kafka.kafka:9092'] }", {
  ...CLIENT,
  ...TOPICS,
  iam: fields<KafkaIam>("{ clusterArn: 'arn:aws:kafka:…' }", {
    clusterArn: required(text(MSK_CLUSTER_ARN), `'${MSK_CLUSTER_ARN.example}'`),
    roleArn: text(ROLE_ARN),
  }),
  consumers: number({ example: '2', ...REPLICAS, why: undefined }),
});

/** Validator of the field `kafka`. */
export const kafka: Validator = together<AlloyKafka>(pipeline, (path, given) => [
  ...iamProblems(path, given),
  ...mskProblems(path, given),
]);

const SOURCE = "{ name: 'orders', brokers: ['kafka.kafka:9092'], topic: 'orders' }";

/** Validator of the field `kafkaTopics`. */
export const kafkaTopics: Validator = together<readonly KafkaTopicSource[]>(
  atMost(
    400,
    'Kubernetes takes no larger configuration of Alloy',
    list(
      fields<KafkaTopicSource>(SOURCE, {
        ...CLIENT,
        name: required(text(SOURCE_NAME), "'orders'"),
        topic: required(text(TOPIC), "'orders'"),
        tenant: text(TENANT),
        labels: TOPIC_VALUES,
      }),
      SOURCE,
    ),
  ),
  (path, topics) => [
    ...namesOnce(path, topics),
    ...sharedTopics(path, topics),
    ...topics.flatMap((topic, index) => mskProblems(`${path}[${index}]`, topic)),
  ],
);

/** Problems of sources of one group that read one topic: each would get a part of its messages. */
function sharedTopics(path: string, topics: readonly KafkaTopicSource[]): Problem[] {
  const keyOf = ({ brokers: addresses, topic, group = KAFKA_DEFAULTS.group }: KafkaTopicSource): string =>
    JSON.stringify([addresses.map(brokerKey).sort(), topic, group]);
  return repeats(topics, keyOf, ({ topic }, index, first) => ({
    path: `${path}[${index}].topic`,
    found: `${show(topic)} is read by item ${first} in the same group, and each message goes to one of them`,
    fix: 'leave one of the two out, or give it a group of its own',
  }));
}

/** Topic of a tenant. */
export const topicOf = ({ topic = KAFKA_DEFAULTS.topic }: KafkaTopics, tenant: string): string => `${topic}.${tenant}`;

/** Problems of topics of others that are those of the tenants: their lines would be there twice, the second time as bytes. */
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

/** Problems of tenants whose names no topic can have. */
export const topicProblems = (path: string, tenants: readonly string[]): Problem[] =>
  tenants
    .filter((tenant) => !TENANT.faultOf(tenant) && !/^[A-Za-z0-9._-]+$/.test(tenant))
    .map((tenant) => ({
      path,
      found: `the tenant ${show(tenant)} needs a topic of its name`,
      fix: 'use tenants of letters, digits, dots, hyphens and underscores',
    }));
