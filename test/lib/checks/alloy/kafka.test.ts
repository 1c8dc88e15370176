import { KAFKA_RULES } from '../../../../lib/checks/alloy/kafka';
import { type Case, describeRules, type Parts } from '../harness';

const AT = 'ConfigMap alloy/alloy config.alloy';

const RECEIVER = `otelcol.receiver.kafka "k" {
	brokers          = ["kafka:9092"]
	protocol_version = "3.9.0"
	initial_offset   = "earliest"

	logs {
		topics = ["logs"]
	}

	message_marking {
		after_execution = true
	}

	error_backoff {
		enabled = true
	}

	output {
		logs = [otelcol.exporter.kafka.k.input]
	}
}

otelcol.exporter.kafka "k" {
	brokers          = ["kafka:9092"]
	protocol_version = "3.9.0"

	logs {
		topic = "copy"
	}

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
`;

/** Adds the two components with a change. */
const changed = (from: string | RegExp, to: string): Case['breaks'] => {
  const text = RECEIVER.replace(from, to);
  if (text === RECEIVER) throw new Error(`no ${String(from)}`);
  return (parts: Parts) => parts.replace('alloy', 'config.alloy', 'loki.write "loki"', `${text}\nloki.write "loki"`);
};
const receiver = `${AT} otelcol.receiver.kafka.k`;
const exporter = `${AT} otelcol.exporter.kafka.k`;

describeRules(KAFKA_RULES, [
  {
    rule: 'ALLOY-KAFKA-1',
    breaks: changed(/\tinitial_offset.*\n/, ''),
    finds: [
      `${receiver} initial_offset: missing, so it is latest, which skips existing messages; set it to 'earliest'`,
    ],
  },
  {
    rule: 'ALLOY-KAFKA-1',
    breaks: changed('"earliest"', '"latest"'),
    finds: [`${receiver} initial_offset: 'latest' skips existing messages; set it to 'earliest'`],
  },
  {
    rule: 'ALLOY-KAFKA-2',
    breaks: changed('after_execution = true', 'after_execution = false'),
    finds: [
      `${receiver} message_marking.after_execution: is not true, so messages are marked as they arrive; set it to true`,
    ],
  },
  {
    rule: 'ALLOY-KAFKA-2',
    breaks: changed('after_execution = true', 'after_execution = true\n\t\tinclude_unsuccessful = true'),
    finds: [
      `${receiver} message_marking.include_unsuccessful: true marks messages whose sending a stop interrupts; leave it out`,
    ],
  },
  {
    rule: 'ALLOY-KAFKA-3',
    breaks: changed(/\terror_backoff \{[^}]*\}\n/, ''),
    finds: [`${receiver} error_backoff: is not enabled; set error_backoff { enabled = true }`],
  },
  {
    rule: 'ALLOY-KAFKA-4',
    breaks: changed('required_acks = -1', 'required_acks = 1'),
    finds: [`${exporter} producer.required_acks: does not wait for all copies; set it to -1`],
  },
  {
    rule: 'ALLOY-KAFKA-4',
    breaks: changed(/\tproducer \{[^}]*\}\n/, ''),
    finds: [`${exporter} producer.required_acks: missing, so only the leader answers; set it to -1`],
  },
  {
    rule: 'ALLOY-KAFKA-5',
    breaks: changed('"0s"', '"1h"'),
    finds: [
      `${exporter} retry_on_failure.max_elapsed_time: drops a batch after 1h; set it to '0s', which is without end`,
    ],
  },
  {
    rule: 'ALLOY-KAFKA-5',
    breaks: changed(/\tretry_on_failure \{[^}]*\}\n/, ''),
    finds: [
      `${exporter} retry_on_failure.max_elapsed_time: missing, so a batch is dropped after 5 minutes; set it to '0s', which is without end`,
    ],
  },
  {
    rule: 'ALLOY-KAFKA-5',
    breaks: changed('block_on_overflow = true', 'block_on_overflow = false'),
    finds: [`${exporter} sending_queue.block_on_overflow: is not true: a full queue drops; set it to true`],
  },
]);
