import { isRecord } from '../../../manifests/shape';

/** A value somewhere in a configuration. */
export interface Place {
  /** Its path from the top of the file. */
  readonly path: string;

  /** Last key of the path; '' for an entry of a list. */
  readonly key: string;

  /** The value. */
  readonly value: unknown;
}

/** All values and blocks in a value, at any depth. `path` is the path of that value. */
export function placesIn(value: unknown, path: string): Place[] {
  const places: Place[] = [];
  visit(value, path, places);
  return places;
}

function visit(value: unknown, path: string, places: Place[]): void {
  const add = (place: Place) => {
    places.push(place);
    visit(place.value, place.path, places);
  };
  if (Array.isArray(value)) {
    value.forEach((entry: unknown, index) => add({ path: `${path}[${index}]`, key: '', value: entry }));
  } else if (isRecord(value)) {
    for (const [key, entry] of Object.entries(value)) add({ path: `${path}${sign(path)}${key}`, key, value: entry });
  }
}

const sign = (path: string): string => (path === '' ? '' : '.');
