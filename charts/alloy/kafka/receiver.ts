import { LokiEndpoint } from '../../endpoint/endpoint';
import { KAFKA_OTLP_PATH } from '../../loki/gateway/kafka';
import { Block } from '../language/syntax';
import { bool, call, concat, number, text, texts } from '../language/values';
import { type AnyClient, withBrokers, metadata, security } from './client';
import { KAFKA_DEFAULTS } from './props';
import { output } from '../stages/opentelemetry';
import { secretFile, secretOf } from '../stages/secret-file';

/** Messages that a receiver reads, and the component they go to. */
interface Read {
  readonly topics: readonly string[];
  readonly encoding: 'otlp_proto' | 'text';
  readonly next: Block;
}

/** Receiver that marks a message as read after the last component has accepted it, and retries until then. */
export function receiverOf(name: string, kafka: AnyClient, { topics, encoding, next }: Read): Block {
  return (
    withBrokers(new Block('otelcol.receiver.kafka', name), kafka)
      .set('group_id', text(kafka.group ?? KAFKA_DEFAULTS.group))
      // By default, a new group skips the messages that exist already.
      .set('initial_offset', text('earliest'))
      .add(
        new Block('logs').set('topics', texts(...topics)).set('encoding', text(encoding)),
        ...security(kafka),
        metadata(),
        // `include_unsuccessful` stays off: it would mark a message when its consumer ends.
        new Block('message_marking').set('after_execution', bool(true)),
        new Block('error_backoff')
          .set('enabled', bool(true))
          .set('initial_interval', text('500ms'))
          .set('max_interval', text('10s'))
          .set('multiplier', number(1.5)),
        output(next),
      )
  );
}

/**
 * Exporter that returns Loki's answer: it has no queue, and sends to the gateway's location for consumers. `tenant` is
 * the header of the tenant, without its key.
 */
export function toLoki(name: string, endpoint: LokiEndpoint, tenant: Block): { blocks: Block[]; exporter: Block } {
  const password = secretFile(name, endpoint.passwordFile(endpoint.writer));
  const login = call('encoding.to_base64', concat(text(`${endpoint.writer.username}:`), secretOf(password)));
  const headers = new Block('otelcol.auth.headers', name).add(
    new Block('header').set('key', text('Authorization')).set('value', concat(text('Basic '), login)),
    tenant.set('key', text(LokiEndpoint.TENANT_HEADER)),
  );
  const exporter = new Block('otelcol.exporter.otlphttp', name).add(
    new Block('sending_queue').set('enabled', bool(false)),
    new Block('retry_on_failure').set('max_interval', text('10s')).set('max_elapsed_time', text('0s')),
    new Block('client')
      .set('endpoint', text(`${endpoint.url}${KAFKA_OTLP_PATH}`))
      .set('auth', headers.exported('handler'))
      .set('timeout', text('60s')),
  );
  return { blocks: [password, headers], exporter };
}
