import type { CollectorKind } from '../collectors/kinds';
import type { Block } from '../language/syntax';
import type { AlloyContext, AlloySource } from '../sources/source';
import { type AnyClient, clientConnections, clientEnv } from './client';

/** Source that reads topics and sends their lines to Loki with components of its own. */
export abstract class KafkaReader implements AlloySource {
  public abstract readonly name: string;
  public readonly mounts = [];
  public readonly env;
  public readonly rules = [];
  public readonly runsOn: readonly CollectorKind[] = ['replicated'];
  public readonly connections;
  public readonly endsInLoki = true;

  constructor(client: AnyClient) {
    this.env = clientEnv(client);
    this.connections = clientConnections(client);
  }

  public abstract blocks(context: AlloyContext): Block[];
}
