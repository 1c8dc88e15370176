import { raw, text, type Value } from './values';

/** A string in backticks, for what has quotes and backslashes of its own, or in double quotes if it cannot be written so. */
export function rawText(value: string): Value {
  return /[`\p{Cc}\ufeff]/u.test(value) ? text(value) : raw(value);
}
