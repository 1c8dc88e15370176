import { Block } from '../../../language/syntax';
import { bool, object, text } from '../../../language/values';
import { LokiEndpoint } from '../../../../endpoint/endpoint';
import { authorityMount } from '../../../../endpoint/outside';
import { withAuthority } from '../../../destinations/authority';
import { transform } from '../../../stages/opentelemetry';
import { secretFile, secretOf } from '../../../stages/secret-file';
import type { AlloyContext } from '../../source';
import { OtlpServer } from './server';

/**
 * Receiver of OTLP whose lines go to Loki's own OTLP endpoint. It turns some resource attributes into labels and all
 * others into structured metadata.
 *
 * A request is answered when Loki has answered it: there is no queue in which lines could be lost, and the sender
 * repeats a request that Loki could not take.
 */
export class DirectOtlp extends OtlpServer {
  public readonly endsInLoki = true;

  public blocks(context: AlloyContext): Block[] {
    const { endpoint } = context;
    const { tenant = endpoint.defaultTenant } = this.settings;
    const password = secretFile(`${this.name}_password`, endpoint.passwordFile(endpoint.writer));
    const login = new Block('otelcol.auth.basic', this.name)
      .set('username', text(endpoint.writer.username))
      .set('password', secretOf(password));
    const client = new Block('client')
      .set('endpoint', text(`${endpoint.url}/otlp`))
      .set('auth', login.exported('handler'))
      .set('headers', object({ [LokiEndpoint.TENANT_HEADER]: text(tenant) }));
    const exporter = new Block('otelcol.exporter.otlphttp', this.name).add(
      withAuthority(client, 'tls', endpoint.outside?.ca, authorityMount(endpoint.outside)),
      new Block('sending_queue').set('enabled', bool(false)),
      // Shorter than the 10 s that clients wait by default, so that they get Loki's answer before they give up.
      new Block('retry_on_failure')
        .set('initial_interval', text('500ms'))
        .set('max_interval', text('1s'))
        .set('max_elapsed_time', text('5s')),
    );
    const named = transform(this.name, [['resource', [this.named(context)]]], exporter);
    return [this.server(named), named, exporter, login, password];
  }
}
