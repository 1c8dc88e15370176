/**
 * URL of a text; undefined for any other text. `URL.canParse` is wrong about letters beyond ASCII on Node 20 and 22, as soon as V8 has
 * optimized its caller.
 */
export function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
