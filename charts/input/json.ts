import { isList } from './forms';
import { plainCopy } from './plain-copy';
import { type Problem, problemOfValue } from './problems';
import { isReadable } from './props';
import { short } from './show';

/** Problems of values that JSON does not have, such as functions and dates, at their own paths. */
export const jsonProblems = (path: string, value: unknown): Problem[] => problemsIn(path, plainCopy(value));

/** Problems of a plain copy, which has no cycles. */
function problemsIn(path: string, value: unknown): Problem[] {
  if (isList(value)) return value.flatMap((item, index) => problemsIn(`${path}[${index}]`, item));
  if (isReadable(value)) {
    return Object.entries(value).flatMap(([key, item]) => problemsIn(`${path}.${short(key)}`, item));
  }
  const isOfJson = value === undefined || value === null || ['string', 'boolean'].includes(typeof value);
  if (isOfJson || Number.isFinite(value)) return [];
  const fix = 'write a text, a number, true, false, null, a list or an object';
  return [problemOfValue(path, value, { wrong: 'is not a value of JSON', fix })];
}
