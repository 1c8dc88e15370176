import type { AlloySource } from './source';

/** Key of the place of a source in the user's input: sources that are items of a list are not found by their name. */
export const PLACE = Symbol('place');

/** A source of the library, found by its field if it has no place of its own. */
export function placed<T extends Pick<AlloySource, 'name'> & { readonly [PLACE]?: string }>(
  source: T,
  field: string,
): T {
  return Object.assign(source, { [PLACE]: source[PLACE] ?? field });
}

/** Place of a source, for messages: its own, or its name below a path. */
export function placeOf(path: string, source: Pick<AlloySource, 'name'> & { readonly [PLACE]?: string }): string {
  return source[PLACE] ?? `${path}.${source.name}`;
}
