import type { AlloyDestination, DestinationFilter } from './destination';

/** Filter of a destination, and its path in the input. */
export interface PlacedFilter {
  readonly path: string;

  /** The filter; undefined if nothing goes there. */
  readonly filter: DestinationFilter | undefined;
}

/** Filter of an item of `destinations`. The filter of this environment's Loki is in its field `here`. */
export function placedFilter(one: AlloyDestination, path: string): PlacedFilter {
  const { here } = one;
  return here === undefined ? { path, filter: one } : { path: `${path}.here`, filter: here || undefined };
}
