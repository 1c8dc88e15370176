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
