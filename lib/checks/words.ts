import { nearest } from '../../charts/input/nearest';
import type { Workload } from '../manifests/workloads';

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** `Deployment loki/a, Deployment loki/b and 3 more`. */
export function titlesOf(workloads: readonly Workload[]): string {
  const titles = workloads.map(({ title }) => title);
  const rest = titles.length - 3;
  return rest > 0 ? `${titles.slice(0, 3).join(', ')} and ${rest} more` : titles.join(', ');
}

/** `use one of a, b`, or `otherwise` if there are no names. */
export function useOneOf(names: readonly (string | number)[], otherwise: string): string {
  return names.length > 0 ? `use ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}` : otherwise;
}

/** `use b`, the name that a wrong one most resembles, or `otherwise` if it resembles none. */
export function useSimilar(name: string, names: readonly string[], otherwise: string): string {
  const best = nearest(String(name), names.map(String));
  return best ? `use ${best}` : otherwise;
}

/** A number with at most one digit after the point: `5.5`. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
