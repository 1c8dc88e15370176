import { alloy, type AlloyContext, type AlloySource } from 'cdk-eks-loki/charts';

const { Block, list, object, raw, text } = alloy;

/**
 * The log of the VPC CNI, which says why a pod got no address. It is a file on the node with one JSON object per line:
 * `{"level":"info","ts":"2025-01-01T12:00:00.123Z","msg":"…"}`.
 */
export class VpcCniSource implements AlloySource {
  public readonly name = 'vpc_cni';
  public readonly mounts = [alloy.VAR_LOG];
  public readonly env = [alloy.NODE_NAME];
  public readonly rules = [];

  public blocks({ receiver }: AlloyContext): alloy.Block[] {
    const process = new Block('loki.process', this.name).set('forward_to', list(receiver)).add(
      new Block('stage.json').set('expressions', object({ level: text('level'), ts: text('ts') })),
      // A time outside the years 1 to 9999 would cost the whole batch of lines.
      new Block('stage.regex').set('source', text('ts')).set('expression', raw(String.raw`^(?P<time>2\d{3}-.+)$`)),
      new Block('stage.timestamp').set('source', text('time')).set('format', text('RFC3339Nano')),
      alloy.nodeLabels('node_log/vpc_cni'),
      alloy.structuredMetadata('level'),
      alloy.dropFilename(),
    );
    return [alloy.nodeFile(this.name, '/var/log/aws-routed-eni/ipamd.log', process), process];
  }
}
