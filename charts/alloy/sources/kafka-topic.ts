import type { CollectorKind } from '../collectors/kinds';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import { clientConnections, clientEnv } from '../kafka/client';
import { output, statements } from '../kafka/producer';
import type { KafkaTopicSource as Settings } from '../kafka/props';
import { receiverOf, toLoki } from '../kafka/receiver';
import { Block } from '../language/syntax';
import { raw, text } from '../language/values';
import type { AlloySource } from './source';

/**
 * A topic of Kafka that others write: the text of each message is a line, at the time at which it is read.
 *
 * Labels: `job="kafka/<name>"`, `topic`, `cluster`, and those of the settings. A message is marked as read when Loki has
 * answered, so none is lost; one that is read again after a consumer was killed has another time, and is there twice.
 */
export class KafkaTopic implements AlloySource {
  public readonly name;
  public readonly mounts = [];
  public readonly env;
  public readonly rules = [];
  public readonly runsOn: readonly CollectorKind[] = ['replicated'];
  public readonly connections;
  public readonly endsInLoki = true;

  constructor(
    private readonly settings: Settings,
    private readonly loki: { readonly endpoint: LokiEndpoint; readonly clusterName: string },
  ) {
    this.name = `kafka_${settings.name}`;
    this.env = clientEnv(settings);
    this.connections = clientConnections(settings);
  }

  public blocks(): Block[] {
    const { name, settings } = this;
    const { endpoint, clusterName } = this.loki;
    const tenant = new Block('header').set('value', text(settings.tenant ?? endpoint.defaultTenant));
    const { blocks, exporter } = toLoki(name, endpoint, tenant);
    const { topic, labels = {} } = settings;
    const all = { job: `kafka/${settings.name}`, topic, cluster: clusterName, ...labels };
    const transform = new Block('otelcol.processor.transform', name).set('error_mode', text('propagate')).add(
      statements(
        'resource',
        Object.entries(all).map(([key, value]) => text(`set(resource.attributes["${key}"], ${JSON.stringify(value)})`)),
      ),
      // Loki would keep the time of reading as structured metadata too.
      statements('log', [
        raw('set(log.time_unix_nano, log.observed_time_unix_nano)'),
        raw('set(log.observed_time_unix_nano, 0)'),
      ]),
      output(exporter),
    );
    const receiver = receiverOf(name, settings, { topics: [topic], encoding: 'text', next: transform });
    return [...blocks, receiver, transform, exporter];
  }
}
