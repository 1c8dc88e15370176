import type { k8s } from 'cdk8s-plus-28';
import type { Block } from '../language/syntax';
import type { Value } from '../language/values';
import type { SourceConnection } from '../sources/source';
import type { LokiDestination } from './remote-loki';

/** Lines that a destination takes, or does not take. */
export interface LineSelection {
  /** Sources, by name, as `['audit', 'journal']`: those of the library and your own. @default - all */
  readonly sources?: readonly string[];

  /** Namespaces of pods and events, as `['shop', 'team-*']`. Lines of a node have none. @default - all */
  readonly namespaces?: readonly string[];

  /**
   * Values of labels, as `{ app: ['cart', 'check*'] }`: labels of the index, not structured metadata. `*` stands for any
   * characters, or none.
   *
   * @default - all
   */
  readonly labels?: Readonly<Record<string, string | readonly string[]>>;
}

/** Filter of the lines of a destination. */
export interface DestinationFilter {
  /** Lines that go there: those that every part of the selection names. @default - all lines */
  readonly only?: LineSelection;

  /** Lines that do not go there: those that any part of the selection names. @default - none */
  readonly except?: LineSelection;
}

/** Destination of lines, beside this environment's Loki: a name and one kind of place. Or `here`, about that Loki. */
export interface AlloyDestination extends DestinationFilter {
  /** Name of the destination: at most 30 lower-case letters, digits and hyphens. @default - none, with `here` */
  readonly name?: string;

  /** A Loki elsewhere. @default - another kind of place, or `here` */
  readonly loki?: LokiDestination;

  /** Filter of this environment's own Loki, or `false` to send it nothing. @default - it gets all lines */
  readonly here?: false | DestinationFilter;
}

/** Connection to a destination, for the network policy. */
export interface EgressConnection extends SourceConnection {
  /** Range of addresses. Not with `namespace`. @default - any address */
  readonly cidr?: string;

  /** Labels of the pods in the namespace. @default - any pod */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Secret whose file the pods mount for a destination. */
export interface EgressFile {
  /** Name of the volume. */
  readonly volume: string;

  /** Folder of the file in the pods. */
  readonly folder: string;

  /** The Secret, in Alloy's namespace. */
  readonly secret: string;

  /** Key of the file, which is its name. */
  readonly key: string;
}

/** End of the way of lines: what a kind of destination makes of its settings. */
export interface Outlet {
  /** Stages that lines pass on their way to it alone, such as that of its tenant. */
  readonly stages: readonly Block[];

  /** Its components. */
  readonly blocks: readonly Block[];

  /** Receiver of the first of them. */
  readonly receiver: Value;

  /** Files it reads. */
  readonly files: readonly EgressFile[];

  /** Environment it reads. */
  readonly env: readonly k8s.EnvVar[];

  /** Connections it opens. */
  readonly connections: readonly EgressConnection[];
}

/** Input of a kind of destination. */
export interface OutletContext {
  /** Name of the destination. */
  readonly name: string;

  /** Label of its components. */
  readonly label: string;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Tenant of lines that no route sends elsewhere. */
  readonly defaultTenant: string;
}
