import type { CollectorKind } from '../collectors/kinds';
import { COLLECTOR_KINDS } from '../collectors/kinds';
import { Block } from '../language/syntax';
import { bool, concat, expression, list, number, text, type Value } from '../language/values';
import type { AlloySource } from '../sources/source';
import { NODE_NAME, nodeName } from '../stages/node';
import { attribute, output, quoted, transform } from '../stages/opentelemetry';
import { TENANT_LABEL } from '../stages/routes';
import { clientConnections, clientEnv, connected, metadata, security } from './client';
import { kafkaLabels } from './labels';
import { kept } from './metadata';
import type { AlloyKafka } from './props';
import { topicOf } from './topics';

/** Label of the components. */
const NAME = 'kafka';

/** Attributes of a message that are about its way: the collector that sent it, and its topic. */
export const WAY = { writer: 'kafka.writer', topic: 'kafka.topic' };

/** Component that makes OpenTelemetry's form of a line. */
const RECEIVER = 'otelcol.receiver.loki';

/** Attribute in which it names the labels of a line. */
const LABELS_HINT = 'loki.attribute.labels';

/** Sizes in bytes. A broker accepts messages of 1,048,588 by default, and a batch is cut where the next line would not fit. */
const SIZES = { message: 1_000_000, batch: 800_000, leastBatch: 100_000, queue: 10_000_000 };

/** Statements that remove what the receiver adds to a line with the label `filename`. */
const FILE_ATTRIBUTES = ['path', 'name'].map(
  (part) => `delete_key(log.attributes, "log.file.${part}") where log.attributes["filename"] != nil`,
);

/**
 * Way of a collector's lines into Kafka. It is a part of the collector, so that variables and connections follow as for
 * sources.
 *
 * All lines of a collector and a tenant have one key, and so one partition: those of a stream stay in their order, since
 * one collector writes it. Lines wait in their files while Kafka is away: the queue is full, and nothing reads on.
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
    private readonly way: {
      readonly defaultTenant: string;
      readonly clusterName: string;

      /** True if lines may have structured metadata of any name. */
      readonly hasOpenMetadata: boolean;
    },
  ) {
    this.receiver = new Block(way.hasOpenMetadata ? 'loki.process' : RECEIVER, NAME).exported('receiver');
    this.env = [...(kind === 'every-node' ? [NODE_NAME] : []), ...clientEnv(kafka)];
    this.connections = clientConnections(kafka);
  }

  public blocks(): Block[] {
    const { kafka } = this;
    const exporter = connected(new Block('otelcol.exporter.kafka', NAME), kafka)
      .set('partition_logs_by_resource_attributes', bool(true))
      .set('topic_from_attribute', text(WAY.topic))
      .add(
        new Block('logs')
          .set('topic', text(topicOf(kafka, this.way.defaultTenant)))
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
        // Both would be structured metadata of each line.
        [
          'log',
          [
            'set(log.observed_time_unix_nano, 0)',
            `delete_key(log.attributes, ${quoted(LABELS_HINT)})`,
            ...(this.way.hasOpenMetadata ? FILE_ATTRIBUTES : []),
          ],
        ],
      ],
      exporter,
    );
    const grouped = new Block('otelcol.processor.groupbyattrs', NAME)
      .set('keys', list(text(TENANT_LABEL)))
      .add(output(transformed));
    // Before the others: by single lines they take twice the CPU time.
    const batch = new Block('otelcol.processor.batch', NAME)
      .set('timeout', text('500ms'))
      .set('send_batch_size', number(2000))
      .set('send_batch_max_size', number(4000))
      .add(output(grouped));
    const receiver = new Block(RECEIVER, NAME).add(output(batch));
    return [...this.metadata(receiver), receiver, batch, grouped, transformed, exporter];
  }

  /** Process of lines that bring their structured metadata along. */
  private metadata(receiver: Block): Block[] {
    if (!this.way.hasOpenMetadata) return [];
    return [
      new Block('loki.process', NAME)
        .set('forward_to', list(receiver.exported('receiver')))
        .add(...kept(kafkaLabels(this.kafka), [TENANT_LABEL, LABELS_HINT])),
    ];
  }

  /** Attributes of a message, by which its topic and its partition are chosen, and the label that every line gets. */
  private resource(): (string | Value)[] {
    const writer = this.kind === 'every-node' ? nodeName() : expression('constants.hostname');
    const tenant = attribute(TENANT_LABEL);
    const topic = `Concat([${quoted(topicOf(this.kafka, ''))}, ${tenant}], "")`;
    return [
      concat(text(`set(${attribute(WAY.writer)}, "`), writer, text('")')),
      `set(${attribute('cluster')}, ${quoted(this.way.clusterName)})`,
      `set(${attribute(WAY.topic)}, ${topic}) where ${tenant} != nil`,
      `delete_key(resource.attributes, ${quoted(TENANT_LABEL)})`,
    ];
  }
}
