/** Size of a value as JSON in bytes. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '', 'utf8');
}

/** Size of a value as JSON in bytes, if it is above a limit. Only the few values that may be are written as JSON. */
export function jsonBytesAbove(value: unknown, limit: number): number | undefined {
  const bytes = mostBytes(value) > limit ? jsonBytes(value) : 0;
  return bytes > limit ? bytes : undefined;
}

/** Bytes that a character takes at most, such as `\u001f`, and those of a number. */
const [CHARACTER, NUMBER] = [6, 25];

/** Bytes that a value of JSON takes at most. */
function mostBytes(value: unknown): number {
  if (typeof value === 'string') return value.length * CHARACTER + 2;
  if (typeof value !== 'object' || value === null) return NUMBER;
  let bytes = 2;
  for (const key in value) {
    bytes += key.length * CHARACTER + 4 + mostBytes((value as Record<string, unknown>)[key]);
  }
  return bytes;
}
