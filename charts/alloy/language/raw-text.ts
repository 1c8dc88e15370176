import { raw, text, type Value } from './values';

/**
 * A string in backticks, which keep quotes and backslashes readable, or in double quotes if it cannot be in backticks.
 */
export function rawText(value: string): Value {
  return /[`\p{Cc}\ufeff]/u.test(value) ? text(value) : raw(value);
}
