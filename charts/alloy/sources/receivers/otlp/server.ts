import { Block } from '../../../language/syntax';
import { text } from '../../../language/values';
import { attribute, output, quoted } from '../../../stages/opentelemetry';
import type { AlloyContext } from '../../source';
import { Receiver } from '../receiver';
import type { OtlpSettings } from '../settings';
import { tlsFiles } from '../tls';

/** Ports of OTLP (https://opentelemetry.io/docs/specs/otlp/). */
const GRPC_PORT = 4317;
const HTTP_PORT = 4318;

/** Resource attribute with the name of the cluster. Loki turns it into a label. */
const CLUSTER = 'k8s.cluster.name';

/** Receiver of OTLP, over gRPC and HTTP. Its subclasses send the lines on. */
export abstract class OtlpServer extends Receiver<OtlpSettings> {
  public readonly name = 'otlp';
  public readonly ports = [
    { name: 'otlp-grpc', port: GRPC_PORT },
    { name: 'otlp-http', port: HTTP_PORT },
  ];

  /** Servers for both protocols, which send their lines to a component. */
  protected server(next: Block): Block {
    return new Block('otelcol.receiver.otlp', this.name).add(
      this.protocol('grpc', GRPC_PORT),
      this.protocol('http', HTTP_PORT),
      output(next),
    );
  }

  /**
   * Statement that adds the name of the cluster if it is missing. Then every line has a label: Loki refuses lines
   * without one.
   */
  protected named({ clusterName }: AlloyContext): string {
    const cluster = attribute(CLUSTER);
    return `set(${cluster}, ${quoted(clusterName)}) where ${cluster} == nil`;
  }

  private protocol(protocol: string, port: number): Block {
    const { tls } = this.settings;
    const block = new Block(protocol).set('endpoint', text(`0.0.0.0:${port}`));
    if (!tls) return block;
    const files = tlsFiles(this.name);
    const inner = new Block('tls').set('cert_file', text(files.certificate)).set('key_file', text(files.key));
    if (tls.clientCaSecretName) inner.set('client_ca_file', text(files.clientCa));
    return block.add(inner.set('reload_interval', text('1m')));
  }
}
