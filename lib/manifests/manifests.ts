import { isRecord } from './shape';
import type { Manifest } from './manifest';
import { type Workload, workloads } from './workloads';

/** What a fix of a rule about changes ends with: nobody else knows whether the last run was ever deployed. */
export function unlessDeployed(previous: Manifests | undefined): string {
  return previous?.folder ? `, or remove ${previous.folder} where it was never deployed` : '';
}

/** Kubernetes objects that are applied together, and what was read from them. */
export class Manifests {
  private readonly readings = new Map<unknown, unknown>();

  /** The objects, in the order they are applied. */
  public readonly objects: readonly Manifest[];

  /** What is no object with a kind and metadata is left out: nobody applies it. */
  constructor(
    objects: readonly Manifest[],
    /** Folder they were read from. @default - they were made just now */
    public readonly folder?: string,
  ) {
    this.objects = objects.filter((object) => isRecord(object) && isRecord(object.metadata) && Boolean(object.kind));
  }

  /** The objects of some kinds, with what the caller knows of these. */
  public ofKind<T = object>(...kinds: string[]): (Manifest & T)[] {
    return this.objects.filter(({ kind }) => kinds.includes(kind)) as (Manifest & T)[];
  }

  /** One object, where it is there. */
  public find<T = object>(kind: string, namespace: string | undefined, name: string): (Manifest & T) | undefined {
    return this.ofKind<T>(kind).find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  }

  /** Everything that makes pods, as the rules read it. @internal */
  public get workloads(): readonly Workload[] {
    return this.read(readWorkloads);
  }

  /** What a reader makes of these objects. It runs once, however many rules ask: give it a function with a name. */
  public read<T>(reader: (manifests: Manifests) => T): T {
    if (!this.readings.has(reader)) this.readings.set(reader, reader(this));
    return this.readings.get(reader) as T;
  }
}

const readWorkloads = (manifests: Manifests): Workload[] => workloads(manifests.objects);
