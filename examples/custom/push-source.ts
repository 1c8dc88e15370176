import { alloy, type AlloyContext, type AlloySource, type CollectorKind } from 'cdk-eks-loki/charts';

const { Block, list, number, text } = alloy;

/** Lines that applications push, in the format of Loki's own API, to http://alloy-push.alloy:3500/loki/api/v1/push. */
export class PushSource implements AlloySource {
  public readonly name = 'push';
  public readonly mounts = [];
  public readonly env = [];
  public readonly rules = [];
  public readonly runsOn: readonly CollectorKind[] = ['replicated'];
  public readonly ports = [{ name: 'push', port: 3500 }];

  public blocks({ receiver }: AlloyContext): alloy.Block[] {
    const http = new Block('http').set('listen_address', text('0.0.0.0')).set('listen_port', number(3500));
    return [new Block('loki.source.api', this.name).set('forward_to', list(receiver)).add(http)];
  }
}
