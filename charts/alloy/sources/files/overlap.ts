import { literalRegex } from '../../../input/patterns';

/** Maximum number of globs that braces expand to. In a glob with more, braces match anything. */
const MAX_ALTERNATIVES = 256;

/** Globs without braces, one for each combination of alternatives. */
export function alternatives(glob: string): string[] {
  const open = /\{([^{}]*)\}/.exec(glob);
  if (!open) return [glob];
  const [whole, inner = ''] = open;
  const parts = inner.split(',');
  const [before, after] = [glob.slice(0, open.index), glob.slice(open.index + whole.length)];
  const expanded = parts.flatMap((part) => alternatives(`${before}${part}${after}`));
  return expanded.length > MAX_ALTERNATIVES ? [`${before}*${after.replaceAll(/\{[^{}]*\}/g, '*')}`] : expanded;
}

/** Steps of a segment: a character, a class of characters, `?` or `*`. */
const steps = (segment: string): string[] => segment.match(/\[[^\]]*\]|[^]/gu) ?? [];

/** Regular expression of a class of characters. A reversed range matches nothing, like an empty class. */
function classRegex(text: string): string {
  const isNegated = /^\[[!^]/.test(text);
  const inner = text.slice(isNegated ? 2 : 1, -1);
  const code = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  const parts = [...inner.matchAll(/([^])-([^])|[^]/gu)].flatMap(([single, from, to]) => {
    if (from === undefined || to === undefined) return [code(single)];
    return from <= to ? [`${code(from)}-${code(to)}`] : [];
  });
  if (parts.length === 0) return isNegated ? '[^/]' : '(?!)';
  return `[${isNegated ? '^' : ''}${parts.join('')}]`;
}

/** True if some character matches both steps. Two classes are assumed to share a character. */
function sameCharacter(a: string, b: string): boolean {
  if (a === '?' || b === '?') return true;
  if (a.length > 1 && b.length > 1) return true;
  if (b.length > 1) return sameCharacter(b, a);
  return a.length > 1 ? new RegExp(`^${classRegex(a)}$`, 'su').test(b) : a === b;
}

/** True if some text matches both lists of steps, in which `any` stands for any number of steps. */
function meet(
  a: readonly string[],
  b: readonly string[],
  any: string,
  same: (a: string, b: string) => boolean,
): boolean {
  const [first, ...restOfA] = a;
  const [second, ...restOfB] = b;
  if (first === undefined && second === undefined) return true;
  if (first === any) return meet(restOfA, b, any, same) || (second !== undefined && meet(a, restOfB, any, same));
  if (second === any) return meet(b, a, any, same);
  return first !== undefined && second !== undefined && same(first, second) && meet(restOfA, restOfB, any, same);
}

/** Text of a glob before its first pattern. */
const beginning = (glob: string): string => /^[^*?[{]*/.exec(glob)?.[0] ?? '';

/** True if some file matches both globs. */
export function globsMeet(a: string, b: string): boolean {
  const [one, other] = [beginning(a), beginning(b)];
  if (!one.startsWith(other) && !other.startsWith(one)) return false;
  const segments = (glob: string): string[][] => alternatives(glob).map((one) => one.split('/'));
  const sameSegment = (x: string, y: string): boolean => meet(steps(x), steps(y), '*', sameCharacter);
  return segments(a).some((x) => segments(b).some((y) => meet(x, y, '**', sameSegment)));
}

/** Regular expression of a glob. */
function globRegex(glob: string): RegExp {
  const source = (glob.match(/\/\*\*\/|\/\*\*$|\*|\?|\[[^\]]*\]|[^]/gu) ?? []).map((part) => {
    if (part === '/**/') return '/(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.startsWith('[') && part.length > 1 ? classRegex(part) : literalRegex(part);
  });
  return new RegExp(`^${source.join('')}$`, 'su');
}

/** A character that no glob names, so that only a pattern matches it. */
const ANY = '\ue000';

/**
 * Sample files of a glob. Wildcards become a character that no glob names, and classes their first or last character.
 */
function samplesOf(glob: string): string[] {
  const sample = (at: 0 | -1) => (part: string) =>
    !part.startsWith('[') || /^\[[!^]/.test(part) ? ANY : ([...part.slice(1, -1)].at(at) ?? ANY);
  return alternatives(glob).flatMap((one) =>
    ([0, -1] as const).map((at) => one.replaceAll('**', `${ANY}/${ANY}`).replaceAll(/\*|\?|\[[^\]]*\]/g, sample(at))),
  );
}

/** True if a glob matches every file of another glob. */
export function globCovers(glob: string, other: string): boolean {
  return samplesOf(other).every((sample) => alternatives(glob).some((one) => globRegex(one).test(sample)));
}
