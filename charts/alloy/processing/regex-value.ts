import { raw, text, type Value } from '../language/values';

/** A regular expression or a template, in backticks where it can be written there. */
export function regexValue(regex: string): Value {
  return /[`\p{Cc}\ufeff]/u.test(regex) ? text(regex) : raw(regex);
}
