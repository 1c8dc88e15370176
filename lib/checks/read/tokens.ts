/** A place that holds what AWS knows at deploy time only. */
export interface TokenPlace {
  /** Fields on the way to it. */
  readonly path: readonly string[];

  /** The value, or the key, that is or contains it. */
  readonly value: unknown;

  /** The placeholder alone. */
  readonly token: string;
}

/** A text or list token, and a number token, which inside a longer text is only to be known by its digits. */
const TOKEN = /[$#]\{Token\[[^\]]*\]\}?|-1\.888154589\d+e\+289/;

/** Every key and every value of something in which the CDK left a placeholder for what is not known yet. */
export function tokensIn(value: unknown, path: readonly string[] = []): TokenPlace[] {
  const token = tokenOf(value);
  if (token) return [{ path, value, token }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inKey = tokenOf(key);
    const here = inKey ? [{ path: [...path, key], value: key, token: inKey }] : [];
    return [...here, ...tokensIn(item, [...path, key])];
  });
}

function tokenOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return TOKEN.exec(String(value))?.[0];
  // A token that was not made a text of yet: the CDK knows it by this method, too.
  const isToken = typeof value === 'object' && value !== null && 'resolve' in value;
  return isToken && typeof value.resolve === 'function' ? String(value) : undefined;
}
