import { KAFKA_PATTERNS } from '../../../../../lib/live/doctor/logs/kafka';
import { knownLines } from '../../../../../lib/live/doctor/logs';

const OF = { namespace: 'alloy', pod: 'alloy-0', component: 'agent' };

/** A line of the exporter to Kafka, and one of the source that reads there. */
const exporter = (error: string): string =>
  `ts=2026-11-21T11:59:00.1Z level=info msg="Exporting failed. Will retry the request after interval." component_path=/ component_id=otelcol.exporter.kafka.kafka error="${error}" interval=10s`;
const consumer = (error: string): string =>
  `ts=2026-11-21T11:59:00.1Z level=error msg="error from the consumer, retrying..." component_path=/ component_id=loki.source.kafka.orders error="${error}"`;

const LINES: readonly (readonly [line: string, pattern: string, detail: string])[] = [
  // Texts of the two clients of Kafka that Alloy has.
  [exporter('unable to dial: dial tcp 10.0.3.4:9098: i/o timeout'), 'kafka-unreachable', 'unable to dial'],
  [
    exporter('unable to open connection to broker due to an immediate EOF, which often means the client is using TLS'),
    'kafka-tls',
    'immediate EOF',
  ],
  [
    exporter('SASL_AUTHENTICATION_FAILED: SASL Authentication failed.: [x]: Access denied'),
    'kafka-auth',
    'SASL_AUTHENTICATION_FAILED',
  ],
  [
    exporter('TOPIC_AUTHORIZATION_FAILED: Not authorized to access topics: [Topic authorization failed.]'),
    'kafka-denied',
    'TOPIC_AUTHORIZATION_FAILED',
  ],
  [
    exporter('UNKNOWN_TOPIC_OR_PARTITION: This server does not host this topic-partition.'),
    'kafka-topic',
    'UNKNOWN_TOPIC_OR_PARTITION',
  ],
  [
    exporter(
      'MESSAGE_TOO_LARGE: The request included a message larger than the max message size the server will accept.',
    ),
    'kafka-too-large',
    'MESSAGE_TOO_LARGE',
  ],
  [
    exporter('UNSUPPORTED_FOR_MESSAGE_FORMAT: The message format version on the broker does not support the request.'),
    'kafka-other',
    'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  ],
  [
    exporter('KAFKA_STORAGE_ERROR: Disk error when trying to access log file on the disk.'),
    'kafka-storage',
    'KAFKA_STORAGE_ERROR',
  ],
  [
    exporter('NOT_ENOUGH_REPLICAS: Messages are rejected since there are fewer in-sync replicas than required.'),
    'kafka-replicas',
    'NOT_ENOUGH_REPLICAS',
  ],
  [
    consumer('kafka server: The client is not authorized to access this group'),
    'kafka-denied',
    'not authorized to access this group',
  ],
  [
    consumer('kafka server: Request was for a topic or partition that does not exist on this broker'),
    'kafka-topic',
    'topic or partition that does not exist',
  ],
  [
    consumer('kafka: client has run out of available brokers to talk to: EOF'),
    'kafka-unreachable',
    'run out of available brokers',
  ],
];

test.each(LINES.map(([line, pattern, detail]) => ({ line, pattern, detail })))('$line', ({ line, pattern, detail }) => {
  expect(knownLines(line, OF)).toMatchObject([{ pattern, detail }]);
});

test('a program that is not a component of Kafka says nothing of it', () => {
  const line =
    'level=error component_id=loki.source.file.pods err="SASL_AUTHENTICATION_FAILED: SASL Authentication failed."';
  expect(knownLines(line, OF)).toEqual([]);
});

test('each pattern has a line', () => {
  const found = new Set(LINES.map(([, pattern]) => pattern));
  expect(KAFKA_PATTERNS.map(([id]) => id).filter((id) => !found.has(id))).toEqual([]);
});
