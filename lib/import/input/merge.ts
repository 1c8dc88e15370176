import { isRecord } from '../../manifests/shape';
import type { Path } from '../tree/path';

type Values = Readonly<Record<string, unknown>>;

/** Values of two files, as Helm merges them: maps deep, anything else replaced; null removes a key. */
export function merged(
  first: Values,
  later: Values,
  at: Path = [],
): { readonly values: Values; readonly lost: Path[] } {
  const values: Record<string, unknown> = { ...first };
  const lost: Path[] = [];
  for (const [key, value] of Object.entries(later)) {
    const former = values[key];
    const path = [...at, key];
    if (isRecord(former) && isRecord(value)) {
      const inner = merged(former, value, path);
      values[key] = inner.values;
      lost.push(...inner.lost);
      continue;
    }
    if (former !== undefined) lost.push(...leavesOf(former, path));
    values[key] = value;
  }
  return { values, lost };
}

function leavesOf(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}
