/** A value for a provisioning file of Grafana. `$` begins a variable there, so it is written twice. */
export const dollarsTwice = <T>(value: T): T => doubled(value) as T;

function doubled(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('$') ? value.replaceAll('$', '$$$$') : value;
  if (Array.isArray(value)) return value.map(doubled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, doubled(one)]));
}
