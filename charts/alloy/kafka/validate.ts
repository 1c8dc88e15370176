import { FIXED_VALUE } from '../processing/forms';
import { MAX_LABELS, unboundedFault } from '../../input/labels';
import { atMost, filled, keyed, namesOnce, once, switchOr, together } from '../../input/combine';
import { isKeyword, KEYWORD_FAULT } from '../language/keywords';
import { MSK_CLUSTER_ARN, ROLE_ARN } from '../../input/aws-forms';
import { LOKI_LABEL, OBJECT_NAME, type TextForm, textForm, withPort } from '../../input/forms';
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
import { TENANT } from '../../endpoint/tenants';
import { iamProblems, mskProblems } from './msk';
import {
  type AlloyKafka,
  KAFKA_DEFAULTS,
  type KafkaClient,
  type KafkaIam,
  type KafkaSasl,
  type KafkaTls,
  type KafkaTopics,
  type KafkaTopicSource,
  SASL_MECHANISMS,
} from './props';
import { brokerKey } from './topics';

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
/** Name of a topic of others. Alloy reads one with `^` in front as a regular expression. */
const WHOLE_TOPIC = textForm(
  'orders',
  /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/,
  'is not the name of a topic',
  'use at most 249 letters, digits, dots, hyphens and underscores, and an item for each topic',
);
const GROUP = textForm(KAFKA_DEFAULTS.group, /^[A-Za-z0-9._-]{1,200}$/, 'is not the name of a group');
const VERSION = textForm(KAFKA_DEFAULTS.version, /^[2-4]\.\d{1,2}(?:\.\d{1,2})?$/, 'is not a version of Kafka');
const tls = switchOr(
  fields<KafkaTls>("{ caSecret: 'kafka-ca' }", { caSecret: required(text(OBJECT_NAME), "'kafka-ca'") }),
  "{ caSecret: 'kafka-ca' }",
);

const SOURCE_WORD = textForm('orders', /^[a-z][a-z0-9_]{0,39}$/, 'is not the name of a source');
const SOURCE_NAME: TextForm = {
  example: SOURCE_WORD.example,
  faultOf: (name) => (isKeyword(name) ? KEYWORD_FAULT : SOURCE_WORD.faultOf(name)),
};

const brokers = filled(
  once(list(text(BROKER), `'${BROKER.example}'`), brokerKey),
  `name at least one, such as '${BROKER.example}'`,
);

/** Labels that lines of a topic already have. */
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

/** Label that lines keep on their way through Kafka. */
const KEPT_LABEL: TextForm = {
  ...LOKI_LABEL,
  faultOf: (name) =>
    unboundedFault(name, 'leave it out: it arrives as structured metadata') ?? LOKI_LABEL.faultOf(name),
};

const TOPICS: PropValidators<KafkaTopics> = { topic: text(TOPIC), labels: once(texts(KEPT_LABEL)) };

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
        topic: required(text(WHOLE_TOPIC), "'orders'"),
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
  const groupOf = ({ group = KAFKA_DEFAULTS.group }: KafkaTopicSource): string => group;
  // A broker belongs to one cluster.
  const sharesBroker = (one: KafkaTopicSource, other: KafkaTopicSource): boolean =>
    one.brokers.some((address) => other.brokers.some((another) => brokerKey(address) === brokerKey(another)));
  return topics.flatMap((one, index) => {
    const first = topics.findIndex(
      (other) => other.topic === one.topic && groupOf(other) === groupOf(one) && sharesBroker(other, one),
    );
    if (first === index) return [];
    return [
      {
        path: `${path}[${index}].topic`,
        found: `${show(one.topic)} is read by item ${first} in the same group, and each message goes to one of them`,
        fix: 'leave one of the two out, or give it a group of its own',
      },
    ];
  });
}
