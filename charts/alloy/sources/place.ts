import type { AlloySource } from './source';

/** Key of the place of a source in the user's input: sources that are items of a list are not found by their name. */
export const PLACE = Symbol('place');

/** Place of a source, for messages: its own, or its name below a path. */
export function placeOf(path: string, source: Pick<AlloySource, 'name'> & { readonly [PLACE]?: string }): string {
  return source[PLACE] ?? `${path}.${source.name}`;
}
