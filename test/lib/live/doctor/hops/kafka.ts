import { addLog, setMetric } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Faults of the way through Kafka: pattern, what is said, evidence, fix. */
const FAULTS: readonly (readonly [id: string, pattern: string, said: string, fix: RegExp])[] = [
  ['kafka-tls', 'kafka-tls', 'immediate EOF', /alloy\.kafka\.tls[^]*caSecret/],
  ['kafka-password', 'kafka-auth', 'SASL_AUTHENTICATION_FAILED', /kafka-cluster:Connect[^]*rollout restart/],
  ['kafka-denied', 'kafka-denied', 'TOPIC_AUTHORIZATION_FAILED', /kafka-acls\.sh --list/],
  ['kafka-topic', 'kafka-topic', 'UNKNOWN_TOPIC_OR_PARTITION', /kafka-topics\.sh --list/],
  ['kafka-storage', 'kafka-storage', 'KAFKA_STORAGE_ERROR', /update-broker-storage/],
  ['kafka-refused', 'kafka-other', 'UNSUPPORTED_VERSION', /environments\.dev\.alloy\.kafka/],
  ['kafka-too-large', 'kafka-too-large', 'MESSAGE_TOO_LARGE', /max\.message\.bytes=1048588/],
];

/** Faults of the way through Kafka. */
export const KAFKA_CASES: readonly FaultCase[] = [
  ...FAULTS.map(([id, pattern, said, fix]): FaultCase => ({
    ...{ id, fix, hop: 'agent' },
    make: (draft) => addLog(draft, 'agent', pattern, said),
    evidence: new RegExp(`${said}: 7 lines of alloy-0`),
  })),
  {
    id: 'kafka-lag',
    hop: 'agent',
    make: (draft) =>
      setMetric(draft, 'agent', 'otelcol_kafka_receiver_offset_lag_ratio{topic=logs.dev}', 400_000, 9000),
    evidence: /400000 messages of topic logs\.dev behind, and 9000 more/,
    fix: /environments\.dev\.alloy\.kafka[^]*partitions/,
  },
  {
    id: 'kafka-unreachable',
    hop: 'agent',
    make: (draft) => addLog(draft, 'agent', 'kafka-unreachable', 'i/o timeout'),
    evidence: /a broker does not answer: i\/o timeout: 7 lines of alloy-0/,
    fix: /get-bootstrap-brokers/,
  },
  {
    id: 'kafka-unreachable',
    hop: 'agent',
    make: (draft) => {
      setMetric(draft, 'agent', 'loki_write_request_duration_seconds_count{status_code=204}', 300, 0);
      addLog(draft, 'agent', 'kafka-unreachable', 'unable to dial');
    },
    evidence: /unable to dial/,
    fix: /security group of the brokers/,
  },
];
