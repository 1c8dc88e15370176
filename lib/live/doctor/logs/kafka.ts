/** A line of a component of Alloy that writes to Kafka or reads there, with something that its clients or the broker say. */
const ofKafka = (said: string): RegExp =>
  new RegExp(
    String.raw`^(?=.*component_id="?(?:otelcol\.exporter|otelcol\.receiver|loki\.source)\.kafka\b).*?(${said})`,
  );

/** Known lines about Kafka. The texts are those of the two clients that Alloy has, which repeat the broker's errors. */
export const KAFKA_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  [
    'kafka-tls',
    ofKafka(
      String.raw`immediate EOF|first record does not look like a TLS handshake|x509: certificate [\w ]+|x509: [\w ]+ not [\w ]+`,
    ),
  ],
  [
    'kafka-auth',
    ofKafka(
      'SASL_AUTHENTICATION_FAILED|SASL Authentication failed|UNSUPPORTED_SASL_MECHANISM|not support the requested SASL mechanism',
    ),
  ],
  [
    'kafka-denied',
    ofKafka(
      '(?:TOPIC|GROUP|CLUSTER)_AUTHORIZATION_FAILED|(?:Topic|Group) authorization failed|not authorized to access this (?:topic|group)',
    ),
  ],
  [
    'kafka-topic',
    ofKafka('UNKNOWN_TOPIC_OR_PARTITION|does not host this topic-partition|topic or partition that does not exist'),
  ],
  ['kafka-replicas', ofKafka('NOT_ENOUGH_REPLICAS(?:_AFTER_APPEND)?|fewer in-sync replicas than required')],
  ['kafka-storage', ofKafka('KAFKA_STORAGE_ERROR|Disk error when trying to access log file')],
  ['kafka-too-large', ofKafka('MESSAGE_TOO_LARGE|larger than the max message size|Message was too large')],
  [
    'kafka-other',
    // Brokers move leaders and coordinators, and clients find the new ones by themselves.
    ofKafka(
      String.raw`(?!NOT_LEADER|LEADER_NOT|NOT_COORDINATOR|COORDINATOR|REBALANCE|UNKNOWN_MEMBER|ILLEGAL_GENERATION|FENCED|STALE|BROKER_NOT|REPLICA_NOT|UNKNOWN_SERVER)\b[A-Z]{3,}(?:_[A-Z]+)+(?=: )`,
    ),
  ],
  [
    'kafka-unreachable',
    ofKafka(
      'no such host|i/o timeout|connection refused|no route to host|context deadline exceeded|run out of available brokers|unable to dial|unable to open connection to broker',
    ),
  ],
];
