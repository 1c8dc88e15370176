import type { LokiEndpoint } from '../../endpoint/endpoint';
import { Block } from '../language/syntax';
import { text, texts } from '../language/values';
import { attribute, output, quoted, transform } from '../stages/opentelemetry';
import { kafkaLabels, SERVICE } from './labels';
import { METADATA_PREFIX } from './metadata';
import { TRANSPORT } from './producer';
import type { AlloyKafka } from './props';
import { topicOf } from './topics';
import { KafkaReader } from './reader';
import { receiverOf, toLoki } from './receiver';

const NAME = 'kafka_consumer';

/**
 * Statements that give the label `service_name` its name in OTLP. Without that attribute, Loki's OTLP endpoint sets a
 * service name of its own.
 */
function serviceNames(kafka: AlloyKafka): Parameters<typeof transform>[1] {
  if (!kafkaLabels(kafka).includes(SERVICE.label)) return [];
  const [name, label] = [attribute(SERVICE.name), attribute(SERVICE.label)];
  const codes = [`set(${name}, ${label})`, `delete_key(resource.attributes, ${quoted(SERVICE.label)})`];
  return [['resource', codes]];
}

/**
 * Consumer that reads the topics of all tenants and sends their lines to Loki.
 *
 * A message is marked as read when Loki has answered. There is no queue in between, so after a consumer is killed, all
 * messages that Loki does not have are read again. While Loki is unavailable, the consumer retries without end. Loki
 * drops and counts lines that it refuses for good (too old, too long), as without Kafka. The gateway's location for
 * consumers answers such a request with success: on a permanent error, the receiver would pause its partition until it
 * is assigned again.
 */
export class KafkaConsumer extends KafkaReader {
  public readonly name = NAME;

  constructor(
    private readonly kafka: AlloyKafka,
    private readonly endpoint: LokiEndpoint,
  ) {
    super(kafka);
  }

  public blocks(): Block[] {
    const { kafka, endpoint } = this;
    // The gateway knows the tenant of each topic.
    const { exporter, blocks } = toLoki(NAME, endpoint, new Block('header').set('from_context', text('kafka.topic')));
    // This runs after the labels have moved from the lines to the resource.
    const names = transform(
      `${NAME}_names`,
      [
        ...serviceNames(kafka),
        ['log', [`replace_all_patterns(log.attributes, "key", ${quoted(`^${METADATA_PREFIX}`)}, "")`]],
      ],
      exporter,
    );
    const labels = new Block('otelcol.processor.groupbyattrs', NAME)
      .set('keys', texts(...kafkaLabels(kafka)))
      .add(output(names));
    const withoutTransport = transform(
      `${NAME}_way`,
      [['resource', Object.values(TRANSPORT).map((name) => `delete_key(resource.attributes, ${quoted(name)})`)]],
      labels,
    );
    const topics = endpoint.tenants.map((tenant) => topicOf(kafka, tenant));
    const receiver = receiverOf(NAME, kafka, { topics, encoding: 'otlp_proto', next: withoutTransport });
    return [...blocks, receiver, withoutTransport, labels, names, exporter];
  }
}
