import { record, records } from './shape';

/** A manifest, of any kind. Fields of one kind are read where that kind is known. */
export interface Manifest {
  /** Group and version of its kind: `apps/v1`. */
  readonly apiVersion: string;

  /** Its kind. */
  readonly kind: string;

  /** Its name, namespace and labels. */
  readonly metadata: {
    /** Its name. Despite the type, objects with a `generateName` have no name. */
    readonly name: string;

    /** Its namespace. @default - its kind has none, or that of kubectl apply */
    readonly namespace?: string;

    /** Its labels. */
    readonly labels?: Readonly<Record<string, string>>;
  };

  /** Any other field. */
  readonly [field: string]: unknown;
}

/** Service: the fields that are read. */
export interface Service {
  /** Its spec. */
  readonly spec?: {
    /** Type of the Service. @default ClusterIP */
    readonly type?: string;

    /** `None` if it is headless. */
    readonly clusterIP?: string;

    /** Labels of its pods. @default - another program manages its endpoints */
    readonly selector?: Readonly<Record<string, string>>;

    /** Its ports. */
    readonly ports?: readonly ServicePort[];
  };
}

/** Port of a Service: the fields that are read. */
interface ServicePort {
  /** Its name. Optional if the Service has one port. */
  readonly name?: string;

  /** Its number. */
  readonly port: number;

  /** The port of the pods, by name or by number. @default - the same number */
  readonly targetPort?: string | number;

  /** TCP, UDP or SCTP. @default TCP */
  readonly protocol?: string;
}

/** `Deployment loki/loki-querier`; without a namespace `ClusterRole alloy`: what the path of a finding begins with. */
export function titleOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** Title of an object. For a generated name, it has the prefix of the name. */
export function title({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): string {
  const { name, namespace, generateName } = record(metadata) as Manifest['metadata'] & { generateName?: string };
  return titleOf(kind, namespace, name ?? generateName ?? '?');
}

/** Objects of some kinds, typed by the caller. Values without metadata are dropped. */
export function ofKind<T = object>(objects: readonly Manifest[], ...kinds: string[]): (Manifest & T)[] {
  return records(objects).filter(
    ({ kind, metadata }) => kinds.includes(kind) && typeof metadata === 'object' && metadata !== null,
  ) as (Manifest & T)[];
}
