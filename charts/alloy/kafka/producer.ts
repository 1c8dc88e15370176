import type { CollectorKind } from '../collectors/kinds';
import { COLLECTOR_KINDS } from '../collectors/kinds';
import { Block } from '../language/syntax';
import { bool, concat, expression, list, number, text, type Value } from '../language/values';
import type { AlloySource } from '../sources/source';
import { NODE_NAME, nodeName } from '../stages/node';
import { attribute, output, quoted, transform } from '../stages/opentelemetry';
import { TENANT_LABEL } from '../stages/routes';
import { clientConnections, clientEnv, withBrokers, metadata, security } from './client';
import { kafkaLabels } from './labels';
import { kept } from './metadata';
import type { AlloyKafka } from './props';
import { topicOf } from './topics';

/** Label of the components. */
const NAME = 'kafka';

/** Attributes for the transport of a message: the collector that sent it, and its topic. */
export const TRANSPORT = { writer: 'kafka.writer', topic: 'kafka.topic' };

/** Component that converts lines to log records of OpenTelemetry. */
const RECEIVER = 'otelcol.receiver.loki';

/** Attribute in which this component lists the labels of a line. */
const LABELS_HINT = 'loki.attribute.labels';

/** Sizes in bytes. A broker accepts messages of 1,048,588 by default, and a batch is cut where the next line would not fit. */
const SIZES = { message: 1_000_000, batch: 800_000, leastBatch: 100_000, queue: 10_000_000 };

/** Statements that remove the attributes that the receiver adds to a line with the label `filename`. */
const FILE_ATTRIBUTES = ['path', 'name'].map(
  (part) => `delete_key(log.attributes, "log.file.${part}") where log.attributes["filename"] != nil`,
);

/**
 * Producer that writes the lines of a collector to Kafka. It has the form of a source, so the collector gets its
 * variables and connections like those of sources.
 *
 * All lines of one collector and one tenant have the same key, and therefore the same partition. One collector writes a
 * stream, so its lines keep their order. While Kafka is unavailable, the queue is full and no source reads on: lines
 * wait in their files.
 */
export class KafkaProducer implements AlloySource {
  public readonly name = NAME;
  public readonly mounts = [];
  public readonly env;
  public readonly rules = [];
  public readonly runsOn = COLLECTOR_KINDS;
  public readonly connections;

  /** Receiver of the collector's lines. */
  public readonly receiver: Value;

  constructor(
    private readonly kafka: AlloyKafka,
    private readonly kind: CollectorKind,
    private readonly context: {
      readonly defaultTenant: string;
      readonly clusterName: string;

      /** True if lines may have structured metadata of any name. */
      readonly hasOpenMetadata: boolean;
    },
  ) {
    this.receiver = new Block(context.hasOpenMetadata ? 'loki.process' : RECEIVER, NAME).exported('receiver');
    this.env = [...(kind === 'every-node' ? [NODE_NAME] : []), ...clientEnv(kafka)];
    this.connections = clientConnections(kafka);
  }

  public blocks(): Block[] {
    const { kafka } = this;
    const exporter = withBrokers(new Block('otelcol.exporter.kafka', NAME), kafka)
      .set('partition_logs_by_resource_attributes', bool(true))
      .set('topic_from_attribute', text(TRANSPORT.topic))
      .add(
        new Block('logs')
          .set('topic', text(topicOf(kafka, this.context.defaultTenant)))
          .set('encoding', text('otlp_proto')),
        ...security(kafka),
        metadata(),
        // Alloy gives up after 5 minutes by default.
        new Block('retry_on_failure').set('max_interval', text('10s')).set('max_elapsed_time', text('0s')),
        // By default Alloy drops what does not fit.
        new Block('sending_queue')
          .set('sizer', text('bytes'))
          .set('queue_size', number(SIZES.queue))
          .set('block_on_overflow', bool(true))
          .set('num_consumers', number(1))
          .add(
            new Block('batch')
              .set('sizer', text('bytes'))
              .set('min_size', number(SIZES.leastBatch))
              .set('max_size', number(SIZES.batch))
              .set('flush_timeout', text('500ms')),
          ),
        new Block('producer')
          .set('max_message_bytes', number(SIZES.message))
          .set('required_acks', number(-1))
          .set('compression', text('zstd'))
          .set('allow_auto_topic_creation', bool(false)),
      );
    const transformed = transform(
      NAME,
      [
        ['resource', this.resource()],
        // The time and the list of labels would become structured metadata of each line.
        [
          'log',
          [
            'set(log.observed_time_unix_nano, 0)',
            `delete_key(log.attributes, ${quoted(LABELS_HINT)})`,
            ...(this.context.hasOpenMetadata ? FILE_ATTRIBUTES : []),
          ],
        ],
      ],
      exporter,
    );
    const grouped = new Block('otelcol.processor.groupbyattrs', NAME)
      .set('keys', list(text(TENANT_LABEL)))
      .add(output(transformed));
    // Batches come first: with single lines, the other processors take twice the CPU time.
    const batch = new Block('otelcol.processor.batch', NAME)
      .set('timeout', text('500ms'))
      .set('send_batch_size', number(2000))
      .set('send_batch_max_size', number(4000))
      .add(output(grouped));
    const receiver = new Block(RECEIVER, NAME).add(output(batch));
    return [...this.metadata(receiver), receiver, batch, grouped, transformed, exporter];
  }

  /** Process of lines whose structured metadata has names of the sender's choice. */
  private metadata(receiver: Block): Block[] {
    if (!this.context.hasOpenMetadata) return [];
    return [
      new Block('loki.process', NAME)
        .set('forward_to', list(receiver.exported('receiver')))
        .add(...kept(kafkaLabels(this.kafka), [TENANT_LABEL, LABELS_HINT])),
    ];
  }

  /** Statements that set the attributes for topic and partition, and the label `cluster` of every line. */
  private resource(): (string | Value)[] {
    const writer = this.kind === 'every-node' ? nodeName() : expression('constants.hostname');
    const tenant = attribute(TENANT_LABEL);
    const topic = `Concat([${quoted(topicOf(this.kafka, ''))}, ${tenant}], "")`;
    return [
      concat(text(`set(${attribute(TRANSPORT.writer)}, "`), writer, text('")')),
      `set(${attribute('cluster')}, ${quoted(this.context.clusterName)})`,
      `set(${attribute(TRANSPORT.topic)}, ${topic}) where ${tenant} != nil`,
      `delete_key(resource.attributes, ${quoted(TENANT_LABEL)})`,
    ];
  }
}
