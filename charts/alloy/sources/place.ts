import type { AlloySource } from './source';

/**
 * Key of the place of a source in the user's input, for sources whose place does not follow from their name, such as
 * items of a list.
 */
export const PLACE = Symbol('place');

/** Gives a source of the library its field as its place, unless it has one. */
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
