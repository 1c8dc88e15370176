import { Block } from '../../language/syntax';
import { bool, object, text } from '../../language/values';
import { LokiEndpoint } from '../../../endpoint/endpoint';
import { authorityMount } from '../../../endpoint/outside';
import { withAuthority } from '../../destinations/authority';
import { attribute, output, quoted, transform } from '../../stages/opentelemetry';
import { secretFile, secretOf } from '../../stages/secret-file';
import type { AlloyContext } from '../source';
import { Receiver } from './receiver';
import { tlsFiles } from './tls';

/** Ports of OTLP (https://opentelemetry.io/docs/specs/otlp/). */
const GRPC_PORT = 4317;
const HTTP_PORT = 4318;

/** Resource attribute with the name of the cluster, which Loki makes a label of. */
const CLUSTER = 'k8s.cluster.name';

/**
 * Receiver of OTLP, over gRPC and HTTP. Lines go to Loki's own OTLP endpoint, which makes labels of some resource
 * attributes and structured metadata of all others.
 *
 * A request is answered when Loki has answered it: there is no queue in which lines could be lost, and the sender
 * repeats what Loki could not take. `k8s.cluster.name` is added where it is missing, so that every line has a label:
 * Loki refuses lines without one.
 */
export class OtlpReceiver extends Receiver {
  public readonly name = 'otlp';
  public readonly endsInLoki = true;
  public readonly ports = [
    { name: 'otlp-grpc', port: GRPC_PORT },
    { name: 'otlp-http', port: HTTP_PORT },
  ];

  public blocks({ endpoint, clusterName }: AlloyContext): Block[] {
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
      // Shorter than the 10 s that clients wait by default: they hear Loki's answer, not silence.
      new Block('retry_on_failure')
        .set('initial_interval', text('500ms'))
        .set('max_interval', text('1s'))
        .set('max_elapsed_time', text('5s')),
    );
    const cluster = attribute(CLUSTER);
    const named = transform(
      this.name,
      [['resource', [`set(${cluster}, ${quoted(clusterName)}) where ${cluster} == nil`]]],
      exporter,
    );
    const receiver = new Block('otelcol.receiver.otlp', this.name).add(
      this.server('grpc', GRPC_PORT),
      this.server('http', HTTP_PORT),
      output(named),
    );
    return [receiver, named, exporter, login, password];
  }

  private server(protocol: string, port: number): Block {
    const { tls } = this.settings;
    const block = new Block(protocol).set('endpoint', text(`0.0.0.0:${port}`));
    if (!tls) return block;
    const files = tlsFiles(this.name);
    const inner = new Block('tls').set('cert_file', text(files.certificate)).set('key_file', text(files.key));
    if (tls.clientCaSecretName) inner.set('client_ca_file', text(files.clientCa));
    return block.add(inner.set('reload_interval', text('1m')));
  }
}
