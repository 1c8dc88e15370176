/** Syntax that Go does not support: lookaround, atomic groups and back-references. */
const NOT_GO = /\(\?(?:[=!>]|<[=!])|\\[1-9]/;

/** Regular expression without its literal parts: escapes and bracket expressions. */
export function bareRegex(regex: string): string {
  return regex.replace(/\\[^1-9]/g, '  ').replace(/\[\^?\]?(?:\[:\^?\w+:\]|[^\]])*\]/g, '');
}

/** Part of a regular expression that Go does not support; undefined if there is no such part. */
export function unsupportedByGo(regex: string): string | undefined {
  return NOT_GO.exec(bareRegex(regex))?.[0];
}

/**
 * True for a regular expression that JavaScript may take for ever to try, and Go never: it repeats a group that repeats something
 * or has alternatives, as `(\\w+\\s?)*;` does.
 */
export function isSlow(regex: string): boolean {
  const bare = bareRegex(regex);
  const groups: boolean[] = [];
  for (let at = 0; at < bare.length; at++) {
    const character = bare.charAt(at);
    if (character === '(') groups.push(false);
    else if (character === ')') {
      const isRisky = groups.pop() ?? false;
      const isRepeated = /^(?:[*+]|\{\d+,)/.test(bare.slice(at + 1));
      if (isRisky && isRepeated) return true;
      if (isRisky || isRepeated) groups.push((groups.pop() ?? false) || isRisky || isRepeated);
    } else if (/[*+|{]/.test(character) && groups.length > 0) groups[groups.length - 1] = true;
  }
  return false;
}

/** The regular expression of a Go program; undefined if it is not valid. It matches as Go does, but for rare classes. */
export function goRegex(regex: string): RegExp | undefined {
  if (unsupportedByGo(regex) !== undefined) return undefined;
  const flags = /^\(\?([imsU]+)\)/.exec(regex);
  const translated = regex
    .slice(flags?.[0].length ?? 0)
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?[imsU-]+:/g, '(?:')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\\Q(.*?)(\\E|$)/gs, (_all, literal: string) => literal.replace(/[^\w\s]/g, '\\$&'))
    .replace(/\[:\^?\w+:\]/g, '\\w');
  try {
    return new RegExp(translated, `${/[ims]+/.exec(flags?.[1] ?? '')?.[0] ?? ''}`);
  } catch {
    return undefined;
  }
}
