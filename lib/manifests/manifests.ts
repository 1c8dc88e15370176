import { isRecord } from './shape';
import type { Manifest } from './manifest';
import { ObjectIndex } from './object-index';
import { type Workload, workloads } from './workloads';

/** End of a fix of a rule about changes: only the user knows if the earlier run was deployed. */
export function orRemoveStaleFolder(previous: Manifests | undefined): string {
  return previous?.folder ? `, or remove ${previous.folder} where it was never deployed` : '';
}

/** Kubernetes objects that are applied together, and results of their readers. */
export class Manifests {
  private readonly readings = new Map<unknown, unknown>();

  /** The objects, in the order they are applied. */
  public readonly objects: readonly Manifest[];

  /** Values without kind and metadata are dropped: they cannot be applied. */
  constructor(
    objects: readonly Manifest[],
    /** Folder they were read from. @default - they were made just now */
    public readonly folder?: string,
  ) {
    this.objects = objects.filter((object) => isRecord(object) && isRecord(object.metadata) && Boolean(object.kind));
  }

  /** The objects of some kinds, with the fields that the caller reads. */
  public ofKind<T = object>(...kinds: string[]): (Manifest & T)[] {
    const present = kinds.filter((kind) => this.index.ofKind(kind).length > 0);
    // Several kinds have the order of the objects.
    const found =
      present.length > 1
        ? this.objects.filter(({ kind }) => present.includes(kind))
        : present.flatMap((kind) => this.index.ofKind(kind));
    return found as (Manifest & T)[];
  }

  /** One object; undefined if it does not exist. */
  public find<T = object>(kind: string, namespace: string | undefined, name: string): (Manifest & T) | undefined {
    const named = this.index.named(kind, namespace, name);
    return named.find(({ metadata }) => metadata.namespace === namespace) as (Manifest & T) | undefined;
  }

  /** The objects by kind, name and namespace. @internal */
  public get index(): ObjectIndex {
    return this.read(readIndex);
  }

  /** Workloads among the objects. @internal */
  public get workloads(): readonly Workload[] {
    return this.read(readWorkloads);
  }

  /** Result of a reader of these objects. It runs once for all rules: pass a named function. */
  public read<T>(reader: (manifests: Manifests) => T): T {
    if (!this.readings.has(reader)) this.readings.set(reader, reader(this));
    return this.readings.get(reader) as T;
  }
}

const readIndex = ({ objects }: Manifests): ObjectIndex => new ObjectIndex(objects);

const readWorkloads = (manifests: Manifests): Workload[] => workloads(manifests.objects);
