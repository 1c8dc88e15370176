/** True if a value is data alone: no token of cdk8s, function or object of a class, at any depth. */
export function isPlain(value: unknown): boolean {
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return value.constructor === Object && Object.values(value).every(isPlain);
}

/** Plain value as cdk8s writes it: keys in order, and none whose value is null or undefined. */
export function inOrder(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const written: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const inner = inOrder((value as Record<string, unknown>)[key]);
    if (inner !== undefined) written[key] = inner;
  }
  return written;
}
