import type { LokiDestination } from './remote-loki';

/** Lines that a destination takes, or does not take. */
export interface LineSelection {
  /** Sources, by name, such as `['audit', 'journal']`: those of the library and your own. @default - all */
  readonly sources?: readonly string[];

  /** Namespaces of pods and events, such as `['shop', 'team-*']`. Lines of a node have none. @default - all */
  readonly namespaces?: readonly string[];

  /**
   * Values of labels, such as `{ app: ['cart', 'check*'] }`: labels of the index, not structured metadata. `*` stands
   * for any characters, or none.
   *
   * @default - all
   */
  readonly labels?: Readonly<Record<string, string | readonly string[]>>;
}

/** Filter of the lines of a destination. */
export interface DestinationFilter {
  /** Lines that the destination gets: those that match all parts of the selection. @default - all lines */
  readonly only?: LineSelection;

  /** Lines that it does not get: those that match any part of the selection. @default - none */
  readonly except?: LineSelection;
}

/**
 * Destination of lines besides this environment's Loki: a name and one kind of destination. An entry with `here` is
 * about this environment's Loki.
 */
export interface AlloyDestination extends DestinationFilter {
  /** Name of the destination: at most 30 lower-case letters, digits and hyphens. @default - none, with `here` */
  readonly name?: string;

  /** A Loki elsewhere. @default - another kind of destination, or `here` */
  readonly loki?: LokiDestination;

  /** Filter of this environment's own Loki, or `false` to send it nothing. @default - it gets all lines */
  readonly here?: false | DestinationFilter;
}
