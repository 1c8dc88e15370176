import type { CollectorKind } from '../../collectors/kinds';
import type { Block } from '../../language/syntax';
import type { AlloyContext, AlloySource, SecretMount, SourcePort } from '../source';
import type { ReceiverSettings } from './settings';
import { tlsSecrets } from './tls';

/** Source that clients send lines to. It reads no files of a node and needs no permissions. */
export abstract class Receiver<T extends ReceiverSettings = ReceiverSettings> implements AlloySource {
  public abstract readonly name: string;
  public abstract readonly ports: readonly SourcePort[];
  public readonly mounts = [];
  public readonly env = [];
  public readonly rules = [];
  public readonly runsOn: readonly CollectorKind[] = ['replicated'];
  public readonly clients: NonNullable<AlloySource['clients']>;

  constructor(protected readonly settings: T) {
    const { clientNamespaces: namespaces = [], clientRanges: ranges = [] } = settings;
    this.clients = { namespaces, ranges };
  }

  /** Secrets that it reads. */
  public get secrets(): readonly SecretMount[] {
    return tlsSecrets(this.name, this.settings);
  }

  public abstract blocks(context: AlloyContext): Block[];
}
