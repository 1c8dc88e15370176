import { SECONDS_PER_DAY } from '../../../../charts/input/seconds';
/** One directive of an nginx configuration: `name args;` or `name args { … }`. */
export interface Directive {
  /** Its first word. */
  readonly name: string;

  /** The words after it, without their quotes. */
  readonly args: readonly string[];

  /** Directives between its braces. @default - it has no braces */
  readonly block?: readonly Directive[];
}

/** As in nginx, quotes begin a string only at the start of a word, and `${` is part of a word. */
const TOKEN = /\s+|#[^\n]*|"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|[{};]|(?:\\[^]|\$\{[^}\s]*\}|[^\s{};\\])+/g;

/**
 * Parses words, semicolons and braces of an nginx configuration. It never throws: parts that it does not understand
 * are missing from the result.
 */
export function parseNginx(text: string): Directive[] {
  const root: Directive[] = [];
  const stack: Directive[][] = [root];
  let words: string[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^[\s#]/.test(token)) continue;
    const inside = stack.at(-1) as Directive[];
    if (token === ';') {
      if (words[0] !== undefined) inside.push({ name: words[0], args: words.slice(1) });
    } else if (token === '{') {
      const block: Directive[] = [];
      if (words[0] !== undefined) inside.push({ name: words[0], args: words.slice(1), block });
      stack.push(block);
    } else if (token === '}') {
      if (stack.length > 1) stack.pop();
    } else {
      words.push(unquoted(token));
      continue;
    }
    words = [];
  }
  return root;
}

/** Every directive of a name, those within blocks included. */
export function directivesNamed(directives: readonly Directive[], name: string): Directive[] {
  return directives.flatMap((directive) => [
    ...(directive.name === name ? [directive] : []),
    ...directivesNamed(directive.block ?? [], name),
  ]);
}

/** Parses a period of nginx, in seconds: `330s`, `600`, `1h 30m`; undefined if it is not one. */
export function parseNginxSeconds(words: readonly string[]): number | undefined {
  const units: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: SECONDS_PER_DAY, w: 7 * SECONDS_PER_DAY };
  const text = words.join('');
  if (!/^(\d+(ms|[smhdw])?)+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdw])?/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? 's'] as number),
    0,
  );
}

function unquoted(token: string): string {
  const inner = /^["']/.test(token) ? token.slice(1, -1) : token;
  const escapes: Record<string, string> = { t: '\t', r: '\r', n: '\n' };
  return inner.replace(/\\(["'\\trn])/g, (_, escaped: string) => escapes[escaped] ?? escaped);
}
