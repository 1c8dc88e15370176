import { TOKEN } from '../../charts/input/tokens';

/** Place of a value that is known at deploy time only. */
export interface TokenPlace {
  /** Keys that lead to it. */
  readonly path: readonly string[];

  /** The value, or the key, that is or contains it. */
  readonly value: unknown;

  /** The placeholder alone. */
  readonly token: string;
}

/** First digits of every number token. */
const NUMBER = '1.888154589';

/** Every key and every value in which the CDK left a placeholder for an unknown value. */
export function tokensIn(value: unknown): TokenPlace[] {
  const found: TokenPlace[] = [];
  visit(value, [], found);
  return found;
}

/** The walk reuses one path: of thousands of values, hardly any contains a token. */
function visit(value: unknown, path: string[], found: TokenPlace[]): void {
  const token = tokenOf(value);
  if (token) {
    found.push({ path: [...path], value, token });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const key in value) {
    path.push(key);
    const inKey = tokenOf(key);
    if (inKey) found.push({ path: [...path], value: key, token: inKey });
    visit((value as Record<string, unknown>)[key], path, found);
    path.pop();
  }
}

function tokenOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.includes('Token[') || value.includes(NUMBER) ? match(value) : undefined;
  // All number tokens are negative.
  if (typeof value === 'number') return value < 0 ? match(String(value)) : undefined;
  // A token that is not text yet: the CDK, too, recognizes it by this method.
  const isToken = typeof value === 'object' && value !== null && 'resolve' in value;
  return isToken && typeof value.resolve === 'function' ? String(value) : undefined;
}

function match(text: string): string | undefined {
  return TOKEN.exec(text)?.[0];
}
