/** Mechanisms of SASL with a user name and a password. */
export const SASL_MECHANISMS = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN'] as const;

/** User and password for a Kafka cluster. */
export interface KafkaSasl {
  /** Name of a Secret in Alloy's namespace with the keys `username` and `password`. */
  readonly secret: string;

  /** Mechanism of SASL. `PLAIN` sends the password itself. @default SCRAM-SHA-512 */
  readonly mechanism?: (typeof SASL_MECHANISMS)[number];
}

/** TLS of the connections to a Kafka cluster. */
export interface KafkaTls {
  /**
   * Name of a Secret in Alloy's namespace. Its key `ca.crt` has the certificates of the authority that signed those of
   * the brokers.
   */
  readonly caSecret: string;
}

/** Access to Amazon MSK with IAM. */
export interface KafkaIam {
  /** ARN of the cluster. */
  readonly clusterArn: string;

  /**
   * ARN of the role that all collectors use. `AlloyChart.kafkaIdentities` lists their service accounts. A service
   * account has one role, so leave it out if the collectors read their password in Secrets Manager.
   *
   * @default - the role of their password; in an environment without one, a role that it makes
   */
  readonly roleArn?: string;
}

/** Topics that lines pass through, and the labels that lines keep. */
export interface KafkaTopics {
  /**
   * First part of the names of the topics: the lines of a tenant are in `<topic>.<tenant>`. The topics must exist.
   *
   * @default logs
   */
  readonly topic?: string;

  /**
   * Labels of your own sources and stages. All labels but these and those of the library arrive as structured metadata.
   *
   * @default - none
   */
  readonly labels?: readonly string[];
}

/** Kafka cluster, and the connection of the collectors to it. */
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

  /** Number of pods that read the topics. More pods than partitions of all topics stay idle. @default 2 */
  readonly consumers?: number;
}

/** Topic that other programs write: each message is a line. */
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

/** Defaults of the fields. */
export const KAFKA_DEFAULTS = { topic: 'logs', group: 'loki', version: '3.9.0', consumers: 2 } as const;
