import { KAFKA_PASSWORD_RULES } from '../../../../lib/checks/alloy/kafka-passwords';
import { describeRules, Parts } from '../harness';

/** Adds a producer of Kafka with a login. */
const producer =
  (broker: string, login: string, more = '') =>
  (parts: Parts) =>
    parts.replace(
      'alloy',
      'config.alloy',
      'loki.write "loki"',
      `otelcol.exporter.kafka "k" {
	brokers          = ["${broker}"]
	protocol_version = "3.9.0"

	logs {
		topic = "copy"
	}

	authentication {
		${login}
	}
${more}
	producer {
		required_acks = -1
	}

	retry_on_failure {
		max_elapsed_time = "0s"
	}

	sending_queue {
		block_on_overflow = true
	}
}

loki.write "loki"`,
    );
const sasl = (mechanism: string) =>
  `sasl {\n\t\t\tusername  = "u"\n\t\t\tpassword  = sys.env("P")\n\t\t\tmechanism = "${mechanism}"\n\t\t}`;

describeRules(KAFKA_PASSWORD_RULES, [
  {
    rule: 'ALLOY-KAFKA-6',
    also: ['ALLOY-NODE-1'],
    breaks: producer('k-1.example.com:9092', sasl('PLAIN')),
    finds: [
      'ConfigMap alloy/alloy config.alloy otelcol.exporter.kafka.k authentication: PLAIN without TLS sends the password unencrypted to ' +
        'k-1.example.com:9092; use TLS, or SCRAM-SHA-512, which sends no password',
    ],
  },
]);

test.each<[string, string, string, string]>([
  ['a broker of the cluster', 'kafka.kafka.svc:9092', sasl('PLAIN'), ''],
  ['SCRAM', 'k-1.example.com:9092', sasl('SCRAM-SHA-512'), ''],
  ['TLS', 'k-1.example.com:9093', sasl('PLAIN'), '\n\ttls { }\n'],
])('%s: right', (_what, broker, login, more) => {
  const parts = new Parts('prod');
  producer(broker, login, more)(parts);
  expect(parts.findings.filter((finding) => finding.startsWith('ALLOY-KAFKA-6'))).toEqual([]);
});
