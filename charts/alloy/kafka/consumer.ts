import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { CollectorKind } from '../collectors/kinds';
import { Block } from '../language/syntax';
import { raw, text, texts } from '../language/values';
import type { AlloySource } from '../sources/source';
import { clientConnections, clientEnv } from './client';
import { kafkaLabels } from './labels';
import { METADATA_PREFIX } from './metadata';
import { output, statements, WAY } from './producer';
import { type AlloyKafka, topicOf } from './props';
import { receiverOf, toLoki } from './receiver';

const NAME = 'kafka_consumer';

/**
 * Reader of the topics, which gives their lines to Loki.
 *
 * A message is marked as read when Loki has answered: there is no queue in between, so a consumer that is killed reads
 * again what Loki does not have. What Loki cannot take now is tried again for ever. What Loki refuses for good (a line too
 * old, too long) it drops and counts, as on the direct way, and the gateway's location for consumers answers with success:
 * on a permanent error the receiver would pause its partition until it is assigned again.
 */
export class KafkaConsumer implements AlloySource {
  public readonly name = NAME;
  public readonly mounts = [];
  public readonly env;
  public readonly rules = [];
  public readonly runsOn: readonly CollectorKind[] = ['replicated'];
  public readonly connections;

  /** Its lines go to Loki by its own components. */
  public readonly endsInLoki = true;

  constructor(
    private readonly kafka: AlloyKafka,
    private readonly endpoint: LokiEndpoint,
  ) {
    this.env = clientEnv(kafka);
    this.connections = clientConnections(kafka);
  }

  public blocks(): Block[] {
    const { kafka, endpoint } = this;
    // The gateway knows the tenant of each topic.
    const { exporter, blocks } = toLoki(NAME, endpoint, new Block('header').set('from_context', text('kafka.topic')));
    // After the labels have left the lines.
    const names = new Block('otelcol.processor.transform', `${NAME}_names`)
      .set('error_mode', text('propagate'))
      .add(
        statements('log', [raw(`replace_all_patterns(log.attributes, "key", "^${METADATA_PREFIX}", "")`)]),
        output(exporter),
      );
    const labels = new Block('otelcol.processor.groupbyattrs', NAME)
      .set('keys', texts(...kafkaLabels(kafka)))
      .add(output(names));
    const way = new Block('otelcol.processor.transform', `${NAME}_way`).set('error_mode', text('propagate')).add(
      statements(
        'resource',
        Object.values(WAY).map((name) => raw(`delete_key(resource.attributes, "${name}")`)),
      ),
      output(labels),
    );
    const topics = endpoint.tenants.map((tenant) => topicOf(kafka, tenant));
    const receiver = receiverOf(NAME, kafka, { topics, encoding: 'otlp_proto', next: way });
    return [...blocks, receiver, way, labels, names, exporter];
  }
}
