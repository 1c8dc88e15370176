import type { Problem } from '../../charts/input/problems';
import { messageOf, short } from '../../charts/input/show';
import { duplicateKeys, type KeyPath } from '../manifests/yaml/duplicates';

/** Value of a text of JSON that a user wrote, with the keys that it has twice, or why it has none. */
export type UserJson =
  | { readonly value: unknown; readonly repeated: readonly Problem[] }
  | { readonly value?: undefined; readonly reason: string };

/** Reads JSON that a user wrote. `file` is its name. Paths of problems begin at its top. */
export function userJson(text: string, file: string): UserJson {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return { value: JSON.parse(json), repeated: repeatedKeys(json, file) };
  } catch (error) {
    return { reason: `is not JSON: ${messageOf(error, 100)}` };
  }
}

/** A path as problems of values have it: `prices.volume`, `tenants[0]`. */
const pathOf = (path: KeyPath): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${short(key)}`))
    .join('')
    .replace(/^\./, '');

/** Problems of keys that JSON has twice. Programs take the last one without a word, and the value of the first would be gone. */
export const repeatedKeys = (text: string, file: string): Problem[] =>
  duplicateKeys(text).map(({ key, lastLine }) => ({
    path: pathOf(key),
    found: `is written again on line ${lastLine} of ${file}, and the last one counts`,
    fix: 'leave one of them out',
  }));
