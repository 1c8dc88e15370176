import { type Problem, problemOfValue, show } from '../../input/problems';
import { JSON_PATH, LOGFMT_KEY } from './forms';

/** Format of lines that have fields. */
export type FieldFormat = 'json' | 'logfmt';

/** True for a format of lines that have fields. */
export const hasFields = (format: string): format is FieldFormat => format === 'json' || format === 'logfmt';

/** Place of a value in a line, and the path of the problem if it is wrong. */
export interface FieldPlace {
  /** Path in the input. */
  readonly path: string;

  /** Path in JSON, or key of logfmt. */
  readonly place: string;
}

/** Problems of places with which Alloy does not start, or of which it reads only one. */
export function placeProblems(format: FieldFormat, places: readonly FieldPlace[]): Problem[] {
  const form = format === 'json' ? JSON_PATH : LOGFMT_KEY;
  const seen = new Set<string>();
  return places.flatMap(({ path, place }) => {
    const isTwice = format === 'logfmt' && seen.has(place);
    seen.add(place);
    const fault = form.faultOf(place);
    if (fault) return [problemOfValue(path, place, fault)];
    if (!isTwice) return [];
    return [
      { path, found: `${show(place)} has another name already, and Alloy gives a key one`, fix: 'write it once' },
    ];
  });
}
