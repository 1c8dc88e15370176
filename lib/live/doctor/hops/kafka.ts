import { agentLines, field, networkPolicies, ofEnvironment, restartAgents } from '../commands';
import type { Fault } from '../fault';
import { countOf, linesOf, samplesOf, type View } from '../view';
import { inLog } from './in-log';
import { delivers } from './pushes';

/** A fault that collectors have with Kafka. */
const ofKafka = (
  pattern: string,
  fault: Pick<Fault, 'id' | 'cause'>,
  says: (detail: string) => string,
  fix: (view: View) => string[],
): Fault => inLog(pattern, { ...fault, hop: 'agent' }, { says, fix });

/** Number of lines about a broker that make a fault: its restart writes fewer. */
const LEAST_LINES = 5;

const unreachable: Fault = {
  id: 'kafka-unreachable',
  hop: 'agent',
  cause: 'collectors do not reach a broker of Kafka: its name, its port, a security group, or it is away',
  find: (view) => {
    const lines = view.logs('kafka-unreachable');
    const count = countOf(lines);
    if (count < LEAST_LINES) return undefined;
    return {
      // Other brokers may still answer.
      isMild: delivers(view),
      evidence: `a broker does not answer: ${lines[0]?.detail ?? ''}: ${linesOf(lines)}`,
      fix: [
        `compare ${field(view, 'alloy.kafka.brokers', 'the brokers')} with the addresses of the brokers, each with its port; of MSK: aws kafka get-bootstrap-brokers --cluster-arn ARN`,
        'the security group of the brokers must admit the nodes at that port',
        networkPolicies(view, view.setup.alloyNamespace),
      ],
    };
  },
};

/** Messages that consumers may be behind while they catch up with a burst. */
const BEHIND_MESSAGES = 100_000;

const LAG = 'otelcol_kafka_receiver_offset_lag_ratio';

const lag: Fault = {
  id: 'kafka-lag',
  hop: 'agent',
  isMild: true,
  cause:
    'consumers of Kafka are behind, and fall back further: lines come late, and are lost when the topic deletes them',
  follows: ['agent', 'gateway', 'distributor', 'ingester'],
  find: (view) => {
    const topics = view.agents.flatMap((scrape) => samplesOf(scrape, LAG));
    // A value that has become less is taken for a counter of a new process, which has grown by all of it.
    const [most] = topics
      .filter(({ value, grown = 0 }) => value > BEHIND_MESSAGES && grown > 0 && grown < value)
      .sort((a, b) => b.value - a.value);
    if (!most) return undefined;
    return {
      evidence: `the consumers are ${most.value} messages of topic ${most.labels['topic']} behind, and ${most.grown} more between two readings of the metrics`,
      fix: [
        ...ofEnvironment(view, `raise replicas of the consumers: environments.${view.setup.name}.alloy.kafka`),
        'a consumer reads a partition alone: the topic needs at least as many partitions as there are consumers',
      ],
    };
  },
};

/** Faults of the way through Kafka. */
export const KAFKA_FAULTS: readonly Fault[] = [
  ofKafka(
    'kafka-tls',
    {
      id: 'kafka-tls',
      cause: 'collectors and a broker of Kafka do not agree about TLS, or the certificate is not trusted',
    },
    (detail) => `the broker at the port does not speak as expected: ${detail}`,
    (view) => [
      `compare ${field(view, 'alloy.kafka.tls', 'tls of the components of Kafka')} with the listener of that port: 9092 is often without TLS, 9094, 9096 and 9098 of MSK with it`,
      ...ofEnvironment(view, 'a certificate of a private authority needs alloy.kafka.tls: { caSecret }'),
    ],
  ),
  ofKafka(
    'kafka-auth',
    { id: 'kafka-password', cause: 'Kafka does not accept the user and password, or the role, of the collectors' },
    (detail) => detail,
    (view) => [
      `with a user: compare user, password and mechanism with those of the broker, and write them into the Secret of ${field(view, 'alloy.kafka.sasl.secret', 'sasl')}: kubectl get secrets --namespace ${view.setup.alloyNamespace}`,
      'with IAM of MSK: the role of the service accounts needs kafka-cluster:Connect on the cluster',
      restartAgents(view),
    ],
  ),
  ofKafka(
    'kafka-denied',
    { id: 'kafka-denied', cause: 'the user of the collectors may not use a topic or the consumer group of Kafka' },
    (detail) => detail,
    () => [
      'with a user: kafka-acls.sh --list, and let it do Write, Read and Describe on the topics, and Read on the group',
      'with IAM of MSK: kafka-cluster:DescribeTopic, WriteData and ReadData on the topics, DescribeGroup and AlterGroup on the group',
    ],
  ),
  ofKafka(
    'kafka-topic',
    { id: 'kafka-topic', cause: 'a topic that collectors write to or read does not exist' },
    (detail) => detail,
    (view) => [
      'kafka-topics.sh --list --bootstrap-server BROKER',
      ...ofEnvironment(view, 'each tenant has a topic of its own, which must be made first (docs/how-to/kafka.md)'),
    ],
  ),
  ofKafka(
    'kafka-too-large',
    { id: 'kafka-too-large', cause: 'Kafka refuses messages of this size, and nothing behind them is sent' },
    (detail) => detail,
    () => [
      'raise max.message.bytes of the topic to 1048588 or more: kafka-configs.sh --alter --entity-type topics --entity-name TOPIC --add-config max.message.bytes=1048588',
    ],
  ),
  ofKafka(
    'kafka-replicas',
    {
      id: 'kafka-replicas',
      cause: 'Kafka takes no messages, since fewer replicas of a partition are in step than it wants',
    },
    (detail) => detail,
    () => [
      'kafka-topics.sh --describe --under-min-isr-partitions --bootstrap-server BROKER: bring their brokers back',
      'min.insync.replicas must be less than the replicas of the topic, so that one broker may be away',
    ],
  ),
  ofKafka(
    'kafka-storage',
    { id: 'kafka-storage', cause: 'a broker of Kafka cannot write: its disk is full or broken' },
    (detail) => detail,
    () => [
      'give the brokers more storage; of MSK: aws kafka update-broker-storage --cluster-arn ARN --current-version VERSION --target-broker-ebs-volume-info …',
      'or keep messages for a shorter time: retention.ms and retention.bytes of the topics',
    ],
  ),
  inLog(
    'kafka-other',
    { ...{ id: 'kafka-refused', hop: 'agent', isMild: true }, cause: 'Kafka refuses requests of the collectors' },
    {
      least: LEAST_LINES,
      says: (detail) => detail,
      fix: (view) => [
        agentLines(view, 'kafka'),
        `compare ${field(view, 'alloy.kafka', 'the components of Kafka')} with the version and the settings of the brokers and of the topic`,
      ],
    },
  ),
  lag,
  unreachable,
];
