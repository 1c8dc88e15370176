import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { KafkaTopicSource as Settings } from '../kafka/props';
import { KafkaReader } from '../kafka/reader';
import { receiverOf, toLoki } from '../kafka/receiver';
import { Block } from '../language/syntax';
import { text } from '../language/values';
import { attribute, quoted, transform } from '../stages/opentelemetry';

/**
 * Kafka topic that other programs write. The text of each message is a line, with the time at which it is read.
 *
 * Labels: `job="kafka/<name>"`, `topic`, `cluster`, and those of the settings. A message is marked as read when Loki
 * has answered, so none is lost. After a consumer is killed, some messages are read again: their lines have another
 * time, and are in Loki twice.
 */
export class KafkaTopic extends KafkaReader {
  public readonly name;

  constructor(
    private readonly settings: Settings,
    private readonly loki: { readonly endpoint: LokiEndpoint; readonly clusterName: string },
  ) {
    super(settings);
    this.name = `kafka_${settings.name}`;
  }

  public blocks(): Block[] {
    const { name, settings } = this;
    const { endpoint, clusterName } = this.loki;
    const tenant = new Block('header').set('value', text(settings.tenant ?? endpoint.defaultTenant));
    const { blocks, exporter } = toLoki(name, endpoint, tenant);
    const { topic, labels = {} } = settings;
    const all = { job: `kafka/${settings.name}`, topic, cluster: clusterName, ...labels };
    const transformed = transform(
      name,
      [
        ['resource', Object.entries(all).map(([key, value]) => `set(${attribute(key)}, ${quoted(value)})`)],
        // Loki would keep the time of reading as structured metadata too.
        ['log', ['set(log.time_unix_nano, log.observed_time_unix_nano)', 'set(log.observed_time_unix_nano, 0)']],
      ],
      exporter,
    );
    const receiver = receiverOf(name, settings, { topics: [topic], encoding: 'text', next: transformed });
    return [...blocks, receiver, transformed, exporter];
  }
}
